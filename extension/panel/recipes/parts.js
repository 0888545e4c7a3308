// What several pages of the recipes have in common.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */

/**
 * @param {Actions} act
 * @returns {VNode}
 */
export const backButton = (act) => h('button.button', {
  key: 'back', attrs: { type: 'button' }, on: { click: () => void act.backInRecipes() },
}, [icon('back'), 'Back']);

/**
 * Lists the sentences about one part of a recipe; nothing where there are none.
 * @param {string[]} details
 * @param {string} id by which a control names them as its description
 * @returns {VNode | null}
 */
export function issueList(details, id) {
  if (details.length === 0) return null;
  return h('ul.recipe-issues', { key: `issues-${id}`, attrs: { id } }, details.map((detail) => h('li.mark.error', { key: detail }, [icon('warning'), h('span', detail)])));
}

/**
 * Returns what ties a control to the sentences about it.
 * @param {string[]} details
 * @param {string} id
 * @returns {Record<string, string>}
 */
export const described = (details, id) => (details.length === 0 ? {} : { 'aria-describedby': id, 'aria-invalid': 'true' });
