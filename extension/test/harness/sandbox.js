import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PATIENCE } from './until.js';

/** @import {ChildProcess} from 'node:child_process' */

/**
 * One request in the sandbox's journal, with its exact body.
 * @typedef {{n: number, time: string, method: string, path: string, query: string, key_name: string, body: string, status: number}} Entry
 */

/**
 * A request that a fault with `hold` keeps from going on. `n` is that of its entry in the journal.
 * @typedef {{n: number, name: string, hold: 'before' | 'after', method: string, path: string}} Held
 */

/**
 * The state of the sandbox's OAuth server: its client, what it has given out since the
 * last reset, also what is over, and how many tokens are good.
 * @typedef {object} OAuth
 * @property {string} client_id
 * @property {string} client_secret
 * @property {string} redirect_uri
 * @property {number} access_ttl in seconds
 * @property {{codes: string[], access_tokens: string[], refresh_tokens: string[]}} issued
 * @property {{access_tokens: number, refresh_tokens: number}} active
 * @property {number} refreshes
 * @property {number} reuses
 * @property {number} revocations
 */

/**
 * A running sandbox: a local Close, with what only tests may do to it.
 * The program is the one that LEADPATCH_SANDBOX names; ./build.sh builds it.
 */
export class Sandbox {
  #process;

  /**
   * @param {ChildProcess} process
   * @param {string} origin
   */
  constructor(process, origin) {
    this.#process = process;
    this.origin = origin;
  }

