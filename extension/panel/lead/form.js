// The form of a lead: how an edit goes into the state and out of it again, which fields need
// another look, and what of the list is open. Pure, as app/state.js is.

import { allFields, splitKey } from '../values/field-keys.js';
import { withoutBlanks } from '../values/field-types.js';
import { plural } from '../values/format.js';
import { edit, settle, without } from './edits.js';

/** @import {Field} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Input} from '../values/draft.js' */

/**
 * @param {State} state
 * @param {string} key
 * @returns {Field | undefined}
 */
export function fieldOf(state, key) {
  return allFields(state.view).find((field) => field.key === key);
}

/**
 * Takes what the user did to a field. An older review says nothing about it.
 * @param {State} state
 * @param {string} key
 * @param {Input} input
 * @returns {State}
 */
export function editField(state, key, input) {
  const field = fieldOf(state, key);
  if (!state.view || !field) return state;
  const drafts = edit(state.drafts, state.view, field, input);
  // What was saved is old news once the next edit begins; what went wrong stays.
  const outcome = state.outcome?.tone === 'error' ? state.outcome : null;
  return { ...state, drafts, outcome, errors: omit(state.errors, key), notes: omit(state.notes, key), preview: null };
}

/**
 * Ends the typing in a field, as leaving it does.
 * @param {State} state
 * @param {string} key
 * @returns {State}
 */
export function settleField(state, key) {
  const field = fieldOf(state, key);
  const draft = state.drafts[key];
  if (!state.view || !field || draft?.text === undefined) return state;
  const { value, incomplete } = settle(draft, field);
  return { ...state, drafts: edit(state.drafts, state.view, field, incomplete ? { value, incomplete } : { value }) };
}

/**
 * Ends the typing everywhere, as reviewing and applying do. Rows that were added to
 * a contact and not filled in are gone.
 * @param {State} state
 * @returns {State}
 */
export function settleAll(state) {
  const settled = Object.keys(state.drafts).reduce(settleField, { ...state, open: null });
  return allFields(state.view).reduce((next, field) => {
    const draft = next.drafts[field.key];
    const value = draft && withoutBlanks(field.type, draft.value);
    return !draft || value === undefined || value === draft.value ? next : editField(next, field.key, { value });
  }, settled);
}

/**
 * Resets a field to what Close has.
 * @param {State} state
 * @param {string} key
 * @returns {State}
 */
export function revertField(state, key) {
  return { ...state, drafts: without(state.drafts, key), errors: omit(state.errors, key), open: null, preview: null };
}

/**
 * Marks the fields whose date is only half typed; returns null when there are none.
 * @param {State} state
 * @returns {State | null}
 */
export function refuseIncomplete(state) {
  const keys = Object.keys(state.drafts).filter((key) => state.drafts[key]?.incomplete);
  if (keys.length === 0) return null;
  const errors = { ...state.errors };
  for (const key of keys) errors[key] = 'This date is only half typed. Finish it, or clear the field.';
  return reveal({ ...state, mode: 'list', errors, outcome: attention(keys.length) }, keys);
}

/**
 * @param {number} count
 * @returns {Outcome}
 */
export function attention(count) {
  return { tone: 'error', text: `${plural(count, 'field')} ${count === 1 ? 'needs' : 'need'} another look before you can apply.` };
}

/**
 * Counts the edits that an apply would send.
 * @param {State} state
 */
export function countEdits(state) {
  return Object.keys(state.drafts).length;
}

/**
 * Returns the first field, in the order shown, that has an error.
 * @param {State} state
 */
export function firstError(state) {
  const key = allFields(state.view).find((field) => state.errors[field.key])?.key;
  return key ?? Object.keys(state.errors)[0];
}

/**
 * Opens or closes a part of the list.
 * @param {State} state
 * @param {string} id "contacts", or the id of a contact
 * @returns {State}
 */
export function toggle(state, id) {
  const isOpen = state.expanded.includes(id);
  return { ...state, expanded: isOpen ? state.expanded.filter((other) => other !== id) : [...state.expanded, id] };
}

/**
 * Opens the parts of the list in which these fields stand.
 * @param {State} state
 * @param {string[]} keys
 * @returns {State}
 */
export function reveal(state, keys) {
  const ids = keys.flatMap((key) => splitKey(key).target ?? []);
  return ids.length === 0 ? state : { ...state, expanded: [...new Set([...state.expanded, 'contacts', ...ids])] };
}

/**
 * Returns the place of the lead that one comes back to.
 * @param {State} state
 * @returns {'list' | 'page'}
 */
export const homeOf = ({ capture, screen }) => (capture && screen === 'lead' ? capture.front : 'list');

/**
 * Reports whether something is on its way into Close: then the panel stays with its lead.
 * @param {State} state
 */
export function isWriting(state) {
  return state.work === 'apply' || state.work === 'undo';
}

/**
 * @param {Record<string, string>} map
 * @param {string} key
 */
function omit(map, key) {
  if (!(key in map)) return map;
  const rest = { ...map };
  delete rest[key];
  return rest;
}

/**
 * Returns the name that the new lead is to have, as far as it is written.
 * @param {State} state
 */
export function newName({ drafts }) {
  const name = drafts.name?.value;
  return typeof name === 'string' ? name.trim() : '';
}

/**
 * Marks a missing name; returns null if there is one.
 * @param {State} state
 * @returns {State | null}
 */
export function refuseNameless(state) {
  if (state.screen !== 'create' || newName(state) !== '') return null;
  const text = 'Write a name first. A lead without one cannot be found again.';
  return { ...state, mode: 'list', errors: { ...state.errors, name: 'Write a name.' }, outcome: { tone: 'error', text } };
}
