// Secrets, encrypted under a key of this browser profile that no code can read,
// not even this. The key is made on first use and kept beside the secrets.

import { del, get, put, putIfAbsent } from '../browser/store.js';

const CIPHER = 'AES-GCM';
const KEY = 'wrapping-key';

/** @typedef {{ iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */

/**
 * Returns the secret under a name, or null. It fails when the record can no longer
 * be decrypted, as after parts of the profile were lost.
 * @param {string} name
 * @returns {Promise<Uint8Array | null>}
 */
export async function vaultGet(name) {
  const sealed = /** @type {Sealed | undefined} */ (await get('vault', entry(name)));
  if (sealed === undefined) return null;
  try {
    return new Uint8Array(await crypto.subtle.decrypt(cipher(name, sealed.iv), await wrappingKey(), sealed.data));
  } catch (cause) {
    throw new Error('The stored sign-in can no longer be read. Sign in again.', { cause });
  }
}

/**
 * Encrypts a secret and keeps it. The bytes given are wiped.
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} secret
 * @returns {Promise<void>}
 */
export async function vaultPut(name, secret) {
  // The same key with the same initialization vector twice would give both
  // secrets away: it is new each time.
  const iv = crypto.getRandomValues(new Uint8Array(12));
  try {
    const data = await crypto.subtle.encrypt(cipher(name, iv), await wrappingKey(), secret);
    await put('vault', entry(name), { iv, data });
  } finally {
    secret.fill(0);
  }
}

/**
 * @param {string} name
 * @returns {Promise<void>}
 */
export function vaultDelete(name) {
  return del('vault', entry(name));
}

/**
 * Returns the key, creating it first where there is not one yet. Making a key takes a while,
 * in which another caller may have stored one: that one counts.
 * @returns {Promise<CryptoKey>}
 */
async function wrappingKey() {
  const present = await get('vault', KEY);
  if (present !== undefined) return present;
  const made = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ['encrypt', 'decrypt']);
  return putIfAbsent('vault', KEY, made);
}

/**
 * Binds a record to its name, so that one cannot be passed off as another.
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} iv
 * @returns {AesGcmParams}
 */
function cipher(name, iv) {
  return { name: CIPHER, iv, additionalData: new TextEncoder().encode(name) };
}

/** @param {string} name */
function entry(name) {
  return `secret:${name}`;
}
