import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * One request in the sandbox's journal, with its exact body.
 * @typedef {{n: number, time: string, method: string, path: string, query: string, key_name: string, body: string, status: number}} Entry
 */

/**
 * A running sandbox: a local Close, with what only tests may do to it.
 * The program is the one that LEADPATCH_SANDBOX names; ./build.sh builds it.
 */
export class Sandbox {
  #process;

  /**
   * @param {import('node:child_process').ChildProcess} process
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
   */
  async #control(method, path, body) {
    const response = await fetch(`${this.origin}/_sandbox/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox: ${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** What the sandbox starts with: keys, users, fields, leads. */
  seed() {
    return this.#control('GET', 'seed');
  }

  /** Puts everything back as it was at the start, and empties the journal. */
  reset() {
    return this.#control('POST', 'reset');
  }

  /**
   * Every API request since the last reset, oldest first.
   * @returns {Promise<Entry[]>}
   */
  async journal() {
    return (await this.#control('GET', 'journal')).entries;
  }

  /** The requests that changed something or tried to. */
  async writes() {
    return (await this.journal()).filter((entry) => entry.method !== 'GET');
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
   */
  changeLead(id, fields) {
    return this.#control('PUT', `leads/${id}`, fields);
  }

  /**
   * Makes requests go wrong: what can be said is the sandbox's type Fault.
   * @param {object} fault
   */
  fault(fault) {
    return this.#control('POST', 'faults', fault);
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
}
