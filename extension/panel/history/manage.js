// What can be done with the log itself: save it as a file, say how long it is kept, clear it.

import { h } from '../../vendor/snabbdom/index.js';
import { plural } from '../values/format.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function manage(state, act) {
  const { work } = state.history;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ click, kind = '') => h(`button.button${kind}`, {
    key: text, attrs: { type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void click() },
  }, text);
  return h('div.page', { key: 'manage' }, [
    h('h2.section', { attrs: { id: 'manage-title', tabindex: '-1' } }, 'The log itself'),
    h('section.manage', [
      h('h3.manage-name', 'Save it as a file'),
      h('p.lead-in', 'All entries of all leads, with values before and after.'),
      h('div.choices', [button('Export as JSON', () => act.exportAs('json')), button('Export as CSV', () => act.exportAs('csv'))]),
    ]),
    h('section.manage', [
      h('h3.manage-name', 'How long it is kept'),
      h('p.lead-in', 'On this computer only. What is not settled yet stays in any case.'),
      settingsForm(state, act),
    ]),
    h('section.manage', [
      h('h3.manage-name', 'Clear it'),
      h('p.lead-in', 'Forgets every settled change, and with it the way to undo it here.'),
      button('Clear the log …', () => act.historyPage('clear'), '.danger'),
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function settingsForm({ history: { settings, bounds, work } }, act) {
  if (!settings || !bounds) return h('p.waiting', { key: 'none' }, 'Reading the log …');
  const number = (/** @type {string} */ name, /** @type {string} */ label, /** @type {number} */ value, /** @type {number} */ min, /** @type {number} */ max) =>
    h('label.setting', { key: name }, [
      h('span', label),
      h('input.control', { props: { defaultValue: String(value) }, attrs: { name, type: 'number', min, max, step: 1, required: true } }),
    ]);
  return h('form.settings', {
    key: 'settings', attrs: { novalidate: true },
    on: {
      submit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        void act.keepSettings({ days: Number(form.get('days')), entries: Number(form.get('entries')) });
      },
    },
  }, [
    number('days', 'Days', settings.days, bounds.min_days, bounds.max_days),
    number('entries', 'Entries at most', settings.entries, bounds.min_entries, bounds.max_entries),
    h('button.button', { key: 'keep', attrs: { type: 'submit', 'aria-disabled': String(work !== '') } }, 'Keep to that'),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function askClear({ history: { unsettled, work } }, act) {
  const stay = unsettled > 0 ? ` ${plural(unsettled, 'change')} not settled yet ${unsettled === 1 ? 'stays' : 'stay'}.` : ' What is not settled yet would stay.';
  return h('div.message', { key: 'clear' }, [
    h('h2.message-title', { attrs: { id: 'clear-title', tabindex: '-1' } }, 'Clear the log?'),
    h('p', `Every settled change of every lead is forgotten, and cannot be undone from here any more. Close keeps what it has.${stay}`),
    h('div.choices', [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => void act.backInHistory() } }, 'Keep it'),
      h('button.button.danger', { attrs: { type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void act.clearLog() } }, 'Clear'),
    ]),
  ]);
}
