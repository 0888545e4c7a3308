// A field in the list: label at the left, editor at the right, and below it the old value,
// a change in Close, an error, a note.

import { h } from '../../vendor/snabbdom/index.js';
import { iconButton } from '../ui/buttons.js';
import { editorId, editorOf } from '../ui/editors/index.js';
import { icon } from '../ui/icons.js';
import { allows, formatValue, isList, kindOf } from '../values/field-types.js';
import { isEmpty, shorten } from '../values/format.js';
import { fold } from '../values/options.js';
import { changedInClose, shownValue } from './edits.js';
import { onItsWay } from './pending.js';

/** @import {Field, Value} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/** The field that is shown in the header instead of the list. */
export const STATUS = 'status_id';

/**
 * Lists the fields that the filter leaves: those that have each of its words in
 * their name, help or value, or in the name of whatever they belong to.
 * @param {State} state
 * @param {Field[]} fields
 * @param {string} [owner]
 * @returns {Field[]}
 */
export function filtered(state, fields, owner = '') {
  const words = fold(state.filter).split(' ').filter(Boolean);
  if (words.length === 0) return fields;
  return fields.filter((field) => {
    const values = formatValue(field, shownValue(state.drafts, field));
    const text = fold([owner, field.label, field.help ?? '', ...values].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/**
 * Draws fields one below the other, and those that Close hides behind a fence.
 * @param {State} state
 * @param {Field[]} fields
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function fieldRows(state, fields, act) {
  const hidden = fields.filter(({ type }) => kindOf(type).fenced);
  const urgent = state.filter !== '' || hidden.some((field) => state.errors[field.key] || state.drafts[field.key]);
  return [
    ...fields.filter(({ type }) => !kindOf(type).fenced).map((field) => fieldRow(state, field, act)),
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
 * @param {Field} field
 * @param {Actions} act
 * @returns {VNode}
 */
export function fieldRow(state, field, act) {
  const draft = state.drafts[field.key];
  const id = editorId(field.key);
  const label = `l-${field.key}`;
  const wide = kindOf(field.type).list?.points !== undefined;
  const grouped = isList(field.type) || Boolean(field.locked);
  return h('div.field', {
    key: field.key,
    class: {
      'is-touched': Boolean(draft), 'is-pending': onItsWay(state, field.key) !== undefined, 'has-error': Boolean(state.errors[field.key]), 'is-wide': wide,
    },
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
    state.notes[key] ? `n-${key}` : '', onItsWay(state, key) ? `g-${key}` : '', field.help ? `h-${key}` : '',
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
 * Draws the marks below the editor of a field.
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
  const pending = onItsWay(state, key);
  return [
    pending ? h('p.mark.pending', { key: 'pending', attrs: { id: `g-${key}` } }, onWay(field, pending.after)) : null,
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
 * Says what a field will hold once what was applied has reached Close.
 * @param {Field} field
 * @param {Value} value
 */
function onWay(field, value) {
  const text = shorten(formatValue(field, value).join(', '), 80);
  return [icon('clock'), h('span', ['On its way to Close: ', text === '' ? 'empty' : h('b', text)])];
}

/**
 * @param {Field} field
 * @param {Value} value
 */
function was(field, value) {
  const text = shorten(formatValue(field, value).join(', '), 80);
  return [icon('pencil'), h('span', text === '' ? 'Edited. It was empty.' : ['Edited, was ', h('del', text)])];
}

/**
 * Draws the one button at the right of a field: revert what was touched, else clear
 * what may be cleared, unless each of its rows can be removed. It always takes the same room, so that nothing moves.
 * @param {State} state
 * @param {Field} field
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function sideButton(state, field, act) {
  if (state.drafts[field.key]) return iconButton('revert', `Revert ${field.label}`, () => act.revert(field.key));
  if (!allows(field, 'clear') || isEmpty(field.value) || kindOf(field.type).list?.points) return null;
  const clear = iconButton('close', `Clear ${field.label}`, () => act.clear(field.key));
  // The keyboard clears a field by emptying it; a stop at every field would be in its way.
  if (clear.data) clear.data = { ...clear.data, class: { clear: true }, attrs: { ...clear.data.attrs, tabindex: '-1' } };
  return clear;
}
