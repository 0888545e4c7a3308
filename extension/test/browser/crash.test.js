import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { startBroker } from '../harness/broker.js';
import { Build } from '../harness/build.js';
import { Chromium } from '../harness/chromium.js';
import { consent } from '../harness/consent.js';
import { Cells, FAULTS, IN_FLIGHT } from '../harness/crash-cell.js';
import { Crashing } from '../harness/crash.js';
import { Panel } from '../harness/panel.js';
import { Sandbox } from '../harness/sandbox.js';
import { readSeed } from '../harness/world.js';

/** So many browsers work on the columns. */
const LANES = 2;

/** @typedef {{ point: string, fault: string, signedIn: boolean, wrong: string[] }} Cell */

/**
 * Runs in a Chromium of its own, signed in by Close's own page, with a sandbox of its own.
 * @template T
 * @param {(cells: Cells) => Promise<T>} run
 */
async function inLane(run) {
  const sandbox = await Sandbox.start();
  const broker = await startBroker({ sandbox });
  const build = await Build.for(sandbox.origin, broker.origin);
  const seed = readSeed(await sandbox.seed());
  await sandbox.options({ rate: 1_000_000 });
  // The clock is put ahead by hours, and no token is to end by that.
  await sandbox.setOAuth({ access_ttl: 10_000_000 });
  const chromium = await Chromium.launch(build.chrome);
  try {
    const signIn = async () => {
      const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
      await consent(chromium.browser, () => panel.signInWithClose());
      await panel.ready();
      await panel.page.close();
    };
    await signIn();
    const result = await run(new Cells({ sandbox, seed }, await Crashing.in(chromium), signIn));
    await chromium.finish();
    return result;
  } catch (error) {
    await chromium.close();
    throw error;
  } finally {
    await build.remove();
    await broker.stop();
    await sandbox.stop();
  }
}

/**
 * Finds the points that an apply passes when something goes wrong, and stops the worker
 * at each of them in turn.
 * @param {Cells} cells
 * @param {string} name of the fault
 * @returns {Promise<Cell[]>}
 */
async function column(cells, name) {
  const fault = FAULTS[name];
  const whole = await cells.run('', fault);
  assert.equal(whole.stopped, false);
  /** @type {Cell[]} */
  const done = [{ ...whole, point: 'nowhere', fault: name }];
  for (const point of [...whole.points, IN_FLIGHT]) {
    const { stopped, signedIn, wrong } = await cells.run(point, fault);
    done.push({ point, fault: name, signedIn, wrong: stopped ? wrong : [...wrong, 'the worker was not stopped there'] });
  }
  return done;
}

/**
 * Draws the points down, the faults across, and a sign for each cell.
 * @param {Cell[]} cells
 */
function draw(cells) {
  const faults = Object.keys(FAULTS);
  const letter = (/** @type {string} */ fault) => String.fromCharCode(65 + faults.indexOf(fault));
  // The longest path first: the others are mostly parts of it.
  const columns = faults.map((fault) => cells.filter((cell) => cell.fault === fault)).sort((a, b) => b.length - a.length);
  const points = [...new Set(columns.flat().map(({ point }) => point))];
  const width = Math.max(...points.map((point) => point.length));
  /** @type {(point: string, fault: string) => string} */
  const sign = (point, fault) => {
    const cell = cells.find((each) => each.point === point && each.fault === fault);
    if (cell === undefined) return '·';
    if (cell.wrong.length > 0) return '✗';
    return cell.signedIn ? 's' : '✓';
  };
  const bad = cells.filter(({ wrong }) => wrong.length > 0);
  return [
    `${'the worker is stopped'.padEnd(width)}  ${faults.map(letter).join(' ')}`,
    ...points.map((point) => `${point.padEnd(width)}  ${faults.map((fault) => sign(point, fault)).join(' ')}`),
    '',
    ...faults.map((fault) => `${letter(fault)}  ${fault}`),
    '',
    `${cells.length} cells at ${points.length} points with ${faults.length} faults: ${cells.length - bad.length} ✓, ${bad.length} ✗`,
    'where · is, that way does not lead; at s, the user had to sign in again',
    ...bad.map(({ point, fault, wrong }) => `✗ ${point}, ${fault}: ${wrong.join('; ')}`),
  ].join('\n');
}

test('wherever the worker is stopped and whatever the network does, each request is carried out once', async () => {
  const left = Object.keys(FAULTS);
  /** @type {Cell[]} */
  const done = [];
  await Promise.all(Array.from({ length: LANES }, () => inLane(async (cells) => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) done.push(...await column(cells, name));
  })));
  const drawn = draw(done);
  console.log(drawn);
  if (process.env.LEADPATCH_CRASH_TABLE) await writeFile(process.env.LEADPATCH_CRASH_TABLE, `${drawn}\n`);
  assert.ok(new Set(done.map(({ point }) => point)).size > 12, 'there are too few points');
  assert.deepEqual(done.filter(({ wrong }) => wrong.length > 0), []);
  // Close has given new tokens out and ended the old ones, and nobody has stored them.
  const lost = ['after POST token', 'before store the tokens'];
  assert.deepEqual(done.filter(({ signedIn, point }) => signedIn && !lost.includes(point)), [], 'a sign-in was lost');
});
