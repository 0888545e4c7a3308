// The functions of Cloudflare that the program calls. Each returns a promise.

import { readUpTo } from './body.js';
import { inTime } from './time.js';

/**
 * How long Close may take for a whole answer, and the memory of proofs for its one
 * word, in milliseconds. A refresh that is given up may have worked at Close, and
 * then the sign-in is lost, so Close is given long.
 */
const TIMEOUTS = { post: 20_000, first: 5_000 };

/** The largest answer of Close that is read, in bytes. */
const MAX_ANSWER = 64 * 1024;

/**
 * @typedef {object} Bindings
 * @property {DurableObjectNamespace<import('./replay.js').Replay>} REPLAY
 * @property {RateLimit} RATE
 */

/**
 * @param {Bindings} env
 * @param {(what: string) => void} spoil is told that the program made a mistake
 */
export function host(env, spoil) {
  return {
    spoil,

    /**
     * Posts a form. Redirects are not followed: the form holds a secret.
     * @param {string} url
     * @param {string} form
     */
    async post(url, form) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: form,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUTS.post),
      });
      const body = await readUpTo(response.body, MAX_ANSWER);
      if (body.byteLength > MAX_ANSWER) throw new Error(`the answer is larger than ${MAX_ANSWER} bytes`);
      return { status: response.status, retryAfter: response.headers.get('retry-after') ?? '', body };
    },

    /**
     * Remembers a proof and tells whether it was unknown.
     * @param {string} thumbprint of the key that made it
     * @param {string} jti its name
     * @param {number} until when it is to be remembered, as Date.now() has it
     */
    first(thumbprint, jti, until) {
      const object = env.REPLAY.get(env.REPLAY.idFromName(thumbprint));
      return inTime(object.first(jti, until), TIMEOUTS.first, () => new Error(`no answer within ${TIMEOUTS.first} ms`));
    },

    /**
     * Counts a request and tells whether it is within the limit.
     * @param {string} key
     */
    async allow(key) {
      return (await env.RATE.limit({ key })).success;
    },
  };
}
