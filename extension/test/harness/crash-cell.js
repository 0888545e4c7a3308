import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

/** @import {Crashing} from './crash.js' */
/** @import {World} from './world.js' */

/** So often the alarm may have to wake the extension until a request is settled. */
const ALARMS = 8;

/** The point at which Close has got a request that it carries out only later, when all else is over. */
export const IN_FLIGHT = 'while PUT lead is in flight';

/** What goes wrong with one PUT of a plan, the first unless it says otherwise, by a name. @type {Record<string, object>} */
export const FAULTS = {
  'nothing': {},
  'the connection breaks before Close has it': { drop: 'before' },
  'the connection breaks after Close has done it': { drop: 'after' },
  'HTTP 429': { rate_limited: { reset_s: 0.05 } },
  'HTTP 503': { status: 503, body: { error: 'unavailable' }, headers: { 'Retry-After': '0' } },
  'HTTP 502, and nothing was done': { status: 502, body: '<html>Bad gateway</html>' },
  'HTTP 504, and it was done': { status: 504, body: '<html>Gateway timeout</html>', applied: true },
  'the answer breaks off': { truncate: 'connection' },
  'the answer is cut': { truncate: 'body' },
  'the answer is no JSON': { status: 200, body: '<html>Welcome</html>', applied: true },
  'the answer comes late': { delay_after_ms: 120 },
  'the token ends in the middle of the plan': { expire_tokens: 'before', nth: 2 },
};

/**
 * What became of one request.
 * @typedef {object} Outcome
 * @property {string[]} points those that it passed
 * @property {boolean} stopped whether the worker was stopped on the way
 * @property {boolean} signedIn whether the user had to sign in again for it
 * @property {string[]} wrong what was not as it must be, in words
 */

/** @typedef {Parameters<Crashing['ask']>} Request */

/**
 * Applies the same request again and again, to a text that is added to, a status whose
 * changes are counted, and a field of several values, which takes two PUTs; each time
 * with something else going wrong.
 */
export class Cells {
  #sandbox;

  #seed;

  #crashing;

  #signIn;

  #number = 0;

  #signedIn = false;

  /** @type {string[]} */
  #wrong = [];

  /**
   * @param {Pick<World, 'sandbox' | 'seed'>} world
   * @param {Crashing} crashing
   * @param {() => Promise<void>} signIn does what the user does when the sign-in has ended
   */
  constructor({ sandbox, seed }, crashing, signIn) {
    this.#sandbox = sandbox;
    this.#seed = seed;
    this.#crashing = crashing;
    this.#signIn = signIn;
  }

