// The signs of the panel: line drawings on a grid of 16, in the color of the text
// beside them. All of them stand beside words, so none of them speaks.

import { h } from '../../vendor/snabbdom/index.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */

const PATHS = {
  back: 'M9.5 3.5 5 8l4.5 4.5M5 8h8',
  check: 'm3.5 8.5 3 3 6-7',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  clock: 'M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM8 5v3.2l2 1.3',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  down: 'M8 3.5v9m0 0 3.5-3.5M8 12.5 4.5 9',
  go: 'M3.5 8h9m0 0L9 4.5M12.5 8 9 11.5',
  key: 'M7.5 8.5 13 3m-2 2 1.5 1.5M9 7l1 1M7.7 10.5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0z',
  lock: 'M4 7.5h8v5H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2',
  log: 'M5.5 4.5H13M5.5 8H13M5.5 11.5H13M3 4.5h.01M3 8h.01M3 11.5h.01',
  menu: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  moved: 'M3 5.5h9m0 0L9.5 3M12 5.5 9.5 8M13 10.5H4m0 0L6.5 8M4 10.5 6.5 13',
  page: 'M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12',
  pencil: 'm3.5 12.5.7-2.8 6.6-6.6 2.1 2.1-6.6 6.6zM9.6 4.3l2.1 2.1',
  plus: 'M8 3.5v9M3.5 8h9',
  question: 'M6 6.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6m0 2v.01M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z',
  recipe: 'M5.5 3.5v9l7-4.5z',
  revert: 'M3.5 6.5h6a3 3 0 0 1 0 6H6M3.5 6.5 6 4M3.5 6.5 6 9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2',
  up: 'M8 12.5v-9m0 0L4.5 7M8 3.5 11.5 7',
  warning: 'M8 3 2.5 13h11zM8 7v2.5m0 1.8v.01',
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * @param {IconName} name
 * @returns {VNode}
 */
export function icon(name) {
  return h('svg.icon', { attrs: { viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' } }, [
    h('path', { attrs: { d: PATHS[name] } }),
  ]);
}
