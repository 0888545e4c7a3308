// The one place that opens the extension's IndexedDB. Only pages of the extension
// and its background reach it: no web page and no content script can.
//
// Stores:
//   vault    secrets, encrypted, and the key that they are encrypted under
//   drafts   edits that the panel has not applied yet, under the lead's id
//   views    the last known view of each lead, under the lead's id
//   journal  every change that was asked for; host/journal.js alone reads and writes it
//   kept     what outlives a stop of the background: the menus as they stand, and what
//            may be taken up once (once.js)
//
//   import { get, put, del, clear } from '../browser/store.js';
//   await put('drafts', leadId, edits);
//   const edits = await get('drafts', leadId);      // undefined when there are none
//   await del('drafts', leadId);                    // an absent key is no error
//   await clear('views');

import { openDB } from '../vendor/idb.js';

/** @import {IDBPDatabase} from 'idb' */

const NAME = 'leadpatch';
const VERSION = 3;

/** @typedef {'vault' | 'drafts' | 'views' | 'kept'} Store */

/**
 * The open connection, or the opening of one.
 * @type {Promise<IDBPDatabase> | undefined}
 */
let connection;

/**
 * Returns the open database.
 * @returns {Promise<IDBPDatabase>}
 */
export function open() {
  connection ??= openDB(NAME, VERSION, {
    upgrade(database, from) {
      // One step a version, each falling into the next, so that a browser that
      // skipped some versions takes all their steps.
      if (from < 1) for (const store of ['vault', 'drafts', 'views']) database.createObjectStore(store);
      if (from < 2) {
        const journal = database.createObjectStore('journal', { keyPath: 'id' });
        journal.createIndex('state', ['settled', 'id']);
        journal.createIndex('key', 'key');
      }
      if (from < 3) database.createObjectStore('kept');
    },
    // A newer version of the extension wants to upgrade: it must not wait for us.
    blocking(_current, _blocked, event) {
      connection = undefined;
      /** @type {IDBDatabase} */ (event.target).close();
    },
    terminated() {
      connection = undefined;
    },
  }).catch((error) => {
    connection = undefined;
    throw error;
  });
  return connection;
}

/**
 * Returns the value under a key, or undefined.
 * @param {Store} store
 * @param {string} key
 * @returns {Promise<any>}
 */
export async function get(store, key) {
  return (await open()).get(store, key);
}

/**
 * Keeps a value under a key, in place of any other. A secret is on the disk when
 * this returns; the rest is left to the browser's own rhythm.
 * @param {Store} store
 * @param {string} key
 * @param {unknown} value anything that can be cloned
 * @returns {Promise<void>}
 */
export async function put(store, key, value) {
  const change = await begin(store);
  await Promise.all([change.store.put(value, key), change.done]);
}

/**
 * Keeps a value under a key unless there is one, and returns the one that is there
 * afterwards. Two callers at once get the same value.
 * @param {Store} store
 * @param {string} key
 * @param {unknown} value
 * @returns {Promise<any>}
 */
export async function putIfAbsent(store, key, value) {
  const change = await begin(store);
  const present = await change.store.get(key);
  if (present === undefined) await change.store.put(value, key);
  await change.done;
  return present ?? value;
}

/**
 * Forgets a key. An absent one is no error.
 * @param {Store} store
 * @param {string} key
 * @returns {Promise<void>}
 */
export async function del(store, key) {
  const change = await begin(store);
  await Promise.all([change.store.delete(key), change.done]);
}

/**
 * Forgets everything in a store.
 * @param {Store} store
 * @returns {Promise<void>}
 */
export async function clear(store) {
  const change = await begin(store);
  await Promise.all([change.store.clear(), change.done]);
}

/** @param {Store} store */
async function begin(store) {
  const database = await open();
  return database.transaction(store, 'readwrite', { durability: store === 'vault' ? 'strict' : 'relaxed' });
}
