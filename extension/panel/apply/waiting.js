// Changes that are on their way: written down by the backend, and not yet settled with
// Close. Pure, as state.js is.

import { withoutSent } from '../lead/edits.js';
import { doneOf } from '../lead/new-contacts.js';
import { keyOf, splitKey } from '../values/field-keys.js';
import { plural } from '../values/format.js';
import { nameOf, showWritten } from './written.js';

/** @import {Applied, Change, EditsRequest, Entry, Journal, Waiting} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Drafts} from '../lead/edits.js' */

/** @typedef {Pick<Entry, 'id' | 'state' | 'changes' | 'waiting' | 'undoes' | 'created'> & { lead?: Entry['lead'] }} Going an entry of the journal that is not settled */

/** Milliseconds between two looks at what nobody has named a time for. */
const EVERY = 3000;

/** A look comes so many milliseconds after the backend's own try, to find it done. */
const AFTER = 500;

/** Timers are set for no longer than this: a laptop sleeps meanwhile. */
const LONGEST = 60_000;

/**
 * Reports whether an entry has still to be settled.
 * @param {{ state: string }} entry
 */
export const isUnsettled = ({ state }) => ['intended', 'sent', 'unknown'].includes(state);

/**
 * Shows that an apply, or the rest of one, goes out by itself. Its drafts leave the
 * form: they are in the journal now. What Close ignored stays as typed.
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
  return sayWaiting(goesOn(next, entry), entry, applied.changes.length, now);
}

/**
 * Shows that an undo, or the rest of one, goes out by itself.
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
  return { ...sayWaiting(goesOn(next, entry), entry, 0, now), undo: null };
}

/**
 * What a reason to wait says of how far an entry is, until the entry itself is read.
 * @param {Waiting | undefined} waiting
 */
const stateOf = (waiting) => (waiting?.reason === 'unsure' ? 'unknown' : 'intended');

/**
 * @param {State} state
 * @param {Going} entry
 * @returns {State}
 */
function goesOn(state, entry) {
  const others = state.going.filter(({ id }) => id !== entry.id);
  const { history } = state;
  const unsettled = history.unsettled + (others.length < state.going.length ? 0 : 1);
  return { ...state, going: [...others, entry], history: { ...history, unsettled } };
}

/**
 * @param {State} state
 * @param {Going} entry
 * @param {number} saved changes that are through
 * @param {number} now
 * @returns {State}
 */
function sayWaiting(state, entry, saved, now) {
  const first = saved > 0 ? `${plural(saved, 'change')} saved. ` : '';
  /** @type {Outcome} */
  const outcome = { tone: 'waiting', text: first + waitingText(state, entry), entry: entry.id };
  if (entry.waiting?.reason === 'session-ended') outcome.action = 'sign_in';
  return { ...state, outcome, wait: secondsUntil(entry.waiting, now) };
}

/**
 * Says why an entry waits and what becomes of it.
 * @param {State} state
 * @param {Going} entry
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
 * Gives the seconds until the next try, zero where nobody knows.
 * @param {Waiting | undefined} waiting
 * @param {number} now
 */
export function secondsUntil(waiting, now) {
  const at = Date.parse(waiting?.retry_at ?? '');
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
}

/**
 * Takes what is under way for the lead in front, as the journal tells it.
 * @param {State} state
 * @param {Journal} journal
 * @returns {State}
 */
export function showGoing(state, { entries, unsettled }) {
  const going = entries.filter((entry) => entry.lead.id === state.leadId && isUnsettled(entry)).reverse();
  return { ...state, going, history: { ...state.history, unsettled } };
}

/**
 * Takes what has become of an entry that was under way, and says so once it is settled.
 * What stands in the status line as wrong is not spoken over.
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @returns {State}
 */
