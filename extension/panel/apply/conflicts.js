// How conflicts are resolved: fields that were changed both here and in Close. Pure, as
// app/state.js is.

import { rebase, without } from '../lead/edits.js';
import { keyOf, withValue } from '../values/field-keys.js';

/** @import {Conflict, Problem} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * Shows the conflicts that stopped an apply.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showConflicts(state, problem) {
  const conflicts = problem.conflicts ?? [];
  const theirs = new Set(conflicts.map(keyOf));
  const preview = state.preview && {
    ...state.preview,
    changes: state.preview.changes.filter((change) => !theirs.has(keyOf(change))),
    requests: [],
  };
  return { ...state, mode: 'review', deciding: 'edits', preview, conflicts, outcome: { tone: 'error', text: problem.detail } };
}

/**
 * Keeps the user's value over what Close has now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function keepMine(state, conflict) {
  const drafts = rebase(state.drafts, keyOf(conflict), conflict.new_base, conflict.theirs);
  return { ...decided(state, conflict), drafts, outcome: null };
}

/**
 * Drops the user's value in favor of what Close has now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function takeTheirs(state, conflict) {
  const drafts = without(state.drafts, keyOf(conflict));
  const mode = Object.keys(drafts).length === 0 ? 'list' : state.mode;
  return { ...decided(state, conflict), drafts, mode, outcome: null };
}

/**
 * Removes a conflict from the list, and rebases its field on what Close has now: the user
 * has seen it.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function decided(state, conflict) {
  const key = keyOf(conflict);
  const conflicts = state.conflicts.filter((other) => keyOf(other) !== key);
  if (!state.view) return { ...state, conflicts };
  const view = withValue(state.view, key, conflict.theirs);
  return { ...state, conflicts, view: { ...view, base: { ...view.base, [key]: conflict.new_base } } };
}
