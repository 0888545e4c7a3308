import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** @import {Sandbox} from './sandbox.js' */

/**
 * Everything that must be nowhere but where it belongs: what Close has given out, and
 * what the broker has made of it.
 * @param {Sandbox} sandbox
 * @param {{path: string, body: string}[]} answers that the browser got
 * @returns {Promise<string[]>}
 */
export async function secretsOf(sandbox, answers) {
  const { issued, client_secret: client } = await sandbox.oauth();
  const given = answers
    .filter((answer) => answer.path === '/token')
    .map((answer) => JSON.parse(answer.body))
    .flatMap((body) => [body.access_token, body.refresh_token])
    .filter(Boolean);
  return [...new Set([client, ...issued.codes, ...issued.access_tokens, ...issued.refresh_tokens, ...given])];
}

/**
 * What a page holds that its own scripts can read: its markup, what stands in its
 * inputs, its storage of every kind, its cookies and its globals.
 * Binary data is given as Latin-1, so that a text in it is found.
 * @returns {Promise<string>}
 */
export async function pageContents() {
  /** @param {unknown} value @returns {string} */
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer);
      return [...bytes].map((byte) => String.fromCharCode(byte)).join('');
    }
    if (Array.isArray(value)) return value.map(text).join('\n');
    if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, each]) => `${key}=${text(each)}`).join('\n');
    return String(value);
  };
  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [new XMLSerializer().serializeToString(document), location.href, document.cookie, text({ ...localStorage }), text({ ...sessionStorage })];
  for (const input of document.querySelectorAll('input, textarea')) found.push(/** @type {HTMLInputElement} */ (input).value);
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name ?? ''));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      found.push(text(await done(objects.getAllKeys())), text(await done(objects.getAll())));
    }
    database.close();
  }
  const areas = /** @type {any} */ (globalThis).chrome?.storage ?? {};
  for (const area of ['local', 'session', 'sync']) if (areas[area]) found.push(JSON.stringify(await areas[area].get()));
  // Values alone: the browser complains about some of its own old getters.
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(globalThis))) {
    if (typeof value === 'string') found.push(value);
  }
  return found.join('\n');
}

/**
 * Looks through every file of a folder.
 * @param {string} folder
 * @param {string[]} secrets
 * @returns {Promise<string[]>} what was found, with its file
 */
export async function searchFiles(folder, secrets) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file);
    for (const secret of secrets) {
      for (const form of [Buffer.from(secret), Buffer.from(secret, 'utf16le')]) {
        if (content.includes(form)) found.push(`${path.relative(folder, file)}: ${secret}`);
      }
    }
  }
  return found;
}
