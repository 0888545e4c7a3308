// The page in front, as far as the panel knows of it by itself.

/** @import {Page} from '../../api' */

/**
 * The page in front where the extension may not see it: unlike a page that cannot be
 * read, it can be shown to it.
 * @type {Page}
 */
export const unseenPage = {
  kind: 'unknown', lead_id: '', detail: 'Click the Leadpatch button in the toolbar to read this page.',
};
