import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { runInBrowser } from '../harness/program.js';

// The patch compiler must send the same bytes wherever it runs. Its corpus and its
// random cases run natively and in both browsers, and have to print the same.

const root = path.resolve(import.meta.dirname, '../../..');
const tests = '^TestCorpus$|^TestProperties$';
const cases = ['-cases', '1500'];
const run = promisify(execFile);

/** @type {string} */
let folder;
/** @type {{wasm: string, wasmExec: string, args: string[]}} */
let program;
/** @type {string[]} What the native run printed. */
let native;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadpatch-corpus-'));
  const wasm = path.join(folder, 'patch.wasm');
  const js = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };
  await run('go', ['test', '-c', '-o', wasm, './wasm/patch'], { cwd: root, env: js });
  const { stdout: goroot } = await run('go', ['env', 'GOROOT'], { cwd: root });
  program = { wasm, wasmExec: path.join(goroot.trim(), 'lib/wasm/wasm_exec.js'), args: ['-test.v', '-test.run', tests, ...cases] };
  const { stdout } = await run('go', ['test', '-v', '-count=1', '-run', tests, './wasm/patch', ...cases], { cwd: root, maxBuffer: 1 << 26 });
  native = printed(stdout);
});

after(() => rm(folder, { recursive: true, force: true }));

/**
 * What a run says of itself: which cases passed or were passed over, how many there
 * were, and the sum of all the bytes that were emitted.
 * @param {string} text
 */
function printed(text) {
  const results = text.match(/^ *--- (PASS|SKIP|FAIL): \S+/gm) ?? [];
  const sums = text.match(/(corpus: \d+ cases|properties: \d+ cases, emitted [0-9a-f]{64})/g) ?? [];
  return [...results.map((line) => line.trim()).sort(), ...sums.sort()];
}

for (const browser of /** @type {const} */ (['chrome', 'firefox'])) {
  test(`the patch compiler does in ${browser} what it does natively`, async () => {
    const { code, text } = await runInBrowser(browser, program);
    assert.equal(code, 0, text.slice(-4000));
    const here = printed(text);
    assert.deepEqual(here, native);
    assert.equal(here.filter((line) => /^(corpus|properties): [1-9]\d{2,}/.test(line)).length, 2, 'the run was empty');
  });
}
