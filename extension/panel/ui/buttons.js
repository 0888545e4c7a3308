// The buttons that several parts of the panel have in common.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from './icons.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {IconName} from './icons.js' */

/**
 * @param {IconName} name
 * @param {string} label
 * @param {() => void} click
 * @returns {VNode}
 */
export function iconButton(name, label, click) {
  return h('button.icon-button', { key: name, attrs: { type: 'button', 'aria-label': label, title: label }, on: { click } }, [icon(name)]);
}

/** The names of the buttons that lead on from a problem. */
export const STEPS = { retry: 'Try again', reload: 'Reload', sign_in: 'Sign in', add_account: 'Add another organization', make_room: 'Make room', restore_recipe: 'Undo' };

/**
 * Names the button that leads on from a problem, with the seconds until it does.
 * @param {keyof typeof STEPS} step
 * @param {number} wait
 */
export function stepName(step, wait) {
  return step === 'retry' && wait > 0 ? `${STEPS.retry} in ${wait} s` : STEPS[step];
}
