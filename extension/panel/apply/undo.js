// Undo and redo of the last apply. The backend computes the request; this stores it, names
// it, and resolves its conflicts. Pure, as app/state.js is.

import { reveal } from '../lead/form.js';
import { stepName } from '../lead/note.js';
import { nextStep } from '../services/problems.js';
import { showProblem } from '../session/problem.js';
import { allFields, fullName, keyOf } from '../values/field-keys.js';
import { firstAndMore, formatAgo } from '../values/format.js';
import { decided } from './conflicts.js';
import { nameOf, showUndoWaiting, showWritten, why } from './written.js';

/** @import {Applied, Conflict, EditsRequest, Problem} from '../../api' */
/** @import {State, Surface} from '../app/state.js' */
/** @import {Undo} from '../services/storage.js' */

/** After a day too much may have happened to a lead to undo something blindly. */
const LASTS = 24 * 60 * 60 * 1000;

/**
 * Returns the undo of an apply; null if nothing has changed.
 * @param {State} state after it
 * @param {Applied} applied
 * @param {Undo['kind']} kind
 * @param {number} now
 * @returns {Undo | null}
 */
export function undoOf({ view }, applied, kind, now) {
  if (!applied.undo || !view) return null;
  const labels = new Map(allFields(view).map((field) => [field.key, fullName(view, field)]));
  const names = new Set([
    ...applied.undo.edits.map((edit) => labels.get(keyOf(edit)) ?? edit.field),
    ...(applied.undo.steps ?? []).map((step) => stepName(step.do)),
  ]);
  return {
    kind, request: applied.undo, ...(applied.entry ? { entry: applied.entry } : {}), names: [...names],
    at: now, user: view.user.id, organization: view.organization.id, dismissed: false,
  };
}

/**
 * Returns an undo as one that has not been sent yet: it wants something else by now, or the
 * last try was answered.
 * @param {Undo} undo
 * @returns {Undo}
 */
export function unasked(undo) {
  const rest = { ...undo };
  delete rest.intent;
  return rest;
}

/**
 * Returns the request that an undo is sent by: once, however often it arrives.
 * @param {Undo & { intent: string }} undo
 * @param {Surface} surface
 * @returns {EditsRequest}
 */
export function requestOf({ request, intent, entry }, surface) {
  return { ...request, intent, surface, ...(entry ? { undoes: entry } : {}) };
}

/**
 * Reports whether an undo is too old to be offered.
 * @param {Undo} undo
 * @param {number} now
 */
export function isOld(undo, now) {
  return now - undo.at > LASTS;
}

/**
 * Offers a stored undo, once it is known who is signed in.
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function offerKept(state, now) {
  const { undo, view } = state;
  if (!undo || !view) return state;
  if (isOld(undo, now) || undo.user !== view.user.id) return { ...state, undo: null };
  if (undo.dismissed || state.outcome) return state;
  const done = undo.kind === 'undo' ? 'saved' : 'undone';
  return { ...state, outcome: { tone: 'info', text: `${firstAndMore(undo.names)} ${done} ${formatAgo(undo.at, now)}.`, undo: true } };
}

/**
 * Dismisses the status line, and with it the offer to undo.
 * @param {State} state
 * @returns {State}
 */
export function dismiss(state) {
  const undo = state.outcome?.undo && state.undo ? { ...state.undo, dismissed: true } : state.undo;
  return { ...state, outcome: null, wait: 0, undo };
}

/**
 * Says that an undo is too old by now.
 * @param {State} state
 * @returns {State}
 */
export function expire(state) {
  return { ...state, undo: null, outcome: { tone: 'info', text: 'The last apply is more than a day old. Change the fields by hand.' } };
}

/**
 * Shows what an undo has done. The rest can still be undone.
 * @param {State} state
 * @param {Applied} applied
 * @param {Undo} undone what was sent
 * @param {number} now
 * @returns {State}
 */
