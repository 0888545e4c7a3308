// The Worker's entry. It reads a request, gives it to the program, which is Go, and
// answers in its place when it cannot.

import module from './broker.wasm';
import { readUpTo } from './body.js';
import { host } from './host.js';
import { Busy, Pool } from './pool.js';
import { Program } from './program.js';

export { Replay } from './replay.js';

/** @typedef {import('./host.js').Bindings & Record<string, unknown>} Env */

/** The largest body that the broker takes, in bytes. The program says so to who sends more. */
const MAX_BODY = 8 * 1024;

/** @type {Pool | undefined} */
let pool;

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   * @param {ExecutionContext} ctx
   * @returns {Promise<Response>}
   */
  fetch(request, env, ctx) {
    pool ??= new Pool(() => start(env));
    const answer = serve(pool, request);
    // When a client goes away Cloudflare ends its request at once, and nobody would give
    // the program back. What was asked of Close is better finished anyway.
    ctx.waitUntil(answer);
    return answer;
  },
};

/**
 * @param {Pool} programs
 * @param {Request} request
 */
async function serve(programs, request) {
  let body;
  try {
    // First the body, which may come slowly, and only then a program.
    body = await readUpTo(request.body, MAX_BODY);
  } catch {
    return refusal(400, 'invalid_request', 'The request broke off.');
  }
  try {
    return await programs.handle({ method: request.method, url: request.url, headers: request.headers, body });
  } catch (error) {
    if (error instanceof Busy) return refusal(503, 'temporarily_unavailable', 'The broker is busy. Try again in a moment.', { 'retry-after': '2' });
    report('a request was not answered', error);
    return refusal(502, 'server_error', 'The broker made a mistake. Try again.');
  }
}

/** @param {Env} env */
async function start(env) {
  const program = new Program();
  const functions = host(env, (what) => {
    program.spoiled = true;
    report('the program made a mistake', what);
  });
  await program.start(module, { env, host: functions });
  return program;
}

/**
 * An answer in the program's place. Any page may read it, since it says nothing, and
 * the extension must be able to.
 * @param {number} status
 * @param {string} error
 * @param {string} description
 * @param {Record<string, string>} [headers] more of them
 */
function refusal(status, error, description, headers = {}) {
  return Response.json({ error, error_description: description }, {
    status,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Date, Retry-After',
      'cache-control': 'no-store',
      'date': new Date().toUTCString(),
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}

/**
 * Writes to the Worker's log. Nothing of a request is in it but method and path.
 * @param {string} what
 * @param {unknown} cause
 */
function report(what, cause) {
  // eslint-disable-next-line no-console
  console.error(`broker: ${what}:`, cause);
}
