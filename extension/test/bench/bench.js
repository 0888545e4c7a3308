// Measures the extension: its size, how long a change takes from the page's message
// to the request at the server, cold and warm, beside a plain JavaScript extension
// that does the same, and the compiling of twenty edits. Prints one table.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Build } from '../harness/build.js';
import { Chromium } from '../harness/chromium.js';
import { Sandbox } from '../harness/sandbox.js';
import { readSeed, surfaces } from '../harness/world.js';
import { compileWithObjects } from './objects.js';

/** @import {Page} from 'puppeteer-core' */

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');
const rounds = { cold: 15, warm: 60 };

/** @typedef {{chromium: Chromium, page: Page, message: (value: string) => object}} Contender */

/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** @param {number} milliseconds */
const ms = (milliseconds) => `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;

const sandbox = await Sandbox.start();
const build = await Build.for(sandbox.origin);
const seed = readSeed(await sandbox.seed());
/** @type {string[][]} */
const rows = [];
try {
  const wasm = await readFile(path.join(build.chrome, 'app.wasm'));
  rows.push(['app.wasm, raw', `${wasm.length} bytes`, '', '']);
  rows.push(['app.wasm, gzip -9', `${gzipSync(wasm, { level: 9 }).length} bytes`, '', '']);

  const ours = await leadpatch();
  const theirs = await plain();
  for (const [name, stop] of /** @type {const} */ ([['cold', true], ['warm', false]])) {
    /** @type {number[][]} */
    const times = [[], []];
    // By turns, so that whatever else the machine does meets both.
    for (let n = 0; n < rounds[name]; n += 1) {
      for (const [i, contender] of [ours, theirs].entries()) times[i].push(await once(contender, stop, n));
    }
    const [a, b] = times.map(median);
    rows.push([`message to PUT, ${name}, median of ${rounds[name]}, beside a plain JavaScript extension`, ms(a), ms(b), (a / b).toFixed(1)]);
  }
  await ours.chromium.finish();
  await theirs.chromium.finish();

  const objects = compileWithObjects();
  for (const target of ['native', 'js/wasm']) {
    const { leadpatch: a, maps: b } = await compile(target);
    const what = `compile of 20 edits on a 100 KB lead, ${target}`;
    rows.push([`${what}, beside encoding/json with maps`, us(a.time), us(b.time), (a.time / b.time).toFixed(2)]);
    rows.push([`the same, allocations`, `${a.allocations}`, `${b.allocations}`, (a.allocations / b.allocations).toFixed(3)]);
    rows.push([`${what}, beside JavaScript objects`, us(a.time), us(objects), (a.time / objects).toFixed(2)]);
  }
  print();
} finally {
  await build.remove();
  await sandbox.stop();
}

/**
 * Sends one change and returns the milliseconds until its PUT arrived.
 * @param {Contender} contender
 * @param {boolean} cold whether the worker is stopped first
 * @param {number} n
 */
async function once({ chromium, page, message }, cold, n) {
  if (cold) await chromium.stopWorker();
  const known = (await sandbox.writes()).length;
  const reply = await page.evaluate(async (what) => {
    const sent = performance.timeOrigin + performance.now();
    const answer = await chrome.runtime.sendMessage(what);
    return { sent, error: answer.error ?? (answer.status >= 400 ? answer.body : '') };
  }, message(`${cold ? 'Cold' : 'Warm'} change ${n}.`));
  if (reply.error) throw new Error(reply.error);
  const put = (await sandbox.writes())[known];
  return Date.parse(put.time) + fraction(put.time) - reply.sent;
}

/**
 * The part of a time below a millisecond, which Date does not keep.
 * @param {string} time
 */
function fraction(time) {
  const digits = /\.\d{3}(\d+)/.exec(time)?.[1] ?? '0';
  return Number(`0.${digits}`);
}

/** @param {number} nanoseconds */
function us(nanoseconds) {
  return `${(nanoseconds / 1000).toFixed(0)} µs`;
}

/** @returns {Promise<Contender>} */
async function leadpatch() {
  const chromium = await Chromium.launch(build.chrome);
  const panel = await surfaces(chromium, sandbox, seed).panelInTab();
  await sandbox.options({ rate: 1_000_000 });
  return {
    chromium,
    page: panel.page,
    message: (value) => ({
      method: 'POST',
      path: `/leads/${seed.lead}/apply`,
      body: JSON.stringify({ edits: [{ field: 'description', op: 'set', value }] }),
    }),
  };
}

/** @returns {Promise<Contender>} */
async function plain() {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadpatch-plain-'));
  await cp(path.join(import.meta.dirname, 'plain'), folder, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: 'Plain',
    version: '1',
    background: { service_worker: 'background.js', type: 'module' },
    host_permissions: [`${sandbox.origin}/*`],
  };
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  const chromium = await Chromium.launch(folder);
  const page = await chromium.open(chromium.url('page.html'));
  await rm(folder, { recursive: true });
  const url = `${sandbox.origin}/api/v1/lead/${seed.lead}/`;
  return { chromium, page, message: (value) => ({ url, key: seed.key, field: 'description', value: `Plain: ${value}` }) };
}

/**
 * Runs the compiler's Go benchmark: one compile by the compiler and one by maps of
 * encoding/json, in nanoseconds and allocations.
 * @param {string} target
 */
async function compile(target) {
  const args = ['test', './wasm/patch', '-run', '^$', '-bench', '^BenchmarkCompile20$', '-count', '3'];
  const goroot = (await run('go', ['env', 'GOROOT'])).stdout.trim();
  const js = { GOOS: 'js', GOARCH: 'wasm', PATH: `${process.env.PATH}:${goroot}/lib/wasm` };
  const { stdout } = await run('go', args, { cwd: root, env: { ...process.env, ...(target === 'native' ? {} : js) } });
  /** @param {string} name */
  const of = (name) => {
    const line = new RegExp(`Compile20/${name}\\S*\\s+\\d+\\s+([\\d.]+) ns/op.*?(\\d+) allocs/op`, 'g');
    const found = [...stdout.matchAll(line)];
    return { time: median(found.map((one) => Number(one[1]))), allocations: median(found.map((one) => Number(one[2]))) };
  };
  return { leadpatch: of('leadpatch'), maps: of('encoding-json-maps') };
}

function print() {
  const [cpu] = cpus();
  console.log(`\n${cpu.model}, ${cpus().length} cores\n`);
  console.log('| | Leadpatch | the other | ratio |\n| --- | ---: | ---: | ---: |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
