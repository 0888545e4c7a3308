// One entry of the log: a line that says what happened, and below it, once opened, all
// there is to know and to do.

import { h } from '../../vendor/snabbdom/index.js';
import { diffTable, exactRequests } from '../apply/diff.js';
import { isNew } from '../lead/new-contacts.js';
import { isSeveral } from '../session/accounts.js';
import { icon } from '../ui/icons.js';
import { formatValue } from '../values/field-types.js';
import { formatAgo, formatDateTime, isEmpty, shorten } from '../values/format.js';
import { endingOf, fieldFor, leadOf, noChanges, ownerOf, surfaceOf, whatOf } from './outcomes.js';

/** @import {Change, Entry, Problem, Since, SinceChange, Value, Waiting} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/** An entry's line shows this many changes; the others are counted. */
const IN_LINE = 3;

/** An entry's line shows this many characters of a value. */
const SHORT = 60;

/**
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @param {Actions} act
 * @returns {VNode}
 */
export function entryRow(state, entry, now, act) {
  const { id, at, changes } = entry;
  const isOpen = state.history.open === id;
  const ending = endingOf(entry);
  const rest = changes.length - IN_LINE;
  return h('li.entry', { key: id, class: { 'is-open': isOpen } }, [
    h('div.entry-head', [
      state.history.picked ? picker(state, entry, state.history.picked, act) : null,
      h('button.entry-line', {
        attrs: { id: `entry-${id}`, type: 'button', 'aria-expanded': String(isOpen), 'aria-controls': `details-${id}` },
        on: { click: () => act.toggleEntry(id) },
      }, [
        h('span.entry-what', [
          entry.created ? h('span.entry-undo', { key: 'created' }, 'New lead: ') : null,
          ...changes.slice(0, IN_LINE).map((change, i) => changeLine(state, entry, change, i === 0 && entry.undoes !== undefined)),
          rest > 0 ? h('span.entry-change', `and ${rest} more`) : null,
          changes.length === 0 ? h('span.entry-change', noChanges(entry)) : null,
        ]),
        h('span.entry-about', [
          h('span.entry-ending', { class: { [`is-${ending.tone}`]: true } }, [icon(ending.sign), ending.word]),
          h('span.entry-where', [leadOf(state, entry), ...(isSeveral(state) && entry.organization.name ? [` in ${entry.organization.name}`] : [])]),
          h('time.entry-when', { attrs: { datetime: at, title: formatDateTime(at) } }, formatAgo(Date.parse(at), now)),
          surfaceOf(entry) === '' ? null : h('span.entry-surface', surfaceOf(entry)),
        ]),
      ]),
    ]),
    isOpen ? details(state, entry, now, act) : null,
  ]);
}

/**
 * @param {State} state
 * @param {Entry} entry
 * @param {string[]} picked
 * @param {Actions} act
 */
function picker(state, entry, picked, act) {
  return h('label.entry-pick', { key: 'pick', class: { 'is-off': !entry.undo } }, [
    h('span.sr-only', `Select ${whatOf(entry)} on ${leadOf(state, entry)}`),
    h('input', {
      props: { checked: picked.includes(entry.id), disabled: !entry.undo },
      attrs: { id: `pick-${entry.id}`, type: 'checkbox', ...(entry.undo ? {} : { title: 'This cannot be undone' }) },
      on: { change: () => act.pick(entry.id) },
    }),
  ]);
}

/**
 * Reports whether a change is something new beside the lead, which replaces nothing.
 * @param {Change} change
 */
const isAdded = ({ field, target }) => field === 'note' || field === 'task' || isNew(target);

/**
 * @param {State} state
 * @param {Entry} entry
 * @param {Change} change
 * @param {boolean} undoes whether to say that it took something back
 */
function changeLine(state, entry, change, undoes) {
  const field = fieldFor(state, entry, change);
  const text = (/** @type {Value} */ value, /** @type {string | undefined} */ label) =>
    shorten(label || formatValue(field, value).join(', '), SHORT) || 'empty';
  const adds = (entry.created || isAdded(change)) && isEmpty(change.now);
  const owner = ownerOf(state, change);
  return h('span.entry-change', [
    undoes ? h('span.entry-undo', 'Undo: ') : null,
    h('b', `${owner === '' ? '' : `${owner}: `}${change.label}`), ' ',
    ...(adds ? [] : [
      h('del', text(change.now, change.now_label)), h('span', { attrs: { 'aria-hidden': 'true' } }, ' → '), h('span.sr-only', ' is now '),
    ]),
    h('ins', text(change.after, change.after_label)),
  ]);
}

