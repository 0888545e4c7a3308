// The browser's functions that Go calls. Go gets this object when it starts, and
// wasm/host wraps it; nothing else reaches it.

import { config } from '../config.js';
import { deliverIn, settleIn } from './alarms.js';
import * as journal from './journal.js';
import { lock } from './locks.js';
import { proofForget, proofPublic, proofSign } from './proof.js';
import { authorize, redirectURL } from './signin.js';
import { vaultDelete, vaultGet, vaultPut } from './vault.js';

/**
 * @typedef {Object} Outgoing
 * @property {string} method
 * @property {string} url
 * @property {[string, string][]} headers
 * @property {Uint8Array<ArrayBuffer> | null} body
 * @property {AbortSignal} signal
 * @property {number} limit the largest answer to read, in bytes
 */

/**
 * @typedef {Object} Incoming
 * @property {number} status
 * @property {[string, string][]} headers
 * @property {Uint8Array} body
 */

/** The servers that requests may go to. An empty origin is that of no address. */
const SERVERS = [config.api, config.broker];

/**
 * Sends one request to Close or to the token broker and reads the answer to its end.
 * @param {Outgoing} request
 * @returns {Promise<Incoming>}
 */
async function send({ method, url, headers, body, signal, limit }) {
  // The backend builds every address itself and the content security policy pins
  // the servers. This is the third lock on the same door.
  if (!SERVERS.includes(new URL(url).origin)) throw new Error('this address is not one of Close');
  const response = await fetch(url, {
    method,
    headers,
    body,
    signal,
    credentials: 'omit',
    redirect: 'manual',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  });
  if (response.type === 'opaqueredirect') throw new Error('the answer is a redirect, which is not followed');
  return { status: response.status, headers: [...response.headers], body: await readAll(response, limit) };
}

/**
 * Reads a body, giving up as soon as it is larger than allowed.
 * @param {Response} response
 * @param {number} limit
 * @returns {Promise<Uint8Array>}
 */
async function readAll(response, limit) {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new Error(`the answer is larger than ${limit} bytes`);
    }
    chunks.push(value);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/**
 * Returns the functions for one life of the program. What that life holds ends with it.
 * @param {AbortSignal} life
 */
export function hostFor(life) {
  return {
    fetch: send,
    vaultGet, vaultPut, vaultDelete,
    lock: (/** @type {string} */ name, /** @type {AbortSignal} */ signal) => lock(name, signal, life),
    proofPublic, proofSign, proofForget,
    redirectURL, authorize,
    settleIn, deliverIn,
    ...journal,
  };
}
