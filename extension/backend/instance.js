// One running copy of the Go program: it starts, answers requests, and ends once.

import '../vendor/wasm_exec.js';

/**
 * How long the program may take to start and to answer, in milliseconds. An answer
 * may need several requests to Close, each of which gives up after 25 seconds.
 */
const LIMITS = { start: 30_000, answer: 180_000 };

/** The end of an instance, as everyone who waited for it learns it. */
export class Stopped extends Error {
  name = 'Stopped';
}

/**
 * The parts of Go's loader that are not documented. The loader always comes from
 * the Go that built the program, so they change together.
 * @typedef {Go & { _resume(): void, _scheduledTimeouts: Map<number, number> }} Program
 */

/**
 * A request as syumai/workers reads it. It is not a Request, whose body property
 * Firefox does not have.
 * @typedef {Object} GoRequest
 * @property {string} method
 * @property {string} url
 * @property {Headers} headers
 * @property {ReadableStream | null} body
 */

export class Instance {
  /** @type {Program} */
  #go = /** @type {Program} */ (new Go());

  /** @type {{ handleRequest?: (request: GoRequest) => Promise<Response> }} */
  #binding = {};

  /** @type {WebAssembly.Memory | undefined} */
  #memory;

  /** @type {Stopped | undefined} */
  #end;

  /**
   * What to do for each caller that waits when the instance ends.
   * @type {Set<(end: Stopped) => void>}
   */
  #waiting = new Set();

  #limits;

  #life = new AbortController();

  /** @param {{ start: number, answer: number }} [limits] */
  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /** Why the instance ended; undefined while it lives. */
  get stopped() {
    return this.#end;
  }

  /** Aborted when the instance ends. */
  get life() {
    return this.#life.signal;
  }

  /** How many requests it is working on. */
  get inFlight() {
    return this.#waiting.size;
  }

  /** The bytes of memory it has taken. They only ever grow. */
  get memoryBytes() {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /**
   * Starts the program and returns when it is ready for requests.
   * @param {WebAssembly.Module} module
   * @param {{ env: Record<string, string>, host: object }} surroundings
   * @returns {Promise<void>}
   */
  async start(module, { env, host }) {
    const go = this.#go;
    const resume = go._resume;
    go._resume = () => {
      // A program that was stopped must not write anything more, so whatever
      // calls it later finds nobody.
      if (this.#end) return;
      try {
        resume.call(go);
      } catch (error) {
        // A stack overflow or a trap leaves the program half way through.
        this.stop('it failed', error);
      }
    };
    go.exit = (code) => this.stop(`it exited with code ${code}`);
    const ready = new Promise((resolve) => {
      go.importObject.workers = { ready: resolve };
    });
    const instance = await WebAssembly.instantiate(module, go.importObject);
    this.#memory = /** @type {WebAssembly.Memory} */ (instance.exports.mem);
    // Go reads this global while its packages initialize, which is before run
    // returns for the first time, and never again.
    const scope = /** @type {any} */ (globalThis);
    scope.context = {
      binding: this.#binding,
      env,
      host,
      ctx: { waitUntil() {}, passThroughOnException() {} },
    };
    try {
      go.run(instance).then(
        () => this.stop('it came to its end'),
        (error) => this.stop('it failed', error),
      );
    } finally {
      delete scope.context;
    }
    await this.#bounded(ready, this.#limits.start, 'it did not start in time');
  }

  /**
   * Answers one request. It fails with Stopped when the instance ends before it
   * has answered; an instance that does not answer in time is ended, unless the
   * request is one to be patient with.
   * @param {GoRequest} request
   * @param {{ patient?: boolean }} [options]
   * @returns {Promise<Response>}
   */
  async handle(request, { patient = false } = {}) {
    if (this.#end) throw this.#end;
    const answered = /** @type {Promise<Response>} */ (this.#binding.handleRequest?.(request));
    return this.#bounded(answered, patient ? Infinity : this.#limits.answer, 'it did not answer in time');
  }

  /**
   * Ends the instance for good; everyone who waits for it fails with Stopped.
   * @param {string} why
   * @param {unknown} [cause]
   */
  stop(why, cause) {
    if (this.#end) return;
    this.#end = new Stopped(why, { cause });
    // A timer that finds the program gone would call it again and again.
    for (const timer of this.#go._scheduledTimeouts.values()) clearTimeout(timer);
    this.#go._scheduledTimeouts.clear();
    for (const fail of this.#waiting) fail(this.#end);
    this.#waiting.clear();
    this.#life.abort();
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
  #bounded(promise, limit, late) {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      const timer = limit === Infinity ? undefined : setTimeout(() => this.stop(late), limit);
      /** @param {Stopped} end */
      const fail = (end) => {
        clearTimeout(timer);
        reject(end);
      };
      this.#waiting.add(fail);
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      promise.then((value) => {
        settle();
        resolve(value);
      }, (error) => {
        settle();
        reject(error);
      });
    });
  }
}
