// One running copy of the Go program: it starts, answers requests one after the other,
// and ends once.

import './wasm_exec.js';
import { inTime } from './time.js';

/**
 * How long the program may take to start and to answer, in milliseconds. An answer may
 * need one of Close. Together they stay below the 30 seconds that Cloudflare lets a
 * request live when its client is gone.
 */
const LIMITS = { start: 5_000, answer: 24_000 };

/**
 * A request as syumai/workers reads it, but with its whole body.
 * @typedef {{ method: string, url: string, headers: Headers, body: Uint8Array }} GoRequest
 */

/** The end of a program, as the one who waits for it learns it. */
export class Stopped extends Error {
  name = 'Stopped';
}

export class Program {
  #go = new Go();

  /** @type {{ handleRequest?: (request: GoRequest) => Promise<Response> }} */
  #binding = {};

  /** @type {WebAssembly.Memory | undefined} */
  #memory;

  /** @type {Stopped | undefined} */
  #end;

  /**
   * Tells the end to the one who waits.
   * @type {((end: Stopped) => void) | undefined}
   */
  #waiting;

  /** How many requests it has answered. */
  served = 0;

  /** Whether it made a mistake, after which nothing that it says is to be trusted. */
  spoiled = false;

  /** Why the program ended; undefined while it lives. */
  get stopped() {
    return this.#end;
  }

  /** The bytes of memory it has taken. They only ever grow. */
  get memoryBytes() {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /**
   * Starts the program and returns when it is ready for requests.
   * @param {WebAssembly.Module} module
   * @param {{ env: object, host: object }} surroundings
   * @returns {Promise<void>}
   */
  async start(module, { env, host }) {
    const go = this.#go;
    const resume = go._resume;
    go._resume = () => {
      // A program that was stopped must not do anything more, so whatever calls it
      // later finds nobody.
      if (this.#end) return;
      try {
        resume.call(go);
      } catch (error) {
        // A stack overflow or a trap leaves the program half way through.
        this.stop('it failed', error);
      }
    };
    go.exit = (code) => void this.stop(`it exited with code ${code}`);
    const ready = new Promise((resolve) => {
      go.importObject.workers = { ready: resolve };
    });
    const instance = await WebAssembly.instantiate(module, go.importObject);
    this.#memory = /** @type {WebAssembly.Memory} */ (instance.exports.mem);
    // Go reads this global while its packages initialise, which is before run returns
    // for the first time, and never again.
    const scope = /** @type {any} */ (globalThis);
    scope.context = { binding: this.#binding, env, host };
    try {
      go.run(instance).catch((error) => this.stop('it failed', error));
    } finally {
      delete scope.context;
    }
    // The end comes by exit. The promise of run belongs to this request, and Cloudflare
    // complains when a later one settles it.
    go._resolveExitPromise = () => {};
    await this.#bounded(ready, LIMITS.start, 'it did not start in time');
  }

  /**
   * Answers one request; there must be no other at the same time. It fails with Stopped
   * when the program ends before it has answered; one that does not answer in time is
   * ended.
   * @param {GoRequest} request
   * @returns {Promise<Response>}
   */
  async handle(request) {
    try {
      const answer = /** @type {Promise<Response>} */ (this.#binding.handleRequest?.(request));
      return await this.#bounded(answer, LIMITS.answer, 'it did not answer in time');
    } finally {
      this.served += 1;
    }
  }

  /**
   * Ends the program for good; who waits for it fails with Stopped. It gives the end,
   * which is an earlier one if there was.
   * @param {string} why
   * @param {unknown} [cause]
   * @returns {Stopped}
   */
  stop(why, cause) {
    if (!this.#end) {
      this.#end = new Stopped(why, { cause });
      this.#waiting?.(this.#end);
    }
    return this.#end;
  }

  /**
   * Waits for a promise of the program's, no longer than the program lives and no
   * longer than the limit, at which the program is ended.
   * @template T
   * @param {Promise<T>} promise
   * @param {number} limit
   * @param {string} late
   * @returns {Promise<T>}
   */
  async #bounded(promise, limit, late) {
    if (this.#end) throw this.#end;
    /** @type {Promise<never>} */
    const ended = new Promise((_, reject) => {
      this.#waiting = reject;
    });
    try {
      return await inTime(Promise.race([promise, ended]), limit, () => this.stop(late));
    } finally {
      this.#waiting = undefined;
      this.#forgetTimers();
    }
  }

  /**
   * Clears the timers that Go's own runtime has set. They belong to this request, and
   * would wake the program in it while it already serves another.
   */
  #forgetTimers() {
    for (const timer of this.#go._scheduledTimeouts.values()) clearTimeout(timer);
    this.#go._scheduledTimeouts.clear();
  }
}
