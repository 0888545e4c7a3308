// The demo: a lead changed through the extension, in Chromium, on a local sandbox in
// place of Close. With --headless it does the job itself and shows what happened;
// otherwise it opens a window, signed in, and leaves it to you.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Build } from '../harness/build.js';
import { Chromium } from '../harness/chromium.js';
import { Panel } from '../harness/panel.js';
import { Sandbox } from '../harness/sandbox.js';
import { readSeed } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Seed} from '../harness/world.js' */

const headless = process.argv.includes('--headless');
const folder = path.resolve(import.meta.dirname, '../../../dist/demo');

/** What has been started, in the order in which it has to end. @type {(() => Promise<unknown>)[]} */
const running = [];
let ending = false;

/** Ends everything, once, whoever asks. @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const stop of running.reverse()) await stop().catch((error) => console.error(error.message));
  process.exit(code);
}

process.on('SIGINT', () => void end(130));
process.on('SIGTERM', () => void end(143));

try {
  await demo();
  await end(0);
} catch (error) {
  // Whatever was under way when somebody ended the demo fails, and nobody cares.
  if (!ending) console.error(error);
  await end(1);
}

async function demo() {
  const sandbox = await Sandbox.start();
  running.push(() => sandbox.stop());
  const seed = readSeed(await sandbox.seed());
  const build = await Build.for(sandbox.origin);
  running.push(() => build.remove());
  const chromium = await Chromium.launch(build.chrome, { headless });
  running.push(() => chromium.close());

  const page = await chromium.open(`${sandbox.origin}/lead/${seed.lead}/`);
  for (const other of await chromium.browser.pages()) if (other !== page) await other.close();
  const panel = new Panel(await chromium.openPopup(page));
  // The key of the sandbox goes the way that a user's key goes: through the form.
  await panel.signIn(seed.key);
  if (headless) await change(sandbox, seed, page, panel);
  else await leaveToUser(chromium, sandbox, seed);
}

/**
 * @param {Sandbox} sandbox
 * @param {Seed} seed
 * @param {Page} page
 * @param {Panel} panel
 */
async function change(sandbox, seed, page, panel) {
  await mkdir(folder, { recursive: true });
  /** @param {Page} of @param {string} name */
  const picture = (of, name) =>
    of.screenshot({ path: /** @type {`${string}.png`} */ (path.join(folder, `${name}.png`)) });

  const before = await sandbox.lead(seed.lead);
  print('The lead before', seed, before);
  await picture(panel.page, '1-panel');

  await panel.fill('description', 'Makes widgets and gadgets.');
  await panel.pick(seed.field('Industry'), 'Manufacturing');
  await panel.fill(seed.field('Employees'), '265');
  await picture(panel.page, '2-edited');
  await panel.review();
  await picture(panel.page, '3-review');
  await panel.apply();
  const said = await panel.says(/^3 changes saved/);
  await picture(panel.page, '4-applied');

  const writes = await sandbox.writes();
  if (writes.length !== 1) throw new Error(`the sandbox received ${writes.length} writes instead of one`);
  const [put] = writes;
  console.log(`\nThe request\n\n  ${put.method} ${put.path}\n  ${put.body}\n\nThe panel says: ${said}\n`);
  print('The lead after', seed, await sandbox.lead(seed.lead), before);
  await page.bringToFront();
  await page.reload({ waitUntil: 'networkidle0' });
  await picture(page, '5-page');
  console.log(`\nScreenshots are in ${path.relative(process.cwd(), folder) || '.'}`);
}

/**
 * Prints a lead field by field, and a star at each that is not as it was.
 * @param {string} title
 * @param {Seed} seed
 * @param {Record<string, unknown>} lead
 * @param {Record<string, unknown>} [before]
 */
function print(title, seed, lead, before = lead) {
  const standard = ['name', 'status_label', 'description', 'url', 'addresses'].map((key) => ({ key, name: key }));
  console.log(`${title}\n`);
  for (const { key, name } of [...standard, ...seed.raw.fields]) {
    const text = JSON.stringify(lead[key]) ?? '';
    const changed = text !== (JSON.stringify(before[key]) ?? '');
    console.log(`${changed ? '*' : ' '} ${String(name).padEnd(26)} ${text}`);
  }
}

/**
 * @param {Chromium} chromium
 * @param {Sandbox} sandbox
 * @param {Seed} seed
 */
async function leaveToUser(chromium, sandbox, seed) {
  console.log(`Chromium shows ${sandbox.origin}/lead/${seed.lead}/ with Leadpatch in the toolbar, signed in.`);
  console.log('Everything is invented and forgotten afterwards. Close the window or press Ctrl-C to end.');
  await new Promise((resolve) => {
    chromium.browser.once('disconnected', resolve);
  });
}
