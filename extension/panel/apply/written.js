// What an apply and an undo have in common once they are answered: what Close has now, what
// is pending, and the words for both. Pure, as app/state.js is.

import { rebase, withoutSent } from '../lead/edits.js';
import { homeOf, reveal } from '../lead/form.js';
import { doneOf } from '../lead/new-contacts.js';
import { secondsUntil } from '../lead/pending.js';
import { waitOf } from '../services/problems.js';
import { allFields, byKey, fullName, keyOf, splitKey, withKeys } from '../values/field-keys.js';
import { plural } from '../values/format.js';

/** @import {Applied, Change, EditsRequest, Problem, Waiting} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Pending} from '../lead/pending.js' */
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
 */
export function nameOf(state, key) {
  const field = allFields(state.view).find((other) => other.key === key);
  return field ? fullName(state.view, field) : state.drafts[key]?.label ?? key;
}

/**
 * Says why a plan of several requests stopped before its end. If Close named the fields,
 * its sentences are shown there. The detail itself would be wrong: it says that nothing was
 * saved.
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
 * @param {Applied} applied with waiting
 * @param {Drafts} sent the drafts that the request was made of
 * @param {number} now
 * @returns {State}
 */
export function showWaiting(state, applied, sent, now) {
  const ignored = new Set(applied.ignored.map(keyOf));
  const gone = Object.keys(sent).filter((key) => !ignored.has(key));
  const next = showWritten({ ...state, drafts: withoutSent(state.drafts, sent, gone) }, { ...applied, stopped: undefined });
  const done = new Set(doneOf(state, applied, sent));
  const changes = gone.filter((key) => !done.has(key)).map((key) => /** @type {Change} */ ({
    ...splitKey(key), label: sent[key]?.label ?? key, now: sent[key]?.was ?? null, after: sent[key]?.value ?? null,
  }));
  const entry = { id: applied.entry ?? '', state: stateOf(applied.waiting), changes, waiting: applied.waiting };
  return sayWaiting(withPending(next, entry), entry, applied.changes.length, now);
}

/**
 * Shows that an undo, or the rest of one, is pending.
 * @param {State} state
 * @param {Applied} applied with waiting
 * @param {EditsRequest} request the undo
 * @param {number} now
 * @returns {State}
 */
export function showUndoWaiting(state, applied, request, now) {
  const next = showWritten(state, { ...applied, stopped: undefined });
  const done = new Set([...applied.changes, ...applied.unchanged].map(keyOf));
  const changes = request.edits.filter((edit) => !done.has(keyOf(edit))).map((edit) => /** @type {Change} */ ({
    ...splitKey(keyOf(edit)), label: nameOf(next, keyOf(edit)), now: null, after: edit.value ?? null,
  }));
  const entry = {
    id: applied.entry ?? '', state: stateOf(applied.waiting), changes, waiting: applied.waiting, undoes: request.undoes ?? '',
  };
  return { ...sayWaiting(withPending(next, entry), entry, 0, now), undo: null };
}

/**
 * Guesses the state of an entry from the reason it is waiting, until the entry itself is
 * read.
 * @param {Waiting | undefined} waiting
 */
const stateOf = (waiting) => (waiting?.reason === 'unsure' ? 'unknown' : 'intended');

/**
 * @param {State} state
 * @param {Pending} entry
 * @returns {State}
 */
function withPending(state, entry) {
  const others = state.pending.filter(({ id }) => id !== entry.id);
  const { history } = state;
  const unsettled = history.unsettled + (others.length < state.pending.length ? 0 : 1);
  return { ...state, pending: [...others, entry], history: { ...history, unsettled } };
}

/**
 * @param {State} state
 * @param {Pending} entry
 * @param {number} saved changes that are through
 * @param {number} now
 * @returns {State}
 */
export function sayWaiting(state, entry, saved, now) {
  const first = saved > 0 ? `${plural(saved, 'change')} saved. ` : '';
  /** @type {Outcome} */
  const outcome = { tone: 'waiting', text: first + waitingText(state, entry), entry: entry.id };
  if (entry.waiting?.reason === 'session-ended') outcome.action = 'sign_in';
  return { ...state, outcome, wait: secondsUntil(entry.waiting, now) };
}

/**
 * Says why an entry is waiting and what will happen to it.
 * @param {State} state
 * @param {Pending} entry
 */
function waitingText(state, { changes, waiting, undoes, created, lead: made }) {
  const lead = state.view?.lead.name ?? 'the lead';
  const one = created || undoes !== undefined || changes.length === 1;
  const what = created ? `Your new lead ${made?.name ?? ''}`.trim() : undoes !== undefined ? `Your undo on ${lead}` : `Your ${plural(changes.length, 'change')} to ${lead}`;
  const kept = `${what} ${one ? 'is' : 'are'} kept and ${one ? 'goes out by itself' : 'go out by themselves'}`;
  switch (waiting?.reason) {
    case 'offline': return `Waiting for the network. ${kept}.`;
    case 'rate-limited': return `Close asks to wait. ${kept}.`;
    case 'close-failed': return `Close has a fault. ${kept}.`;
    case 'session-ended': return `Your sign-in has ended. ${kept} once you have signed in again.`;
    case 'unsure': return 'Close has not answered. Leadpatch is looking whether it arrived.';
    default: return waiting?.detail ?? `${what} ${one ? 'is' : 'are'} on ${one ? 'its' : 'their'} way.`;
  }
}

/**
 * Shows that a new lead is pending.
 * @param {State} state
 * @param {Applied} applied with waiting
 * @param {string} name of the lead
 * @param {number} now
 * @returns {State}
 */
export function showNewWaiting(state, { waiting, entry: id = '' }, name, now) {
  const lead = { id: '', name, url: '', status_id: '' };
  const entry = { id, state: stateOf(waiting), changes: [], waiting, created: true, lead };
  return sayWaiting(withPending(state, entry), entry, 0, now);
}
