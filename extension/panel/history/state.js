// The log in the panel: which entries are in sight, which one is open, which are to be
// undone, and every way in which that changes. Pure, as app/state.js is.

import { editField, reveal } from '../lead/form.js';
import { ensureContact, fieldFor, isNew } from '../lead/new-contacts.js';
import { isStep, withNote } from '../lead/note.js';
import { say } from '../session/problem.js';
import { keyOf } from '../values/field-keys.js';
import { formatNumber } from '../values/format.js';

/** @import {Change, Entry, Journal, JournalBounds, JournalSettings, Problem, Since, UndoResult} from '../../api' */
/** @import {State} from '../app/state.js' */

/** @typedef {'list' | 'undo' | 'manage' | 'clear'} Page what fills the log's place */

/**
 * @typedef {Object} Undoing
 * @property {string[]} ids of the entries to take back
 * @property {string} intent
 * @property {UndoResult[]} results of the preview, then of the undo itself
 * @property {boolean} done whether they are those of the undo
 */

/**
 * @typedef {Object} History
 * @property {Page} page
 * @property {Entry[] | null} entries the newest first; null until they are read
 * @property {boolean} more whether there are older ones
 * @property {number} unsettled entries of all leads that are still under way
 * @property {JournalSettings | null} settings
 * @property {JournalBounds | null} bounds what the settings may be
 * @property {boolean} everywhere whether all leads are meant, not the one in front
 * @property {string} query
 * @property {string} only the outcome that is asked for; empty for all
 * @property {string} open the id of the entry whose details are in sight
 * @property {string[] | null} picked the ids that are chosen; null while nothing is being chosen
 * @property {Record<string, Since | Problem | 'reading'>} since by entry, what was changed after it
 * @property {Undoing | null} undoing
 * @property {string} work what the log waits for: "read", "more", "undo", "export" … or the id of an entry
 * @property {Problem | null} problem why the entries could not be read
 */

/** @type {History} */
export const noHistory = {
  page: 'list', entries: null, more: false, unsettled: 0, settings: null, bounds: null, everywhere: false, query: '', only: '', open: '',
  picked: null, since: {}, undoing: null, work: '', problem: null,
};

/**
 * @param {State} state
 * @param {Partial<History>} change
 * @returns {State}
 */
export const withHistory = (state, change) => ({ ...state, history: { ...state.history, ...change } });

/**
 * Opens the log, at one entry where that is asked for: then nothing may filter it away.
 * @param {State} state
 * @param {string} id empty for none
 * @returns {State}
 */
export function openHistory(state, id) {
  const filters = id === '' ? {} : { query: '', only: '' };
  const here = state.leadId === '' ? { everywhere: true } : {};
  return withHistory({ ...state, mode: 'history', menu: false, open: null }, {
    page: 'list', undoing: null, picked: null, problem: null, ...filters, ...here, open: id,
  });
}

/**
 * Returns the query to send to the journal.
 * @param {State} state
 */
export function queryOf({ history, leadId }) {
  return { lead: history.everywhere ? '' : leadId, state: history.only, q: history.query.trim() };
}

/**
 * @param {State} state
 * @returns {boolean} whether something keeps entries out of sight
 */
export const isFiltered = ({ history }) => history.query.trim() !== '' || history.only !== '';

/**
 * Shows the newest entries.
 * @param {State} state
 * @param {Journal} journal
 * @returns {State}
 */
export function showEntries(state, { entries, more, unsettled, settings, bounds }) {
  return withHistory(state, { entries, more, unsettled, settings, bounds, work: '', problem: null });
}

/**
 * Shows older entries below those in sight.
 * @param {State} state
 * @param {Journal} journal
 * @returns {State}
 */
export function showMore(state, { entries, more, unsettled }) {
  const known = state.history.entries ?? [];
  const ids = new Set(known.map(({ id }) => id));
  return withHistory(state, { entries: [...known, ...entries.filter(({ id }) => !ids.has(id))], more, unsettled, work: '' });
}

/**
 * Says why the entries cannot be shown. What is in sight stays.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showUnread(state, problem) {
  if (state.history.entries === null) return withHistory(state, { problem, work: '' });
  return say(withHistory(state, { work: '' }), problem);
}

/**
 * Puts an entry as it is now in the place of the one in sight. One that is not in sight,
 * and is the one that was asked for, stands first.
 * @param {State} state
 * @param {Entry} entry
 * @returns {State}
 */