export function showUndone(state, applied, undone, now) {
  if (applied.waiting) return showUndoWaiting(state, applied, { ...undone.request, undoes: undone.entry }, now);
  const next = showWritten(state, applied);
  const back = applied.changes.map((change) => nameOf(next, keyOf(change)));
  const done = new Set([...applied.changes, ...applied.unchanged].map(keyOf));
  const left = undone.request.edits.filter((edit) => !done.has(keyOf(edit)));
  const text = back.length > 0 ? `${firstAndMore(back)} ${back.length === 1 ? 'is' : 'are'} ${AFTER[undone.kind]}.` : NOTHING[undone.kind];
  if (left.length === 0) {
    return { ...next, undo: undoOf(next, applied, OTHER[undone.kind], now), outcome: { tone: 'done', text, undo: applied.undo !== undefined } };
  }
  const names = [...new Set(left.map((edit) => nameOf(next, keyOf(edit))))];
  const step = applied.stopped && nextStep(applied.stopped);
  const rest = `${FAILED[undone.kind]}: ${firstAndMore(names)}. ${applied.stopped ? why(applied.stopped) : 'Close did not accept it.'}`;
  const undo = { ...unasked(undone), request: { ...undone.request, edits: left }, names };
  return { ...next, undo, outcome: { tone: 'error', text: back.length > 0 ? `${text} ${rest}` : rest, action: step ?? 'retry' } };
}

const OTHER = /** @type {const} */ ({ undo: 'redo', redo: 'undo' });
const AFTER = { undo: 'as before', redo: 'changed again' };
const FAILED = { undo: 'Not undone', redo: 'Not changed again' };
const NOTHING = {
  undo: 'Nothing had to be undone: Close already has the values from before.',
  redo: 'Nothing had to be changed again: Close already has these values.',
};

/**
 * Says why an undo failed.
 * @param {State} state
 * @param {Problem} problem
 * @param {Undo} undo
 * @returns {State}
 */
export function showNotUndone(state, problem, undo) {
  const next = showProblem({ ...state, work: 'undo' }, problem);
  if (next.screen !== 'lead' || next.ended) return { ...next, work: '' };
  const reasons = problem.errors?.map((error) => `${error.label}: ${error.detail}`) ?? [];
  const text = `${FAILED[undo.kind]}. ${reasons.length > 0 ? reasons.join(' ') : problem.detail}`;
  return { ...next, work: '', outcome: { tone: 'error', text, action: nextStep(problem) ?? 'retry' } };
}

/**
 * Shows the conflicts that stopped an undo.
 * @param {State} state
 * @param {Conflict[]} conflicts
 * @param {Undo} undo
 * @returns {State}
 */
export function showUndoConflicts(state, conflicts, undo) {
  const text = `${FAILED[undo.kind]}: Close has other values by now. Decide for each field.`;
  return { ...state, mode: 'review', deciding: undo.kind, preview: null, conflicts, open: null, outcome: { tone: 'error', text } };
}

/**
 * Lets the undo write over what Close has now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function insist(state, conflict) {
  if (!state.undo) return state;
  const { request } = state.undo;
  const base = { ...request.base, [keyOf(conflict)]: conflict.new_base };
  return goOn({ ...decided(state, conflict), undo: { ...unasked(state.undo), request: { ...request, base } } });
}

/**
 * Leaves a field as Close has it now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function letBe(state, conflict) {
  if (!state.undo) return state;
  const { request } = state.undo;
  const edits = request.edits.filter((edit) => keyOf(edit) !== keyOf(conflict));
  const next = decided(state, conflict);
  if (edits.length > 0) {
    const names = state.undo.names.filter((name) => name !== nameOf(state, keyOf(conflict)));
    return goOn({ ...next, undo: { ...unasked(state.undo), names, request: { ...request, edits } } });
  }
  return { ...goOn(next), undo: null, outcome: { tone: 'info', text: 'Nothing was sent. The fields stay as they are in Close.' } };
}

/**
 * Turns the value that the undo would have written into an edit, which the user can change
 * before applying it.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function editInstead(state, conflict) {
  const key = keyOf(conflict);
  const next = letBe(state, conflict);
  const draft = { label: nameOf(next, key), value: conflict.mine, base: conflict.new_base, was: conflict.theirs };
  return reveal({ ...leave(next), filter: '', drafts: { ...next.drafts, [key]: draft } }, [key]);
}

/**
 * Leaves the review of an undo; what is left of it is offered again.
 * @param {State} state
 * @returns {State}
 */
export function leave(state) {
  const text = state.undo && `${FAILED[state.undo.kind]}: ${firstAndMore(state.undo.names)}.`;
  return { ...state, mode: 'list', conflicts: [], deciding: 'edits', outcome: text ? { tone: 'info', text, undo: true } : null };
}

/**
 * After the last decision the review is over, and the rest can be sent.
 * @param {State} state
 * @returns {State}
 */
function goOn(state) {
  return state.conflicts.length > 0 ? { ...state, outcome: null } : { ...state, mode: 'list', deciding: 'edits', outcome: null };
}
