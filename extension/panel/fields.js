// The list of fields: label at the left, editor at the right, and below it what there
// is to know: the old value, a change in Close, an error, a note.

import { h } from '../vendor/snabbdom/index.js';
import { changedInClose, shownValue } from './edits.js';
import { editorId, editorOf } from './editors/index.js';
import { formatValue, isEmpty, shorten } from './format.js';
import { icon } from './icons.js';
import { fold } from './options.js';

/**
 * @typedef {import('../vendor/snabbdom/index.js').VNode} VNode
 * @typedef {import('../api').Field} Field
 * @typedef {import('./state.js').State} State
 * @typedef {import('./actions.js').Actions} Actions
 */

/** The field that stands in the header instead of the list. */
export const STATUS = 'status_id';

/**
 * Lists the fields that the filter leaves: those that have each of its words in
 * their name, help or value.
 * @param {State} state
 * @returns {Field[]}
 */
export function filteredFields(state) {
  const words = fold(state.filter).split(' ').filter(Boolean);
  const fields = (state.view?.fields ?? []).filter((field) => field.key !== STATUS);
  if (words.length === 0) return fields;
  return fields.filter((field) => {
    const values = formatValue(field, shownValue(state.drafts, field));
    const text = fold([field.label, field.help ?? '', ...values].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function fieldList(state, act) {
  const fields = filteredFields(state);
  if (fields.length === 0) return [nothingFound(state, act)];
  const plain = fields.filter((field) => field.type !== 'hidden');
  const hidden = fields.filter((field) => field.type === 'hidden');
  const urgent = state.filter !== '' || hidden.some((field) => state.errors[field.key] || state.drafts[field.key]);
  return [
    ...lostFields(state, act),
    ...plain.map((field) => fieldRow(state, field, act)),
    ...(hidden.length === 0 ? [] : [
      h('details.fence', { key: '#hidden', attrs: urgent ? { open: true } : {} }, [
        h('summary.fence-line', [icon('chevron'), 'Hidden fields', h('span.count', String(hidden.length))]),
        h('p.fence-help', 'Close hides these from people. Integrations use them.'),
        ...hidden.map((field) => fieldRow(state, field, act)),
      ]),
    ]),
  ];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function nothingFound(state, act) {
  return h('div.message', { key: '#nothing' }, [
    h('h2.message-title', 'No field matches'),
    h('p', `No field has “${state.filter}” in its name or value.`),
    h('button.button', { attrs: { type: 'button' }, on: { click: () => { act.filter(''); act.focus('filter'); } } }, 'Show all fields'),
  ]);
}

/**
 * Edits to fields that Close no longer has: the user decides what becomes of them.
 * @param {State} state
 * @param {Actions} act
 */
function lostFields(state, act) {
  const keys = new Set(state.view?.fields.map((field) => field.key));
  return Object.entries(state.drafts).filter(([key]) => !keys.has(key)).map(([key, draft]) =>
    h('div.field.is-touched', { key: `#lost-${key}` }, [
      h('span.label', draft.label),
      h('div.editor', [
        h('p.locked-value', shorten(formatValue({ type: 'text' }, draft.value).join(', ')) || 'Empty'),
        h('p.mark.error', { attrs: { id: `e-${key}` } }, [icon('warning'), state.errors[key] ?? 'Close no longer has this field.']),
      ]),
      h('div.side', [iconButton('revert', `Discard your edit of ${draft.label}`, () => act.revert(key))]),
    ]));
}

/**
 * @param {State} state
 * @param {Field} field
 * @param {Actions} act
 * @returns {VNode}
 */
export function fieldRow(state, field, act) {
  const draft = state.drafts[field.key];
  const id = editorId(field.key);
  const label = `l-${field.key}`;
  const grouped = field.type === 'addresses' || Boolean(field.locked);
  return h('div.field', {
    key: field.key,
    class: { 'is-touched': Boolean(draft), 'has-error': Boolean(state.errors[field.key]) },
    attrs: { id: `r-${field.key}`, role: 'group', 'aria-labelledby': label, tabindex: '-1' },
    dataset: { key: field.key },
  }, [
    h(grouped ? 'span.label' : 'label.label', { attrs: { id: label, ...(grouped ? {} : { for: id }) } }, [
      draft ? h('span.touched-sign', { attrs: { 'aria-hidden': 'true' } }, '*') : null,
      field.label,
      draft ? h('span.sr-only', ', edited') : null,
    ]),
    h('div.editor', [
      field.locked && !draft ? lockedValue(field) : control(state, field, act),
      ...marks(state, field),
    ]),
    h('div.side', [sideButton(state, field, act)]),
  ]);
}

/**
 * Draws the control that edits a field, with its descriptions wired up.
 * @param {State} state
 * @param {Field} field
 * @param {Actions} act
 * @param {Record<string, string>} [more] attributes of the control
 * @returns {VNode}
 */
export function control(state, field, act, more = {}) {
  const { key } = field;
  const draft = state.drafts[key];
  const error = state.errors[key];
  const described = [
    error ? `e-${key}` : '', draft ? `w-${key}` : '', changed(state, field) ? `c-${key}` : '',
    state.notes[key] ? `n-${key}` : '', field.help ? `h-${key}` : '',
  ].filter(Boolean).join(' ');
  return editorOf(field)({
    field, draft, act, open: state.open,
    id: editorId(key),
    value: shownValue(state.drafts, field),
    attrs: { ...(described ? { 'aria-describedby': described } : {}), ...(error ? { 'aria-invalid': 'true' } : {}), ...more },
  });
}

/**
 * @param {State} state
 * @param {Field} field
 */
const changed = (state, field) => state.view !== null && changedInClose(state.drafts, state.view, field);

/** @param {Field} field */
function lockedValue(field) {
  const text = shorten(formatValue(field, field.value).join(', '));
  return h('div.locked', { key: 'locked' }, [
    h('p.locked-value', { class: { empty: text === '' } }, text || 'Empty'),
    h('p.mark', [icon('lock'), field.locked]),
  ]);
}

/**
 * Draws what there is to know about a field, below its editor.
 * @param {State} state
 * @param {Field} field
 * @returns {(VNode | null)[]}
 */
export function marks(state, field) {
  const { key } = field;
  const draft = state.drafts[key];
  const error = state.errors[key];
  const note = state.notes[key];
  const theirs = changed(state, field) ? shorten(formatValue(field, field.value).join(', '), 80) : null;
  return [
    draft && field.locked ? h('p.mark', { key: 'locked' }, [icon('lock'), h('span', field.locked)]) : null,
    draft ? h('p.mark.mine', { key: 'was', attrs: { id: `w-${key}` } }, was(field, draft.was)) : null,
    theirs !== null
      ? h('p.mark.theirs', { key: 'theirs', attrs: { id: `c-${key}` } }, [
        icon('moved'), h('span', ['Changed in Close: ', theirs ? h('b', theirs) : 'now empty']),
      ])
      : null,
    error ? h('p.mark.error', { key: 'error', attrs: { id: `e-${key}` } }, [icon('warning'), h('span', error)]) : null,
    note ? h('p.mark', { key: 'note', attrs: { id: `n-${key}` } }, [icon('check'), h('span', note)]) : null,
    field.help ? h('p.help', { key: 'help', attrs: { id: `h-${key}` } }, field.help) : null,
  ];
}

/**
 * @param {Field} field
 * @param {import('../api').Value} value
 */
function was(field, value) {
  const text = shorten(formatValue(field, value).join(', '), 80);
  return [icon('pencil'), h('span', text === '' ? 'Edited. It was empty.' : ['Edited, was ', h('del', text)])];
}

/**
 * Draws the one button at the right of a field: revert what was touched, else clear
 * what may be cleared. It always takes the same room, so that nothing moves.
 * @param {State} state
 * @param {Field} field
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function sideButton(state, field, act) {
  if (state.drafts[field.key]) return iconButton('revert', `Revert ${field.label}`, () => act.revert(field.key));
  if (field.locked || !field.clearable || isEmpty(field.value)) return null;
  const clear = iconButton('close', `Clear ${field.label}`, () => act.clear(field.key));
  // The keyboard clears a field by emptying it; a stop at every field would be in its way.
  if (clear.data) clear.data = { ...clear.data, class: { clear: true }, attrs: { ...clear.data.attrs, tabindex: '-1' } };
  return clear;
}

/**
 * @param {import('./icons.js').IconName} name
 * @param {string} label
 * @param {() => void} click
 * @returns {VNode}
 */
export function iconButton(name, label, click) {
  return h('button.icon-button', { key: name, attrs: { type: 'button', 'aria-label': label, title: label }, on: { click } }, [icon(name)]);
}