export function follow(state, entry, now) {
  const before = state.going.find(({ id }) => id === entry.id);
  if (!before) return state;
  const mine = state.outcome?.entry === entry.id;
  if (isUnsettled(entry)) {
    // Until Close could be asked the journal does not know what the wish comes to.
    const known = entry.changes.length > 0 ? entry : { ...entry, changes: before.changes };
    const next = { ...state, going: state.going.map((one) => (one === before ? known : one)) };
    return mine ? sayWaiting(next, known, 0, now) : next;
  }
  const { history } = state;
  const next = {
    ...state, going: state.going.filter((one) => one !== before), history: { ...history, unsettled: Math.max(0, history.unsettled - 1) },
  };
  if (!mine && state.outcome?.tone === 'error') return next;
  return { ...next, outcome: settledText(state, entry), wait: 0 };
}

/**
 * Says how an entry has ended.
 * @param {State} state
 * @param {Entry} entry
 * @returns {Outcome}
 */
export function settledText(state, entry) {
  const changes = plural(entry.changes.length, 'change');
  const { detail = '', id } = entry;
  const lead = entry.lead.name || (entry.lead.id === state.leadId && state.view?.lead.name) || 'the lead';
  if (entry.created) return createdText(entry);
  if (entry.state === 'applied') {
    return { tone: 'done', text: entry.undoes === undefined ? `${changes} to ${lead} saved.` : `Undone on ${lead}.`, entry: id };
  }
  const text = {
    part: `Only a part was saved to ${lead}.`,
    conflict: `Not saved to ${lead}: somebody else changed it meanwhile.`,
    rejected: `Not saved to ${lead}.`,
  }[entry.state] ?? `Not saved to ${lead}.`;
  // What the detail of a conflict asks for, a choice for each field, is not to be had here.
  return { tone: 'error', text: detail === '' || entry.state === 'conflict' ? text : `${text} ${detail}`, entry: id };
}

/**
 * Says what has become of a lead that was to be made.
 * @param {Entry} entry
 * @returns {Outcome}
 */
function createdText({ state, lead, detail = '', id }) {
  const name = lead.name || 'The new lead';
  if (state === 'applied') return { tone: 'done', text: `${name} created.`, entry: id, ...(lead.url ? { open: lead.url } : {}) };
  const text = state === 'part' ? `${name} created, but not with everything.` : `${name} was not created.`;
  return { tone: 'error', text: [text, detail].filter(Boolean).join(' '), entry: id };
}

/**
 * Shows that a new lead goes out by itself.
 * @param {State} state
 * @param {Applied} applied with waiting
 * @param {string} name of the lead
 * @param {number} now
 * @returns {State}
 */
export function showNewWaiting(state, { waiting, entry: id = '' }, name, now) {
  const lead = { id: '', name, url: '', status_id: '' };
  const entry = { id, state: stateOf(waiting), changes: [], waiting, created: true, lead };
  return sayWaiting(goesOn(state, entry), entry, 0, now);
}

/**
 * Gives the change of a field that is on its way, the last one where there are several.
 * @param {State} state
 * @param {string} key
 * @returns {Change | undefined}
 */
export function onItsWay({ going }, key) {
  return going.flatMap((entry) => entry.changes).findLast((change) => keyOf(change) === key);
}

/**
 * Reports whether one of the entries waits for nothing any more, so that it can go on now.
 * @param {Pick<Going, 'waiting'>[]} entries
 * @param {number} now
 */
export function isDue(entries, now) {
  return entries.some(({ waiting }) => waiting && (['offline', 'session-ended'].includes(waiting.reason) || secondsUntil(waiting, now) === 0));
}

/**
 * Gives in how many milliseconds the entries are to be looked at again; null where an
 * event, such as the network or a sign-in, has to come first.
 * @param {Pick<Going, 'waiting'>[]} entries
 * @param {number} now
 * @param {boolean} online
 */
export function nextLook(entries, now, online) {
  const times = entries.flatMap(({ waiting }) => {
    if (!online || waiting?.reason === 'session-ended') return [];
    const at = Date.parse(waiting?.retry_at ?? '') - now;
    return [at > 0 ? at + AFTER : EVERY];
  });
  return times.length === 0 ? null : Math.min(LONGEST, ...times);
}
