// What an apply and an undo have in common once they are answered: what Close has now, what
// is pending, and the words for both. Pure, as app/state.js is.

import { rebase, withoutSent } from '../lead/edits.js';
import { homeOf, reveal } from '../lead/form.js';
import { secondsUntil } from '../lead/pending.js';
import { waitOf } from '../services/problems.js';
import { allFields, byKey, fullName, keyOf, withKeys } from '../values/field-keys.js';

/** @import {Applied, Entry, Problem} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */

/**
 * Takes over what Close has after a write, if it could be read. Edits stay; those of fields
 * that were written are rebased on the new values.
 * @param {State} state
 * @param {Applied} applied
 * @returns {State}
 */
export function showWritten(state, applied) {
  const view = applied.view ? withKeys(applied.view) : state.view;
  const written = new Set([...applied.changes, ...applied.unchanged, ...applied.ignored].map(keyOf));
  let { drafts } = state;
  for (const { key, value } of allFields(view)) {
    if (applied.view && written.has(key)) drafts = rebase(drafts, key, applied.view.base[key], value);
  }
  const notes = Object.fromEntries(applied.changes.flatMap((change) => (change.note ? [[keyOf(change), change.note]] : [])));
  const errors = { ...byKey(applied.ignored), ...byKey(applied.stopped?.errors ?? []) };
  /** @type {State} */
  const next = {
    ...state, mode: Object.keys(errors).length > 0 ? 'list' : homeOf(state), view, readAt: applied.view ? 0 : state.readAt, drafts, notes, errors, preview: null, conflicts: [], deciding: 'edits',
    wait: applied.stopped ? waitOf(applied.stopped) : 0,
  };
  return reveal(next, Object.keys(errors));
}

/**
 * Names a field, also one that Close no longer has.
 * @param {State} state
 * @param {string} key
 * @param {string} [label] what it is called where it is no field
 */
export function nameOf(state, key, label = key) {
  const field = allFields(state.view).find((other) => other.key === key);
  return field ? fullName(state.view, field) : state.drafts[key]?.label ?? label;
}

/**
 * Names what a row of an answer is about.
 * @param {State} state
 * @param {{ target?: string, field: string, label: string }} row
 */
export const nameOfRow = (state, row) => nameOf(state, keyOf(row), row.label);

/**
 * Says why a plan of several requests stopped before its end. Where Close named the
 * fields, its sentences stand there; that nothing was saved would not be true.
 * @param {Problem} stopped
 */
export function why(stopped) {
  const count = stopped.errors?.length ?? 0;
  return count === 0 ? stopped.detail : `Close did not accept ${count === 1 ? 'it: see the field' : 'them: see the fields'}.`;
}

/**
 * Shows that an apply, or the rest of one, is pending. Its drafts leave the form: they are
 * in the journal now. What Close ignored stays as typed.
 * @param {State} state
 * @param {Applied} applied
 * @param {Entry} pending the entry that goes out
 * @param {Drafts} sent the drafts that the request was made of
 * @param {number} now
 * @returns {State}
 */
export function showWaiting(state, applied, pending, sent, now) {
  const ignored = new Set(applied.ignored.map(keyOf));
  const gone = Object.keys(sent).filter((key) => !ignored.has(key));
  const next = showWritten({ ...state, drafts: withoutSent(state.drafts, sent, gone) }, { ...applied, stopped: undefined });
  return showOnItsWay(next, pending, now);
}

/**
 * Shows that an undo, or the rest of one, is pending.
 * @param {State} state
 * @param {Applied} applied
 * @param {Entry} pending the entry that goes out
 * @param {number} now
 * @returns {State}
 */
export function showUndoWaiting(state, applied, pending, now) {
  return { ...showOnItsWay(showWritten(state, { ...applied, stopped: undefined }), pending, now), undo: null };
}

/**
 * Shows that an entry is on its way.
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @returns {State}
 */
export function showOnItsWay(state, entry, now) {
  const others = state.pending.filter(({ id }) => id !== entry.id);
  const { history } = state;
  const unsettled = history.unsettled + (others.length < state.pending.length ? 0 : 1);
  return sayWaiting({ ...state, pending: [...others, entry], history: { ...history, unsettled } }, entry, now);
}

/**
 * Says what an entry waits for.
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @returns {State}
 */
export function sayWaiting(state, { id, sentence, waiting }, now) {
  /** @type {Outcome} */
  const outcome = { tone: 'waiting', text: sentence, entry: id };
  if (waiting?.reason === 'session-ended') outcome.action = 'sign_in';
  return { ...state, outcome, wait: secondsUntil(waiting, now) };
}
