// The installation's own key, with which it proves to the token broker that a
// sealed token is its own. Its private part can be used and not read, by no code: a
// copy of everything that is stored here is worth nothing elsewhere.

import { del, get, putIfAbsent } from '../browser/store.js';

const KEY = 'proof-key';
const KIND = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * Returns the key pair, creating it first where there is not one yet. Of two that are made at
 * once, the one stored first counts.
 * @returns {Promise<CryptoKeyPair>}
 */
async function pair() {
  const present = await get('vault', KEY);
  if (present !== undefined) return present;
  return putIfAbsent('vault', KEY, await crypto.subtle.generateKey(KIND, false, ['sign', 'verify']));
}

/**
 * Returns the public key as an uncompressed point.
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function proofPublic() {
  return new Uint8Array(await crypto.subtle.exportKey('raw', (await pair()).publicKey));
}

/**
 * Signs the SHA-256 hash of some bytes: r and s, 32 bytes each.
 * @param {Uint8Array<ArrayBuffer>} data
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function proofSign(data) {
  return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, (await pair()).privateKey, data));
}

/**
 * Forgets the key. What was sealed for it can be used by nobody from then on.
 * @returns {Promise<void>}
 */
export function proofForget() {
  return del('vault', KEY);
}
