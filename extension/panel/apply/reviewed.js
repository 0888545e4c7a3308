// What a review or a refused apply says of the edits, and where the panel shows it. Pure, as
// app/state.js is.

import { without } from '../lead/edits.js';
import { attention, homeOf, reveal } from '../lead/form.js';
import { nextStep } from '../services/problems.js';
import { byKey, keyOf, splitKey } from '../values/field-keys.js';

/** @import {Preview, Problem} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * Shows a review. Errors alone go to their fields instead: nothing can be applied
 * until they are gone.
 * @param {State} state
 * @param {Preview} preview
 * @returns {State}
 */
export function showReview(state, preview) {
  const errors = byKey(preview.errors);
  /** @type {State} */
  const next = { ...state, preview, conflicts: preview.conflicts, deciding: 'edits', errors, outcome: null };
  if (preview.errors.length > 0 && preview.conflicts.length === 0) {
    return reveal({ ...next, mode: 'list', filter: '', outcome: attention(preview.errors.length) }, Object.keys(errors));
  }
  return { ...next, mode: 'review' };
}

/**
 * Puts errors at their fields after a refused apply. A contact that is no longer
 * there is an error at each of its edits.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showRefused(state, problem) {
  const rows = problem.errors ?? [];
  const at = problem.field ?? '';
  const ofContact = Object.keys(state.drafts).filter((key) => splitKey(key).target === at);
  const alone = Object.fromEntries((ofContact.length > 0 ? ofContact : [at]).map((key) => [key, problem.detail]));
  const errors = rows.length > 0 ? byKey(rows) : alone;
  const outcome = /** @type {const} */ ({ tone: 'error', text: problem.detail, action: nextStep(problem) });
  return reveal({ ...state, mode: 'list', filter: '', errors, preview: null, outcome }, Object.keys(errors));
}

/**
 * Drops the edits that a review found to change nothing.
 * @param {State} state
 * @returns {State}
 */
export function dropUnchanged(state) {
  let drafts = state.drafts;
  for (const row of state.preview?.unchanged ?? []) drafts = without(drafts, keyOf(row));
  return { ...state, drafts, mode: homeOf(state), preview: null, outcome: { tone: 'done', text: 'Nothing had to be sent.' } };
}
