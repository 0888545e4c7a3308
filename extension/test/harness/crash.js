import assert from 'node:assert/strict';

/** @import {Page, WebWorker} from 'puppeteer-core' */
/** @import {Chromium} from './chromium.js' */

// A point is a place where the worker can be stopped: right before or right after one
// of the program's calls of the browser that change something, such as “before PUT
// lead” or “after write “sent” #2” for the second one of a request.

/**
 * What the injected code keeps in the worker.
 * @typedef {object} Watch
 * @property {string[]} points those that were passed since it was armed
 * @property {string} stop the point to stop at, or empty
 * @property {boolean} armed
 * @property {boolean} dead whether it has stopped there
 * @property {number} ahead by how many milliseconds the clock is ahead
 * @property {Promise<string>} reached settles when the point is
 * @property {(point: string) => void} reach
 */

/**
 * Stands between the Go program and the browser in a worker whose program has not been
 * started yet: it notes each call that changes something, can keep one from returning
 * for ever, and then lets nothing more through; and it can put the program's clock
 * ahead. Runs in the worker.
 */
function standBetween() {
  const scope = /** @type {any} */ (globalThis);
  /** @type {Watch} */
  const watch = scope.watch = { points: [], stop: '', armed: false, dead: false, ahead: 0, reached: Promise.resolve(''), reach: () => {} };
  const never = () => new Promise(() => {});

  const now = Date.prototype.getTime;
  // Go asks for the time by this one.
  Date.prototype.getTime = function getTime() {
    return now.call(this) + watch.ahead;
  };

  /** @type {(name: string, args: any[]) => string} what a call does, or nothing for one that only reads */
  const named = (name, [first]) => {
    switch (name) {
      case 'fetch': return `${first.method} ${new URL(first.url).pathname.split('/').filter((part) => !/^(|api|v1|\w+_\w{20,})$/.test(part)).join(' ')}`;
      case 'journalPut': return `write “${JSON.parse(first.text).state}”`;
      case 'journalDelete': return 'forget';
      case 'vaultPut': return 'store the tokens';
      case 'deliverIn': return first > 0 ? 'set the alarm' : 'clear the alarm';
      default: return '';
    }
  };

  /** @param {string} words */
  const pass = async (words) => {
    if (watch.dead) await never();
    if (!watch.armed || words === '') return;
    const times = watch.points.filter((point) => point.replace(/ #\d+$/, '') === words).length;
    const point = times === 0 ? words : `${words} #${times + 1}`;
    watch.points.push(point);
    if (point !== watch.stop) return;
    watch.dead = true;
    watch.reach(point);
    await never();
  };

  /** @type {any} */
  let context;
  Object.defineProperty(scope, 'context', {
    configurable: true,
    get: () => context,
    set(given) {
      const host = Object.fromEntries(Object.entries(given.host).map(([name, call]) => [name, async (/** @type {any[]} */ ...args) => {
        const words = named(name, args);
        await pass(words && `before ${words}`);
        try {
          return await call(...args);
        } finally {
          await pass(words && `after ${words}`);
        }
      }]));
      context = { ...given, host };
    },
  });
}

/** The worker of an extension whose every life can be watched and ended at a point. */
export class Crashing {
  #chromium;

  /** The page of the extension that asks. */
  page;

  /** @type {WebWorker | undefined} */
  #worker;

  /**
   * @param {Chromium} chromium
   * @param {Page} page one of the extension's own, that asks nothing by itself
   */
  constructor(chromium, page) {
    this.#chromium = chromium;
    this.page = page;
  }

  /** @param {Chromium} chromium */
  static async in(chromium) {
    const crashing = new Crashing(chromium, await chromium.open(chromium.url('manifest.json')));
    await crashing.restart();
    return crashing;
  }

  /** Stops the worker, wherever it is, and starts another, which is watched from its beginning. */
  async restart() {
    if (this.#chromium.workerRuns) await this.#chromium.stopWorker();
    await this.#wake();
    this.#worker = await this.#chromium.worker();
    await this.#worker.evaluate(standBetween);
  }

  /**
   * Stops the worker, whatever it is at. Who sends messages from the page waits for
   * globalThis.gate before each: a worker that is started again while it stops is the
   * same one to the browser's debugger, which then never says that it has stopped.
   */
  async stop() {
    await this.#wake();
    await this.page.evaluate(() => {
      const scope = /** @type {any} */ (globalThis);
      scope.gate = new Promise((resolve) => {
        scope.openGate = resolve;
      });
    });
    await this.#chromium.stopWorker();
    await this.page.evaluate(() => /** @type {any} */ (globalThis).openGate());
  }

  /** Has the worker answer something that is no request, for which the program does not start. */
  async #wake() {
    const woken = await this.page.evaluate(() => chrome.runtime.sendMessage(null));
    assert.equal(woken.status, 400);
  }

  /**
   * @template T
   * @param {string | ((...args: any[]) => T)} work
   * @param {...any} args
   * @returns {Promise<Awaited<T>>}
   */
  #inWorker(work, ...args) {
    assert.ok(this.#worker);
    return this.#worker.evaluate(/** @type {any} */ (work), ...args);
  }

  /**
   * Asks the backend, and returns nothing when the worker is stopped before it answers.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<{status: number, body: any} | null>}
   */
  async ask(method, path, body) {
    const message = { method, path, body: body === undefined ? undefined : JSON.stringify(body) };
    const reply = await this.page.evaluate((sent) => chrome.runtime.sendMessage(sent).catch(() => null), message);
    return reply ? { status: reply.status, body: reply.body ? JSON.parse(reply.body) : null } : null;
  }

  /**
   * Asks, and stops the worker at a point on the way, if it comes there. Returns the
   * points that were passed, and the answer of one that was not stopped.
   * @param {string} stop a point, or empty for none
   * @param {Parameters<Crashing['ask']>} request
   * @param {() => Promise<unknown>} [during] settles when the worker is to be stopped whatever it is at
   */
  async askAndStop(stop, request, during) {
    await this.#inWorker((point) => {
      const { watch } = /** @type {{watch: Watch}} */ (/** @type {any} */ (globalThis));
      Object.assign(watch, { points: [], stop: point, armed: true, ahead: 0 });
      watch.reached = new Promise((resolve) => {
        watch.reach = resolve;
      });
    }, stop);
    const answered = this.ask(...request);
    const reached = stop ? this.#inWorker(() => /** @type {any} */ (globalThis).watch.reached) : during?.();
    const answer = await Promise.race([answered, ...(reached ? [reached.then(() => null, () => null)] : [])]);
    const points = await this.#inWorker(() => {
      const { watch } = /** @type {{watch: Watch}} */ (/** @type {any} */ (globalThis));
      watch.armed = false;
      return watch.points;
    });
    if (answer === null) {
      await this.restart();
      await answered;
    }
    return { points, answer };
  }

  /**
   * Does what the browser does when the alarm is due that wakes the extension for its
   * journal, whenever that may be. Reports whether there was one.
   */
  async alarm() {
    const due = await this.#inWorker(async () => {
      const set = await chrome.alarms.get('deliver');
      await chrome.alarms.clear('deliver');
      /** @type {any} */ (globalThis).watch.ahead += 3_600_000;
      return set !== undefined;
    });
    const delivered = await this.ask('POST', '/journal/deliver');
    assert.equal(delivered?.status, 200, `POST /journal/deliver: ${JSON.stringify(delivered)}`);
    return due;
  }
}
