// What may be taken up once: a value under a random name that nobody can guess, which
// is gone when it has been taken, or when its time is over. It outlives a stop of the
// background, and only the extension's own pages and background reach it.

import { open } from './store.js';

/** How long, in milliseconds, a value waits to be taken up. */
const PATIENCE = 15 * 60_000;

const names = () => IDBKeyRange.bound('once:', 'once;', false, true);

/**
 * Keeps a value, and returns the name that it is taken up by.
 * @param {unknown} value anything that can be cloned
 * @returns {Promise<string>}
 */
export async function keepOnce(value) {
  const name = newName();
  const change = (await open()).transaction('kept', 'readwrite');
  for (let cursor = await change.store.openCursor(names()); cursor; cursor = await cursor.continue()) {
    if (cursor.value.until <= Date.now()) await cursor.delete();
  }
  await change.store.put({ value, until: Date.now() + PATIENCE }, `once:${name}`);
  await change.done;
  return name;
}

/**
 * Takes a value up. It is undefined where there is no value, or no longer one.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function takeOnce(name) {
  const change = (await open()).transaction('kept', 'readwrite');
  const kept = await change.store.get(`once:${name}`);
  await change.store.delete(`once:${name}`);
  await change.done;
  return kept && kept.until > Date.now() ? kept.value : undefined;
}

/** 128 bits in 32 hexadecimal digits. */
const newName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
