// The journal of what was applied, as rows that only Go looks into.
//
// It is in IndexedDB, not in storage.local. To write an entry of 4 KB from the
// worker takes 0.8 to 1.1 ms here, on the disk when it resolves, and 0.3 to 0.4 ms
// there (Chromium 156, median of 200): both are nothing beside a request to Close.
// But storage.local may still lose what it has taken when the machine goes down,
// reads all of its entries to find the few that are not settled, has 10 MB for all,
// and is open to content scripts in Firefox.

import { open } from '../browser/store.js';

/** @import {IDBPObjectStore, IDBPTransaction} from 'idb' */

/**
 * One entry. The text is JSON, which nothing here reads; an id sorts by its time.
 * @typedef {Object} Row
 * @property {string} id
 * @property {string} lead
 * @property {string} key the intent that it carries out, or empty
 * @property {0 | 1} settled
 * @property {string} text
 */

/** What a failed write says, word for word, when the browser has no more room. */
const NO_ROOM = 'no room';

/** The entries of one state in the index, which has them in the order of their ids. */
const unsettled = () => IDBKeyRange.bound([0], [1], false, true);
const settled = () => IDBKeyRange.lowerBound([1]);

/**
 * Keeps a row, in place of the one with its id. It is on the disk when this returns.
 * @param {Row} row
 * @returns {Promise<void>}
 */
export function journalPut(row) {
  return write((journal) => journal.put(row));
}

/**
 * @param {string} id
 * @returns {Promise<Row | null>}
 */
export async function journalGet(id) {
  return (await (await open()).get('journal', id)) ?? null;
}

/**
 * Returns the oldest row with this key.
 * @param {string} key
 * @returns {Promise<Row | null>}
 */
export async function journalByKey(key) {
  return (await (await open()).getFromIndex('journal', 'key', key)) ?? null;
}

/**
 * Returns every row that is not settled, the oldest first.
 * @returns {Promise<Row[]>}
 */
export async function journalUnsettled() {
  return (await open()).getAllFromIndex('journal', 'state', unsettled());
}

/**
 * Returns rows from the newest to the oldest.
 * @param {string} before only rows older than the one with this id; all where it is empty
 * @param {number} limit
 * @returns {Promise<Row[]>}
 */
export async function journalPage(before, limit) {
  const range = before === '' ? null : IDBKeyRange.upperBound(before, true);
  /** @type {Row[]} */
  const rows = [];
  let cursor = limit > 0 ? await (await open()).transaction('journal').store.openCursor(range, 'prev') : null;
  while (cursor) {
    rows.push(cursor.value);
    cursor = rows.length < limit ? await cursor.continue() : null;
  }
  return rows;
}

/**
 * Returns settled rows, the oldest first.
 * @param {number} limit
 * @returns {Promise<Row[]>}
 */
export async function journalOldest(limit) {
  // To the browser a limit of none is no limit.
  return limit > 0 ? (await open()).getAllFromIndex('journal', 'state', settled(), limit) : [];
}

/**
 * Forgets rows. An absent one is no error.
 * @param {string[]} ids
 * @returns {Promise<void>}
 */
export function journalDelete(ids) {
  return write((journal) => Promise.all(ids.map((id) => journal.delete(id))));
}

/**
 * Counts the settled rows.
 * @returns {Promise<number>}
 */
export async function journalCount() {
  return (await open()).countFromIndex('journal', 'state', settled());
}

/**
 * @param {(journal: IDBPObjectStore<unknown, ['journal'], 'journal', 'readwrite'>) => Promise<unknown>} work
 * @returns {Promise<void>}
 */
async function write(work) {
  /** @type {IDBPTransaction<unknown, ['journal'], 'readwrite'> | undefined} */
  let change;
  try {
    const database = await open();
    change = database.transaction('journal', 'readwrite', { durability: 'strict' });
    await Promise.all([work(change.store), change.done]);
  } catch (error) {
    // A request that goes down with its transaction says only that it was aborted;
    // the transaction knows why.
    const cause = change?.error ?? error;
    const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
    throw full ? new Error(NO_ROOM, { cause }) : cause;
  }
}
