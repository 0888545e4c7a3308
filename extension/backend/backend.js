// The way to the backend: keeps one running instance of the Go program and starts
// another when it has ended.

import { report } from '../browser/report.js';
import { webext } from '../browser/webext.js';
import { config } from '../config.js';
import { hostFor } from '../host/index.js';
import { Instance, Stopped } from './instance.js';
import * as problems from './problems.js';

/** @import {Answer} from './problems.js' */

/**
 * A request to the backend as a message carries it. The body is JSON text.
 * @typedef {{ method: string, path: string, body?: string | null }} Message
 */

/** The memory, in bytes, above which an idle instance is let go: it never shrinks. */
const MEMORY_LIMIT = 64 * 1024 * 1024;

/**
 * The paths whose answers may take minutes: one waits for a person, the other for
 * everything that has to be sent.
 */
const PATIENT = ['/session/oauth', '/journal/deliver'];

/** Only a name for the path to stand behind: requests to it never leave. */
const ORIGIN = 'http://backend.invalid';

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/** @type {Promise<Instance> | undefined} */
let running;

/** @type {(answer: Answer) => void} */
let hears = () => {};

/**
 * Has every answer of {@link handle} heard, whoever asked.
 * @param {(answer: Answer) => void} listener
 */
export function whenAnswered(listener) {
  hears = listener;
}

/**
 * Answers one request. It never fails: whatever happens is an answer.
 * @param {unknown} message
 * @returns {Promise<Answer>}
 */
export async function handle(message) {
  const answer = await ask(message);
  hears(answer);
  return answer;
}

/**
 * Answers one request that only draws what is known: who draws again after an answer
 * must not hear of it.
 *
 * When the program ends under way, a GET is asked again of a fresh instance. A
 * request that may have changed something is not: only the user knows whether
 * to do it again.
 * @param {unknown} message
 * @returns {Promise<Answer>}
 */
export async function ask(message) {
  if (!isRequest(message)) return problems.malformed();
  let attempts = 0;
  for (;;) {
    const started = (running ??= start());
    /** @type {Instance} */
    let instance;
    try {
      instance = await started;
    } catch (error) {
      forget(started);
      report('the backend did not start', error);
      return isForbidden(error) ? problems.unsupported() : problems.failedToStart();
    }
    if (instance.stopped) {
      forget(started);
      continue;
    }
    attempts += 1;
    try {
      const answer = await pass(instance, message);
      recycle(instance);
      return answer;
    } catch (error) {
      if (!(error instanceof Stopped)) {
        report('the backend refused a request', error);
        return problems.failed();
      }
      report('the backend ended', error);
      if (message.method !== 'GET' || attempts > 1) return problems.restarted();
    }
  }
}

/**
 * @param {Instance} instance
 * @param {Message} message
 * @returns {Promise<Answer>}
 */
async function pass(instance, { method, path, body }) {
  const headers = new Headers(body ? { 'content-type': 'application/json' } : {});
  const response = await instance.handle({
    method,
    url: ORIGIN + path,
    headers,
    body: body ? new Response(body).body : null,
  }, { patient: PATIENT.includes(path) });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

/** @returns {Promise<Instance>} */
async function start() {
  const module = await (compiled ??= compile());
  const instance = new Instance();
  const env = { API_ORIGIN: config.api, APP_ORIGIN: config.app, BROKER_ORIGIN: config.broker, VERSION: config.version };
  await instance.start(module, { env, host: hostFor(instance.life) });
  return instance;
}

/**
 * Compiles the program. A failure is not remembered: the next request tries again.
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile() {
  const url = webext.runtime.getURL('app.wasm');
  try {
    try {
      return await WebAssembly.compileStreaming(fetch(url));
    } catch {
      // Streaming wants a content type that not every browser gives to packaged
      // files. Whatever else is wrong shows again here.
      return await WebAssembly.compile(await (await fetch(url)).arrayBuffer());
    }
  } catch (error) {
    compiled = undefined;
    throw error;
  }
}

/**
 * Lets go of an instance that has taken much memory once nobody waits for it.
 * @param {Instance} instance
 */
function recycle(instance) {
  if (instance.memoryBytes > MEMORY_LIMIT && instance.inFlight === 0) instance.stop('it had grown too large');
}

/**
 * Makes the next request start a fresh instance, unless one has been started.
 * @param {Promise<Instance>} ended
 */
function forget(ended) {
  if (running === ended) running = undefined;
}

/**
 * Reports whether the browser does not let any WebAssembly run.
 * @param {unknown} error
 */
function isForbidden(error) {
  if (typeof WebAssembly === 'undefined') return true;
  return error instanceof WebAssembly.CompileError && /disallowed|blocked|content security policy/i.test(error.message);
}

/**
 * @param {unknown} message
 * @returns {message is Message}
 */
function isRequest(message) {
  const { method, path, body } = /** @type {any} */ (message ?? {});
  return ['GET', 'PUT', 'POST', 'DELETE'].includes(method)
    && typeof path === 'string' && path.startsWith('/')
    && (body === undefined || body === null || typeof body === 'string');
}