  /**
   * Applies the request while something goes wrong, stops the worker at a point, lets the
   * browser wake it for what is left, and checks what has become of the request.
   * @param {string} point or empty for none
   * @param {object} fault
   * @returns {Promise<Outcome>}
   */
  async run(point, fault) {
    const { lead } = this.#seed;
    const days = this.#seed.field('Days');
    const [{ id: old }, { id: other }] = this.#seed.raw.statuses;
    this.#number += 1;
    this.#wrong = [];
    this.#signedIn = false;
    // Put ahead for the alarms, the clock comes back here, and a life that has made
    // its proof to the broker by the other would be refused at first.
    if ('expire_tokens' in fault) await this.#crashing.restart();
    const text = `Cell ${this.#number}.`;
    const start = { description: 'Start.', status_id: old, [days]: ['Mon'] };
    const wanted = { description: `Start.\n${text}`, status_id: other, [days]: ['Mon', 'Tue', 'Wed'] };
    await this.#sandbox.changeLead(lead, start);
    await this.#ask('DELETE', '/journal');
    const view = await this.#ask('GET', `/leads/${lead}`);
    await this.#control('DELETE', 'journal');
    const changed = await this.#statusChanges();

    /** @type {Request} */
    const request = ['POST', `/leads/${lead}/apply`, {
      edits: [
        { field: 'description', op: 'append', value: text },
        { field: 'status_id', op: 'set', value: other },
        { field: days, op: 'add', value: 'Tue' },
        { field: days, op: 'add', value: 'Wed' },
      ],
      base: view.base,
      intent: `cell-${String(this.#number).padStart(12, '0')}`,
      surface: 'tab',
    }];
    const inFlight = await this.#arrange(point, fault);
    const { points, answer } = await this.#crashing.askAndStop(inFlight ? '' : point, request, inFlight ? () => this.#sandbox.held(1) : undefined);

    const entry = await this.#checkStopped(answer, start, wanted, inFlight);
    const left = await this.#settle();
    this.#check(left?.id === entry?.id, 'the entry is gone, or another');
    if (entry) this.#check(left?.state === 'applied' && await this.#leadIs(wanted), `the request is lost: the journal says ${left?.state} (${left?.detail})`);
    else this.#check(await this.#leadIs(start), 'something was sent without an entry');

    await this.#askAgain(request, entry !== undefined);
    if (inFlight) await this.#sandbox.release();
    await this.#sandbox.clearFaults();
    this.#check(await this.#leadIs(wanted), 'in the end the lead is not as it was wanted');
    this.#check((await this.#journal()).entries.length === 1, 'the same intent has two entries');
    this.#check((await this.#statusChanges()) - changed === 1, 'the status was changed more than once');
    const elsewhere = (await this.#sandbox.writes()).filter(({ path }) => path !== `/api/v1/lead/${lead}/`);
    this.#check(elsewhere.length === 0, 'another lead was written to');
    return { points, stopped: answer === null, signedIn: this.#signedIn, wrong: this.#wrong };
  }

  /**
   * Has the sandbox do what goes wrong. Reports whether the first PUT is held.
   * @param {string} point
   * @param {object} fault
   */
  async #arrange(point, fault) {
    const put = { method: 'PUT', path_prefix: '/api/v1/lead/' };
    const inFlight = point === IN_FLIGHT;
    await this.#sandbox.fault([
      ...(inFlight ? [{ ...put, hold: 'before' }] : []),
      ...(Object.keys(fault).length > 0 ? [{ ...put, ...fault }] : []),
    ]);
    return inFlight;
  }

  /**
   * Checks that the panel was told the truth, and the journal tells it, right after the
   * worker was stopped. Returns the entry, if there is one.
   * @param {{status: number, body: any} | null} answer
   * @param {Record<string, unknown>} start
   * @param {Record<string, unknown>} wanted
   * @param {boolean} inFlight
   */
  async #checkStopped(answer, start, wanted, inFlight) {
    this.#check(answer === null || answer.status === 200, `the panel was told ${JSON.stringify(answer?.body)}`);
    const { entries: [entry, ...more] } = await this.#journal();
    this.#check(more.length === 0, 'one request has several entries');
    this.#check(answer === null || entry !== undefined, 'the panel was told something of a request that is not in the journal');
    const saved = entry?.state === 'applied' || (answer?.status === 200 && !answer.body.waiting);
    this.#check(!saved || await this.#leadIs(wanted), 'the panel or the journal says that it is saved, and it is not');
    this.#check(entry?.state !== 'intended' || inFlight || await this.#leadIs(start), 'the journal says that nothing was sent, and something was');
    return entry;
  }

  /** Lets the browser's alarm come until all is settled, and returns the entry then. */
  async #settle() {
    for (let alarms = 0; ; alarms += 1) {
      const { unsettled, entries: [entry] } = await this.#journal();
      if (unsettled === 0) return entry;
      assert.ok(alarms < ALARMS, `the request is not settled after ${alarms} alarms: ${JSON.stringify(entry)}`);
      if (entry.waiting?.reason === 'session-ended') {
        await this.#signIn();
        this.#signedIn = true;
      }
      this.#check(await this.#crashing.alarm(), 'something is left to be done, and no alarm is set');
    }
  }

  /**
   * Does what a panel does whose worker went away: it asks the same again.
   * @param {Request} request
   * @param {boolean} known whether the request was written down
   */
  async #askAgain(request, known) {
    const before = (await this.#sandbox.writes()).length;
    const again = await this.#crashing.ask(...request);
    this.#check(again?.status === 200, `the panel asked again and was told ${JSON.stringify(again?.body)}`);
    await this.#settle();
    this.#check(!known || (await this.#sandbox.writes()).length === before, 'the same intent was sent twice');
  }

  /**
   * @param {boolean} right
   * @param {string} words
   */
  #check(right, words) {
    if (!right) this.#wrong.push(words);
  }

  /** @param {Record<string, unknown>} as */
  async #leadIs(as) {
    const shown = await this.#sandbox.lead(this.#seed.lead);
    return isDeepStrictEqual(Object.fromEntries(Object.keys(as).map((key) => [key, shown[key]])), as);
  }

  #journal() {
    return this.#ask('GET', `/journal?lead=${this.#seed.lead}`);
  }

  async #statusChanges() {
    return (await this.#control('GET', 'status_changes')).data.length;
  }

  /**
   * @param {string} method
   * @param {string} path under /_sandbox/
   */
  async #control(method, path) {
    return (await fetch(`${this.#sandbox.origin}/_sandbox/${path}`, { method })).json();
  }

  /**
   * @param {string} method
   * @param {string} path
   */
  async #ask(method, path) {
    const answer = await this.#crashing.ask(method, path);
    assert.equal(answer?.status, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  }
}
