// The page in front when the extension may not see it.

/** @import {Page} from '../../api' */

/**
 * The page in front where the extension may not see it: unlike a page that cannot be
 * read, it can be shown to it.
 * @type {Page}
 */
export const unseenPage = {
  kind: 'unknown', lead_id: '', detail: 'Click the Leadpatch button in the toolbar to read this page.',
};
