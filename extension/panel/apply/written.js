// What an apply and an undo have in common once they are through: what Close has now,
// and the words for it. Pure, as state.js is.

import { homeOf, reveal } from '../app/state.js';
import { rebase } from '../lead/edits.js';
import { waitOf } from '../services/problems.js';
import { allFields, byKey, fullName, keyOf, withKeys } from '../values/field-keys.js';

/** @import {Applied, Problem} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * Takes over what Close has after a write, where it could be read. Edits stay; those of fields that were
 * written stand on what they are now.
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
 */
export function nameOf(state, key) {
  const field = allFields(state.view).find((other) => other.key === key);
  return field ? fullName(state.view, field) : state.drafts[key]?.label ?? key;
}

/**
 * Says why a plan of several requests stopped before its end. Where Close named the
 * fields, its sentences stand there; that nothing was saved would not be true.
 * @param {Problem} stopped
 */
export function why(stopped) {
  const count = stopped.errors?.length ?? 0;
  return count === 0 ? stopped.detail : `Close did not accept ${count === 1 ? 'it: see the field' : 'them: see the fields'}.`;
}
