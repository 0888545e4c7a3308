// The log, in place of the fields: what was changed through Leadpatch, on which lead, when,
// and what became of it.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { tabs } from '../ui/tabs.js';
import { plural } from '../values/format.js';
import { entryRow } from './entry.js';
import { askClear, manage } from './manage.js';
import { FILTERS } from './outcomes.js';
import { isFiltered, undoable } from './state.js';
import { undoPage } from './undo.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * Draws the line of the head in which the log is searched.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function searchTools(state, act) {
  const { query, page } = state.history;
  return h('div.tools', { key: 'history-tools' }, [
    page === 'list' ? h('label.filter', { key: 'search' }, [
      icon('search'),
      h('span.sr-only', 'Search the log'),
      h('input', {
        props: { value: query },
        attrs: { id: 'filter', type: 'text', placeholder: 'Search the log', autocomplete: 'off', spellcheck: 'false' },
        on: { input: (/** @type {Event} */ event) => act.search(/** @type {HTMLInputElement} */ (event.target).value) },
      }),
      query === '' ? h('kbd', { attrs: { 'aria-hidden': 'true' } }, '/') : null,
    ]) : h('span.filter-gap', { key: 'gap' }),
    tabs(state, act),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function history(state, act) {
  const { page, undoing } = state.history;
  if (page === 'undo' && undoing) return [undoPage(state, undoing, act)];
  if (page === 'manage') return [manage(state, act)];
  if (page === 'clear') return [askClear(state, act)];
  return [h('h2.sr-only', { key: 'title' }, 'Log of your changes'), filters(state, act), ...list(state, act)];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function filters(state, act) {
  const { only, everywhere } = state.history;
  const here = state.leadId !== '';
  return h('div.log-filters', { key: 'filters' }, [
    h('label.log-filter', { key: 'only' }, [
      h('span.sr-only', 'Outcome'),
      h('select.control', {
        attrs: { id: 'only' }, on: { change: (/** @type {Event} */ event) => act.only(/** @type {HTMLSelectElement} */ (event.target).value) },
      }, FILTERS.map(([value, name]) => h('option', { key: value, props: { value, selected: value === only } }, name))),
    ]),
    here ? h('label.switch', { key: 'all' }, [
      h('input', {
        props: { checked: everywhere }, attrs: { id: 'everywhere', type: 'checkbox', role: 'switch' },
        on: { change: (/** @type {Event} */ event) => act.everywhere(/** @type {HTMLInputElement} */ (event.target).checked) },
      }),
      'All leads',
    ]) : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function list(state, act) {
  const { entries, more, problem, work } = state.history;
  if (problem) {
    return [message('unread', problem.title, problem.detail, h('button.button.primary', {
      attrs: { type: 'button' }, on: { click: () => void act.readHistory() },
    }, 'Try again'))];
  }
  if (!entries) return [h('p.waiting', { key: 'reading' }, 'Reading the log …')];
  if (entries.length === 0) return [isFiltered(state) ? nothingFound(state, act) : empty(state)];
  const now = Date.now();
  return [
    h('ul.log', { key: 'log', attrs: { 'aria-label': 'Changes, the newest first' } }, entries.map((entry) => entryRow(state, entry, now, act))),
    more ? h('div.log-more', { key: 'more' }, [h('button.button', {
      attrs: { type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void act.moreEntries() },
    }, work === 'more' ? 'Reading …' : 'Show older changes')]) : null,
  ];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function nothingFound(state, act) {
  const { query } = state.history;
  const what = query.trim() === '' ? 'No change has ended like that.' : `No change has “${query.trim()}” in its lead, its fields or its values.`;
  return message('nothing', 'Nothing found', what, h('button.button', {
    attrs: { type: 'button' }, on: { click: () => act.showEverything() },
  }, 'Show all changes'));
}

/** @param {State} state */
function empty({ history: { everywhere }, leadId, view }) {
  const where = everywhere || leadId === '' ? '' : ` to ${view?.lead.name ?? 'this lead'}`;
  return message('empty', 'Nothing here yet', `Every change${where} that you make with Leadpatch is written down here, before it is sent.`);
}

/**
 * @param {string} key
 * @param {string} title
 * @param {string} text
 * @param {VNode | null} [button]
 */
function message(key, title, text, button = null) {
  return h('div.message', { key }, [h('span.message-sign', [icon('log')]), h('h3.message-title', title), h('p', text), button]);
}

/**
 * Draws what can be done with the log, or with what stands in its place.
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function historyFoot(state, act) {
  const { page, picked, undoing, entries, work } = state.history;
  const back = h('button.button', { key: 'back', attrs: { type: 'button' }, on: { click: () => void act.backInHistory() } }, [icon('back'), 'Back']);
  if (page === 'undo' && undoing) {
    const count = undoable(undoing).length;
    if (undoing.done || count === 0) return [back];
    const text = work === 'undo' ? 'Undoing …' : `Undo ${count === 1 ? 'this change' : plural(count, 'change')}`;
    return [back, h('button.button.primary.apply', {
      key: 'undo', attrs: { id: 'undo-entries', type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void act.undoEntries() },
    }, [h('span', text)])];
  }
  if (page !== 'list') return [back];
  if (picked) {
    return [
      h('button.button', { key: 'cancel', attrs: { type: 'button' }, on: { click: () => act.picking(null) } }, 'Cancel'),
      h('p.idle', { key: 'count', attrs: { role: 'status' } }, `${picked.length} selected`),
      h('button.button.primary', {
        key: 'preview', attrs: { id: 'preview-undo', type: 'button', 'aria-disabled': String(picked.length === 0 || work !== '') },
        on: { click: () => void act.previewUndo(picked) },
      }, work === 'preview' ? 'Reading the leads …' : 'Preview undo'),
    ];
  }
  const canPick = entries?.some(({ undo }) => undo) ?? false;
  return [
    h('p.idle', { key: 'idle' }, settings(state)),
    canPick ? h('button.button', { key: 'pick', attrs: { type: 'button' }, on: { click: () => act.picking([]) } }, 'Select') : null,
    h('button.button', { key: 'manage', attrs: { type: 'button' }, on: { click: () => act.historyPage('manage') } }, 'Export, settings'),
  ];
}

/** @param {State} state */
function settings({ history: { settings: kept } }) {
  return kept ? `Kept for ${plural(kept.days, 'day')}` : '';
}
