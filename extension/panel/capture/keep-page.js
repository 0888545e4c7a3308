// Keeping the page itself: its address in a field of the organization's own, or a note with
// its title and address. Each is a row with a tick like any suggestion. Pure.

import { shownValue } from '../lead/edits.js';
import { editField, revertField } from '../lead/form.js';
import { NOTE, withNote } from '../lead/note.js';
import { kindOf } from '../values/field-types.js';
import { sameValue } from '../values/format.js';
import { addItem, texts } from '../values/lists.js';

/** @import {Field, LeadView, PageReading, Value} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * Lists the fields that can keep the address of a page.
 * @param {LeadView | null} view
 * @returns {Field[]}
 */
export const fieldsFor = (view) => (view?.fields ?? []).filter(({ key, type, locked }) =>
  key.startsWith('custom.') && kindOf(type).page !== undefined && !locked);

/**
 * Returns the field that the user has chosen for it, where it is still there.
 * @param {State} state
 */
export const pageField = ({ view, capture }) => fieldsFor(view).find(({ key }) => key === capture?.field);

/**
 * Returns what such a field would hold: an address alone where it holds nothing else.
 * @param {Field} field
 * @param {PageReading} reading
 */
export function pageValue(field, { url, title }) {
  const { page: between = '' } = kindOf(field.type);
  return between === '' || title === '' ? url : title + between + url;
}

/**
 * Says how far a field is with the address of the page.
 * @param {State} state
 * @returns {{ field: Field, value: string, present: boolean, ticked: boolean } | null} null where none is chosen
 */
export function fieldRow(state) {
  const field = pageField(state);
  const reading = state.capture?.reading;
  if (!field || !reading) return null;
  const value = pageValue(field, reading);
  const has = (/** @type {Value} */ it) => (field.multiple ? texts(it).includes(value) : sameValue(it, value));
  return { field, value, present: has(field.value), ticked: state.drafts[field.key] !== undefined && has(shownValue(state.drafts, field)) };
}

/**
 * @param {State} state
 * @param {boolean} on
 * @returns {State}
 */
export function tickField(state, on) {
  const row = fieldRow(state);
  if (!row || row.present || row.ticked === on) return state;
  const { field, value } = row;
  if (!field.multiple) return on ? editField(state, field.key, { value }) : revertField(state, field.key);
  const items = shownValue(state.drafts, field);
  return editField(state, field.key, { value: on ? addItem(items, value) : texts(items).filter((item) => item !== value) });
}

/**
 * Returns the words of a note about the page.
 * @param {PageReading} reading
 */
export const noteText = ({ title, url }) => (title === '' ? url : `${title}\n${url}`);

/**
 * @param {State} state
 * @param {boolean} on
 * @returns {State}
 */
export function tickNote(state, on) {
  const reading = state.capture?.reading;
  if (!reading || (state.drafts[NOTE] !== undefined) === on) return state;
  return withNote(state, on ? noteText(reading) : '');
}
