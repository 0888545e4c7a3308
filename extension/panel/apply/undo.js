// The way back from the last apply, and forth again. The backend knows what it takes: here
// it is offered, named, and its conflicts are decided. Pure, as app/state.js is.

import { reveal } from '../lead/form.js';
import { nextStep } from '../services/problems.js';
import { showProblem } from '../session/problem.js';
import { keyOf } from '../values/field-keys.js';
import { firstAndMore, formatAgo } from '../values/format.js';
import { decided } from './conflicts.js';
import { nameOf, nameOfRow, showUndoWaiting, showWritten, why } from './written.js';

/** @import {Applied, Change, Conflict, LeadView, Problem, UndoRequest} from '../../api' */
/** @import {State, Surface} from '../app/state.js' */
/** @import {Undo} from '../services/storage.js' */

/**
 * Returns what takes an apply back; null where nothing does.
 * @param {State} state after it
 * @param {Applied} applied
 * @param {Undo['kind']} kind
 * @param {number} now
 * @param {LeadView | null} [before] the lead before it
 * @returns {Undo | null}
 */
export function undoOf(state, applied, kind, now, before = state.view) {
  const { entry, undo_until: until, changes } = applied;
  if (!entry || !until || !state.view) return null;
  return {
    kind, entry, names: kind === 'undo' ? namesOf(state, changes, before) : namesOf(state, changes.filter(isThere(state.view)), state.view),
    at: now, until, user: state.view.user.id, organization: state.view.organization.id, dismissed: false, base: {}, keep: [],
  };
}

/**
 * Reports of a row whether what it is about is still there: a redo does not bring a contact back.
 * @param {LeadView} view
 * @returns {(row: Change) => boolean}
 */
const isThere = (view) => ({ target }) => !target || view.contacts.some(({ id }) => id === target);

/**
 * Names what was changed. A contact that was added is one thing, whatever it has.
 * @param {State} state
 * @param {Change[]} changes
 * @param {LeadView | null} before
 */
function namesOf(state, changes, before) {
  const known = new Set(before?.contacts.map(({ id }) => id));
  const names = new Map(changes.map((row) => (
    row.target && !known.has(row.target) ? [row.target, 'Contact'] : [keyOf(row), nameOfRow(state, row)])));
  return [...names.values()];
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
 * @returns {UndoRequest}
 */
export const requestOf = ({ intent, base, keep }, surface) => ({ intent, surface, base, keep });

/**
 * Reports whether an undo is too old to be offered.
 * @param {Undo} undo
 * @param {number} now
 */
export const isOld = ({ until }, now) => now > Date.parse(until);

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
  if (applied.pending) return showUndoWaiting(state, applied, applied.pending, now);
  const next = showWritten(state, applied);
  const back = applied.changes.map((row) => nameOfRow(next, row));
  const text = back.length > 0 ? `${firstAndMore(back)} ${back.length === 1 ? 'is' : 'are'} ${AFTER[undone.kind]}.` : NOTHING[undone.kind];
  const { stopped, ignored } = applied;
  if (!stopped && ignored.length === 0) {
    const undo = undoOf(next, applied, OTHER[undone.kind], now, state.view);
    return { ...next, undo, outcome: { tone: 'done', text, undo: undo !== null } };
  }
  const names = leftOf(state, next, applied, undone);
  const step = stopped && nextStep(stopped);
  const rest = `${FAILED[undone.kind]}: ${firstAndMore(names)}. ${stopped ? why(stopped) : 'Close did not accept it.'}`;
  const undo = { ...unasked(undone), names };
  return { ...next, undo, outcome: { tone: 'error', text: back.length > 0 ? `${text} ${rest}` : rest, action: step ?? 'retry' } };
}

/**
 * Names what an undo did not get to.
 * @param {State} state before it
 * @param {State} next after it
 * @param {Applied} applied
 * @param {Undo} undone
 */
function leftOf(state, next, { changes, unchanged }, { names }) {
  // An undo may rename what it is about.
  const done = [...changes, ...unchanged].map((row) => [nameOfRow(state, row), nameOfRow(next, row)]);
  const left = done.reduce((rest, both) => withoutOne(rest, (name) => both.includes(name)), names);
  return left.length > 0 ? left : names;
}

/**
 * Returns a list without the first that is meant; two things may have one name.
 * @param {string[]} names
 * @param {(name: string) => boolean} isMeant
 */
function withoutOne(names, isMeant) {
  const at = names.findIndex(isMeant);
  return names.filter((_, i) => i !== at);
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
  const base = { ...state.undo.base, [keyOf(conflict)]: conflict.new_base };
  return goOn({ ...decided(state, conflict), undo: { ...unasked(state.undo), base } });
}

/**
 * Leaves a field as Close has it now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function letBe(state, conflict) {
  if (!state.undo) return state;
  const name = nameOfRow(state, conflict);
  const names = withoutOne(state.undo.names, (one) => one === name);
  const next = goOn(decided(state, conflict));
  if (names.length > 0) return { ...next, undo: { ...unasked(state.undo), names, keep: [...state.undo.keep, keyOf(conflict)] } };
  return { ...next, undo: null, outcome: { tone: 'info', text: 'Nothing was sent. The fields stay as they are in Close.' } };
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