  /** Starts a sandbox on a free port and waits until it listens. */
  static async start() {
    const program = process.env.LEADPATCH_SANDBOX;
    if (!program) throw new Error('LEADPATCH_SANDBOX is not set: run the tests by ./build.sh test');
    const child = spawn(program, ['-addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const origin = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code} before it listened`)));
      lines.on('line', (line) => {
        const found = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line);
        if (found) resolve(found[1]);
      });
    });
    return new Sandbox(child, origin);
  }

  async stop() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }

  /**
   * @param {string} method
   * @param {string} path under /_sandbox/
   * @param {unknown} [body]
   * @param {AbortSignal} [signal]
   */
  async #control(method, path, body, signal) {
    const response = await fetch(`${this.origin}/_sandbox/${path}`, {
      method,
      signal,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox: ${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** What the sandbox starts with: keys, users, fields, leads, organizations, the OAuth client. */
  seed() {
    return this.#control('GET', 'seed');
  }

  /** Puts everything back as it was at the start but the OAuth client's redirect, and empties the journal. */
  reset() {
    return this.#control('POST', 'reset');
  }

  /**
   * Every request of the API and of OAuth since the last reset, oldest first.
   * @param {number} [after] the number of an entry, to get only those behind it
   * @returns {Promise<Entry[]>}
   */
  async journal(after = 0) {
    return (await this.#control('GET', `journal?after=${after}`)).entries;
  }

  /** The API requests that changed something or tried to. A search is a POST that changes nothing. */
  async writes() {
    return (await this.journal()).filter(
      (entry) => entry.path.startsWith('/api/') && entry.method !== 'GET' && entry.path !== '/api/v1/data/search/',
    );
  }

  /** The searches, with their exact bodies. */
  async searches() {
    return (await this.journal()).filter((entry) => entry.path === '/api/v1/data/search/');
  }

  /**
   * The leads of the first organization that are there now.
   * @returns {Promise<{id: string, name: string | null, url: string | null}[]>}
   */
  async leads() {
    return (await this.seed()).leads;
  }

  /**
   * Makes a lead as another program would, by the API.
   * @param {object} fields as in POST /lead/, with nested contacts
   * @param {string} [key] the name of one of the seed's keys
   * @returns {Promise<{id: string, name: string}>}
   */
  createLead(fields, key = 'admin') {
    return this.api('POST', '/lead/', fields, key);
  }

  /**
   * Deletes a lead behind everyone's back.
   * @param {string} id
   */
  deleteLead(id) {
    return this.#control('DELETE', `leads/${id}`);
  }

  /**
   * What a lead has below it, the oldest first, as the API shows it.
   * @param {string} lead its id
   * @returns {Promise<any[]>}
   */
  async notes(lead) {
    return (await this.#control('GET', `leads/${lead}/notes`)).data;
  }

  /**
   * @param {string} lead its id
   * @returns {Promise<any[]>} also those that are done
   */
  async tasks(lead) {
    return (await this.#control('GET', `leads/${lead}/tasks`)).data;
  }

  /**
   * @param {string} lead its id
   * @returns {Promise<any[]>}
   */
  async opportunities(lead) {
    return (await this.#control('GET', `leads/${lead}/opportunities`)).data;
  }

  /**
   * Changes what is below a lead behind everyone's back.
   * @param {'notes' | 'tasks' | 'opportunities'} kind
   * @param {string} id
   * @param {object} fields a merge patch
   */
  changeChild(kind, id, fields) {
    return this.#control('PUT', `${kind}/${id}`, fields);
  }

  /**
   * Makes one request of the API as another program would.
   * @param {string} method
   * @param {string} path below /api/v1
   * @param {object} [body]
   * @param {string} [key] the name of one of the seed's keys
   */
  async api(method, path, body, key = 'admin') {
    const secret = (await this.seed()).keys[key];
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${secret}:`)}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox: ${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  /**
   * A lead as the API shows it.
   * @param {string} id
   */
  lead(id) {
    return this.#control('GET', `leads/${id}`);
  }

  /**
   * Changes a lead behind everyone's back, as a colleague would.
   * @param {string} id
   * @param {object} fields a merge patch
   * @param {string} [as] the id of the user who does it; the colleague of the seed unless given
   */
  changeLead(id, fields, as = '') {
    return this.#control('PUT', `leads/${id}?as=${as}`, fields);
  }

  /**
   * The same for a contact.
   * @param {string} id
   * @param {object} fields a merge patch
   * @param {string} [as]
   */
  changeContact(id, fields, as = '') {
    return this.#control('PUT', `contacts/${id}?as=${as}`, fields);
  }

  /**
   * Makes requests go wrong: what can be said is the sandbox's type Fault.
   * @param {object} fault or several, in the order in which they are tried
   */
  fault(fault) {
    return this.#control('POST', 'faults', fault);
  }

  /** Takes the faults away that have met no request yet. What is held stays held. */
  clearFaults() {
    return this.#control('DELETE', 'faults');
  }

  /**
   * The requests that are held, as soon as there are as many as `count`.
   * @param {number} [count]
   * @param {number} [ms] after which to give up
   * @returns {Promise<Held[]>}
   */
  async held(count = 1, ms = PATIENCE) {
    return (await this.#control('GET', `faults/held?count=${count}`, undefined, AbortSignal.timeout(ms))).held;
  }

  /**
   * Lets held requests go, and waits until they have been dealt with: all, or those of
   * the faults of a name. With `drop` their connections are closed in place of that.
   * @param {{name?: string, drop?: boolean}} [which]
   * @returns {Promise<Held[]>} the released ones
   */
  async release(which = {}) {
    return (await this.#control('POST', 'faults/release', which)).released;
  }

  /** @param {string} name of one of the seed's keys */
  revoke(name) {
    return this.#control('POST', `keys/${name}/revoke`);
  }

  /** @param {string} name of a key that was revoked */
  restore(name) {
    return this.#control('POST', `keys/${name}/restore`);
  }

  /** @param {object} options those to change */
  options(options) {
    return this.#control('PUT', 'options', options);
  }

  /** @returns {Promise<OAuth>} */
  oauth() {
    return this.#control('GET', 'oauth');
  }

  /**
   * Registers another redirect for the OAuth client, or sets for how many seconds the
   * next access tokens are good.
   * @param {{redirect_uri?: string, access_ttl?: number}} changes
   * @returns {Promise<OAuth>}
   */
  setOAuth(changes) {
    return this.#control('PUT', 'oauth', changes);
  }

  /**
   * Ends every access token. Refresh tokens stay good.
   * @returns {Promise<OAuth>}
   */
  expireTokens() {
    return this.#control('POST', 'oauth/expire');
  }

  /**
   * Ends every code and token, as when the user removes the app at Close.
   * @returns {Promise<OAuth>}
   */
  killTokens() {
    return this.#control('POST', 'oauth/kill');
  }

  /**
   * Answers the consent page without a browser and returns the address to go on to.
   * @param {string} page the address of the consent page, with its query
   * @param {{organization?: string, decision?: 'allow' | 'deny'}} [answer] the id of an organization, or the first one
   */
  async consent(page, { organization, decision = 'allow' } = {}) {
    const shown = await (await fetch(page)).text();
    const value = (/** @type {string} */ name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(shown)?.[1] ?? '';
    const response = await fetch(new URL('/oauth2/authorize/', page), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        consent: value('consent'),
        organization_id: organization ?? value('organization_id'),
        decision,
      }),
    });
    const next = response.headers.get('location');
    if (!next) throw new Error(`sandbox: the consent page answered ${response.status}`);
    return next;
  }
}
