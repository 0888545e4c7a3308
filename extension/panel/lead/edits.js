// What the user has changed and not yet applied: one draft for each touched field.
// Pure functions from drafts to drafts, so that every rule here is tested in Node.

import { fullName, splitKey } from '../values/field-keys.js';
import { readText } from '../values/field-types.js';
import { isEmpty, sameValue } from '../values/format.js';
import { addItem } from '../values/lists.js';
import { isStep } from './note.js';

/** @import {Base, Edit, Field, LeadView, Value} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Draft, Drafts, Input} from '../values/draft.js' */

/**
 * Takes what the user did to a field. A field that is back at the value it had is
 * no longer a change, unless Close has moved on in the meantime: then going back to the
 * old value is an edit of its own.
 * @param {Drafts} drafts
 * @param {LeadView} view
 * @param {Field} field
 * @param {Input} input
 * @returns {Drafts}
 */
export function edit(drafts, view, field, input) {
  const before = drafts[field.key];
  const base = before ? before.base : view.base[field.key];
  const was = before ? before.was : field.value;
  const moved = base !== view.base[field.key];
  const typing = input.incomplete || (input.text !== undefined && input.text !== '');
  if (!typing && !moved && sameValue(input.value, was)) return without(drafts, field.key);
  return { ...drafts, [field.key]: { label: fullName(view, field), base, was, ...input } };
}

/**
 * @param {Drafts} drafts
 * @param {string} key
 * @returns {Drafts}
 */
export function without(drafts, key) {
  const rest = { ...drafts };
  delete rest[key];
  return rest;
}

/**
 * Returns the value that a field shows: the user's, else Close's.
 * @param {Drafts} drafts
 * @param {Field} field
 * @returns {Value}
 */
export function shownValue(drafts, field) {
  const draft = drafts[field.key];
  return draft ? draft.value : field.value;
}

/**
 * Turns the text in a picker into the value it means, as leaving the field does. In a field
 * of several values it is one more value.
 * @param {Draft} draft
 * @param {Pick<Field, 'type' | 'multiple' | 'options'>} field
 * @returns {Draft}
 */
export function settle(draft, field) {
  const { text, ...settled } = draft;
  if (text === undefined) return draft;
  if (!field.multiple) return settled;
  const value = readText(field, text);
  if (value === '') return settled;
  return { ...settled, value: addItem(settled.value, value) };
}

/**
 * Turns the drafts into the edits to send, in the order of the fields.
 * @param {Drafts} drafts
 * @param {Field[]} fields
 * @returns {Edit[]}
 */
export function toEdits(drafts, fields) {
  const order = new Map(fields.map((field, i) => [field.key, i]));
  const last = fields.length;
  const keys = Object.keys(drafts).filter((key) => !isStep(key)).sort((a, b) => (order.get(a) ?? last) - (order.get(b) ?? last));
  return keys.map((key) => {
    const field = fields[order.get(key) ?? -1];
    const draft = field ? settle(/** @type {Draft} */ (drafts[key]), field) : /** @type {Draft} */ (drafts[key]);
    return isEmpty(draft.value) ? { ...splitKey(key), op: 'clear' } : { ...splitKey(key), op: 'set', value: draft.value };
  });
}

/**
 * Returns what the user saw of the edited fields when they touched them.
 * @param {Drafts} drafts
 * @returns {Base}
 */
export function toBase(drafts) {
  /** @type {Base} */
  const base = {};
  for (const [key, draft] of Object.entries(drafts)) {
    if (draft.base !== undefined) base[key] = draft.base;
  }
  return base;
}

/**
 * Drops the drafts that were sent, and keeps any that the user went on typing in
 * while they were under way.
 * @param {Drafts} drafts as they are now
 * @param {Drafts} sent as they were when the request left
 * @param {string[]} done the fields that the answer settles
 * @returns {Drafts}
 */
export function withoutSent(drafts, sent, done) {
  let rest = drafts;
  for (const key of done) {
    if (drafts[key] === sent[key]) rest = without(rest, key);
  }
  return rest;
}

/**
 * Makes a draft stand on what Close has now, once the user knows of it.
 * @param {Drafts} drafts
 * @param {string} key
 * @param {string | undefined} base
 * @param {Value} was
 * @returns {Drafts}
 */
export function rebase(drafts, key, base, was) {
  const draft = drafts[key];
  return draft ? { ...drafts, [key]: { ...draft, base, was } } : drafts;
}

/**
 * Reports whether Close holds something else under a draft than the user saw when
 * they began it.
 * @param {Drafts} drafts
 * @param {LeadView} view
 * @param {Field} field
 */
export function changedInClose(drafts, view, field) {
  const draft = drafts[field.key];
  return draft !== undefined && draft.base !== undefined && draft.base !== view.base[field.key];
}

/**
 * Turns offered values into the user's own edits: whoever ticks or unticks one suggestion
 * has looked at all of them.
 * @param {State} state
 * @returns {State}
 */
export function adopted(state) {
  const entries = Object.entries(state.drafts);
  if (!entries.some(([, draft]) => draft.offered)) return state;
  return { ...state, drafts: Object.fromEntries(entries.map(([key, draft]) => [key, { ...draft, offered: false }])) };
}

/**
 * Returns the drafts that the user has chosen or typed: the others are offered again when
 * the page is read again.
 * @param {Drafts} drafts
 * @returns {Drafts}
 */
export function chosen(drafts) {
  const entries = Object.entries(drafts);
  return entries.some(([, draft]) => draft.offered) ? Object.fromEntries(entries.filter(([, draft]) => !draft.offered)) : drafts;
}
