import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * The extension built to talk to one origin and nothing else, for both browsers,
 * by the same script that builds what ships.
 */
export class Build {
  #folder;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
    this.chrome = path.join(folder, 'chrome');
    this.firefox = path.join(folder, 'firefox');
  }

  /**
   * @param {string} origin of the sandbox that stands in for Close
   * @param {string} [broker] the origin of the token broker; a build without one unless told
   */
  static async for(origin, broker = '') {
    const wasm = process.env.LEADPATCH_WASM;
    if (!wasm) throw new Error('LEADPATCH_WASM is not set: run the tests by ./build.sh test');
    const folder = await mkdtemp(path.join(tmpdir(), 'leadpatch-build-'));
    const flags = ['--api', `${origin}/`, '--app', `${origin}/`, '--out', folder, '--wasm', wasm];
    if (broker !== '') flags.push('--broker', broker);
    await promisify(execFile)(path.join(root, 'build.sh'), ['build', ...flags]);
    return new Build(folder);
  }

  remove() {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
