// The tabs in the head of the panel: the fields of the lead, the recipes, and the log of
// changes.

import { h } from '../../vendor/snabbdom/index.js';
import { plural } from '../values/format.js';
import { icon } from './icons.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */

/**
 * @typedef {Object} Shown what of the panel's state the tabs depend on
 * @property {string} mode
 * @property {string} screen
 * @property {{ reading: unknown } | null} capture
 * @property {{ unsettled: number }} history
 */

/**
 * @typedef {Object} Ways where the tabs lead
 * @property {(mode: 'list' | 'page') => void} show
 * @property {() => unknown} openRecipes
 * @property {() => unknown} openHistory
 */

/**
 * @param {Shown} state
 * @param {Ways} act
 * @returns {VNode}
 */
export function tabs(state, act) {
  const log = state.mode === 'history';
  const recipes = state.mode === 'recipes';
  const lead = state.screen === 'lead';
  const page = lead && state.capture?.reading != null;
  return h('nav.tabs', { key: 'tabs', attrs: { 'aria-label': 'Places' } }, [
    page ? tab('page-tab', 'Page', state.mode === 'page', () => act.show('page')) : null,
    tab('fields', lead ? 'Fields' : 'Back', lead ? state.mode === 'list' : !log && !recipes, () => act.show('list')),
    tab('recipes-tab', 'Recipes', recipes, () => act.openRecipes()),
    tab('log', 'Log', log, () => act.openHistory(), unsettledBadge(state)),
  ]);
}

/**
 * @param {string} id
 * @param {string} name
 * @param {boolean} here
 * @param {() => void} go
 * @param {VNode | null} [badge]
 */
function tab(id, name, here, go, badge = null) {
  return h('button.tab', {
    key: id, attrs: { id, type: 'button', ...(here ? { 'aria-current': 'page' } : {}) }, on: { click: () => { if (!here) go(); } },
  }, [name, badge]);
}

/**
 * Counts what is not settled yet, where there is something.
 * @param {Pick<Shown, 'history'>} state
 * @returns {VNode | null}
 */
export function unsettledBadge({ history: { unsettled } }) {
  if (unsettled === 0) return null;
  const words = `${plural(unsettled, 'change')} not settled yet`;
  return h('span.badge', { key: 'badge', attrs: { title: words } }, [
    icon('clock'), h('span', { attrs: { 'aria-hidden': 'true' } }, String(unsettled)), h('span.sr-only', `, ${words}`),
  ]);
}