export function showEntry(state, entry) {
  const { entries, open } = state.history;
  if (!entries) return state;
  const there = entries.some(({ id }) => id === entry.id);
  if (!there) return open === entry.id ? withHistory(state, { entries: [entry, ...entries] }) : state;
  return withHistory(state, { entries: entries.map((one) => (one.id === entry.id ? entry : one)) });
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {Entry | undefined}
 */
export const entryOf = (state, id) => state.history.entries?.find((entry) => entry.id === id);

/**
 * Returns the entries that are to be looked at again: of the lead in front, and of those
 * in sight in the log.
 * @param {State} state
 * @returns {Entry[]}
 */
export function followed(state) {
  const listed = state.mode === 'history' ? (state.history.entries ?? []).filter(({ settled }) => !settled).slice(0, 10) : [];
  return [...state.pending, ...listed.filter(({ id }) => !state.pending.some((one) => one.id === id))];
}

/**
 * Opens the details of an entry, or closes them.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export const toggleEntry = (state, id) => withHistory(state, { open: state.history.open === id ? '' : id });

/**
 * Chooses an entry to be undone, or leaves it.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function pick(state, id) {
  const picked = state.history.picked ?? [];
  return withHistory(state, { picked: picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id] });
}

/**
 * Shows what an undo of entries would do.
 * @param {State} state
 * @param {string[]} ids
 * @param {UndoResult[]} results
 * @param {string} intent
 * @returns {State}
 */
export function showUndoPreview(state, ids, results, intent) {
  return withHistory({ ...state, outcome: null }, { page: 'undo', work: '', undoing: { ids, results, intent, done: false } });
}

/**
 * Returns the entries that an undo would really change.
 * @param {Undoing} undoing
 */
export function undoable({ results }) {
  return results.filter(({ preview }) => preview && preview.conflicts.length === 0 && preview.errors.length === 0 && preview.requests.length > 0)
    .map(({ entry }) => entry);
}

/**
 * Shows how the undo of each entry ended. If the last apply was one of them, it can no
 * longer be undone.
 * @param {State} state
 * @param {UndoResult[]} results
 * @returns {State}
 */
export function showUndoDone(state, results) {
  const { undoing } = state.history;
  if (!undoing) return state;
  const back = results.filter(({ applied }) => applied).map(({ entry }) => entry);
  const undo = state.undo && back.includes(state.undo.entry) ? null : state.undo;
  return withHistory({ ...state, undo }, { work: '', picked: null, undoing: { ...undoing, results, done: true } });
}

/**
 * Goes one step back inside the log; null where there is no step to go back to.
 * @param {State} state
 * @returns {State | null}
 */
export function stepBack(state) {
  const { page, picked, open } = state.history;
  if (page === 'clear') return withHistory(state, { page: 'manage' });
  if (page !== 'list') return withHistory({ ...state, outcome: null }, { page: 'list', undoing: null });
  if (picked) return withHistory(state, { picked: null });
  return open === '' ? null : withHistory(state, { open: '' });
}

/**
 * Turns the changes of an entry that were not saved into edits again, for the user to look
 * at and apply. A newer edit of the same field stays.
 * @param {State} state
 * @param {Pick<Entry, 'changes'>} entry
 * @returns {State}
 */
export function editAgain(state, entry) {
  const wanted = entry.changes.filter((change) => {
    const field = fieldFor(state, keyOf(change));
    return isStep(keyOf(change)) || (field !== undefined && !field.locked);
  });
  const edited = wanted.reduce((next, change) => (state.drafts[keyOf(change)] ? next : wantAgain(next, change)), state);
  const keys = wanted.map(keyOf);
  const lost = entry.changes.length - wanted.length;
  const text = lost === 0 ? 'Your changes are edits again. Look at them, then apply.' : 'Some of these fields are gone from Close or locked. The others are edits again.';
  return reveal({ ...edited, mode: 'list', filter: '', outcome: { tone: 'info', text } }, keys);
}

/**
 * Turns a change into an edit, or into a note.
 * @param {State} state
 * @param {Change} change
 * @returns {State}
 */
function wantAgain(state, change) {
  const key = keyOf(change);
  if (isStep(key)) return withNote(state, typeof change.after === 'string' ? change.after : '');
  const there = isNew(change.target) ? ensureContact(state, change.target ?? '') : state;
  return editField(there, key, { value: change.after });
}

/**
 * Says what a settings form holds that cannot be kept; empty for nothing.
 * @param {JournalSettings} settings
 * @param {JournalBounds | null} bounds
 */
export function settingsError({ days, entries }, bounds) {
  if (!bounds) return '';
  const { min_days: minDays, max_days: maxDays, min_entries: minEntries, max_entries: maxEntries } = bounds;
  const isWithin = (/** @type {number} */ n, /** @type {number} */ min, /** @type {number} */ max) => Number.isInteger(n) && n >= min && n <= max;
  if (!isWithin(days, minDays, maxDays)) return `Keep entries for ${minDays} to ${maxDays} days.`;
  if (!isWithin(entries, minEntries, maxEntries)) return `Keep ${minEntries} to ${formatNumber(String(maxEntries), 'en')} entries.`;
  return '';
}