/**
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @param {Actions} act
 */
function details(state, entry, now, act) {
  const { id, changes, requests, detail, waiting } = entry;
  const words = {
    field: (/** @type {{ target?: string, field: string }} */ row) => fieldFor(state, entry, row),
    owner: (/** @type {{ target?: string, field: string }} */ row) => ownerOf(state, row),
  };
  return h('div.entry-details', { key: 'details', attrs: { id: `details-${id}`, role: 'group', 'aria-label': `Details of ${whatOf(entry)}` } }, [
    detail ? h('p.entry-detail', { key: 'detail' }, detail) : null,
    waiting && waiting.detail !== detail ? h('p.entry-detail', { key: 'waiting' }, [icon('clock'), h('span', waitingWords(waiting))]) : null,
    changes.length > 0 ? diffTable(`Changes to ${leadOf(state, entry)}`, changes, words, entry.created ? ['Created with'] : ['Before', 'After']) : null,
    ...exactRequests(requests, act),
    since(state, entry, now, act),
    h('p.entry-by', { key: 'by' }, [formatDateTime(entry.at), entry.user.name && `${entry.user.name} in ${entry.organization.name}`].filter(Boolean).join(' · ')),
    h('div.choices', { key: 'choices' }, choices(state, entry, act)),
  ]);
}

/** @param {Waiting} waiting */
function waitingWords({ detail, retry_at: at }) {
  return at ? `${detail} Next try: ${formatDateTime(at)}.` : detail;
}

/**
 * @param {State} state
 * @param {Entry} entry
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function choices(state, entry, act) {
  const { id, lead } = entry;
  const { work } = state.history;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ click, busy = work !== '') => h('button.button', {
    key: text, attrs: { type: 'button', 'aria-disabled': String(busy) }, on: { click: () => void click() },
  }, text);
  const refused = (entry.state === 'rejected' || entry.state === 'conflict') && entry.changes.length > 0;
  const known = state.history.since[id];
  return [
    entry.undo ? button(work === 'preview' ? 'Reading the lead …' : 'Undo', () => act.previewUndo([id])) : null,
    entry.state === 'unknown' || entry.state === 'sent' ? button(work === id ? 'Checking …' : 'Check again', () => act.check(id)) : null,
    entry.state === 'intended' ? button('Give up', () => act.giveUp(id)) : null,
    refused && lead.id === state.leadId && state.view ? button('Edit again', () => act.editAgain(id), false) : null,
    entry.undo && !state.history.picked ? button('Select for undo', () => act.picking([id]), false) : null,
    (entry.state === 'applied' || entry.state === 'part') && known === undefined ? button('Changed since?', () => act.since(id), false) : null,
    lead.url ? button('Open in Close', () => act.openAddress(lead.url), false) : null,
  ];
}

/**
 * Says who has changed the fields of an entry since then, once that was asked.
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @param {Actions} act
 */
function since(state, entry, now, act) {
  const known = state.history.since[entry.id];
  if (known === undefined) return null;
  const [text, rows] = sinceWords(known);
  return h('section.since', { key: 'since', attrs: { id: `since-${entry.id}`, tabindex: '-1', 'aria-live': 'polite' } }, [
    h('h3.small-title', 'Since then, in Close'),
    text === '' ? null : h('p', { key: 'text' }, text),
    rows.length === 0 ? null : h('ul', { key: 'rows' }, rows.map((row) => h('li', [
      h('b', row.user), ` changed ${row.label} `,
      h('time', { attrs: { datetime: row.at, title: formatDateTime(row.at) } }, formatAgo(Date.parse(row.at), now)),
    ]))),
    typeof known === 'object' && 'status' in known ? h('button.button', {
      key: 'again', attrs: { type: 'button' }, on: { click: () => void act.since(entry.id) },
    }, 'Try again') : null,
  ]);
}

/**
 * @param {Since | Problem | 'reading'} known
 * @returns {[string, SinceChange[]]}
 */
function sinceWords(known) {
  if (known === 'reading') return ['Asking Close …', []];
  if ('status' in known) return [known.detail, []];
  const { changes, detail = '' } = known;
  return [detail === '' && changes.length === 0 ? 'Nobody has changed these fields since.' : detail, changes];
}
