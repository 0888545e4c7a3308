import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { axeInBothThemes } from '../harness/axe.js';
import { browserTests } from '../harness/world.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

const folder = path.resolve(import.meta.dirname, '../../../dist/screenshots');

/**
 * Defines the test that goes through states of the panel in one browser, has axe-core
 * look at each, light and dark, and saves a picture of both.
 * @param {string} what the states are of
 * @param {Record<string, Reach>} states by name
 * @param {{ broker?: boolean }} [options]
 */
export function visit(what, states, options) {
  const inChromium = browserTests(options);
  test(
    `axe-core finds nothing in any state of ${what}, light or dark`,
    inChromium(async (world) => {
      await mkdir(folder, { recursive: true });
      await world.signIn();
      /** @type {string[]} */
      const found = [];
      for (const [name, reach] of Object.entries(states)) {
        const panel = await reachAgain(world, name, reach);
        const { page } = panel;
        found.push(...await axeInBothThemes(page, name, async (theme) => {
          const file = `${name.replaceAll(' ', '-')}-${theme}.png`;
          await page.screenshot({ path: /** @type {`${string}.png`} */ (path.join(folder, file)) });
        }));
        await page.close();
      }
      assert.deepEqual(found, []);
    }),
  );
}

/**
 * Reaches a state; once more where that fails. Whether a state can be reached is for other
 * tests to say. This one goes through all of them, in one browser, and would otherwise end
 * without a word about those that follow.
 * @param {World} world
 * @param {string} name
 * @param {Reach} reach
 */
async function reachAgain(world, name, reach) {
  const begin = async () => {
    await forget(world);
    await world.sandbox.reset();
    return reach(world);
  };
  try {
    return await begin();
  } catch (error) {
    console.error(`the state “${name}” was not reached at first:`, error);
    await world.chromium.explain(folder);
  }
  for (const page of await world.chromium.browser.pages()) {
    if (page.url().startsWith(world.chromium.url(''))) await page.close();
  }
  return begin().catch((error) => {
    throw new Error(`the state “${name}” was not reached: ${error.message}`, { cause: error });
  });
}

/**
 * Forgets the edits of the state before, and what waits of it. The background is stopped
 * first, and nothing of ours runs in the meantime: it would write down again what it is about,
 * and go on with it in the state to come.
 * @param {World} world
 */
async function forget({ chromium }) {
  if (chromium.workerRuns) await chromium.stopWorker();
  const page = await chromium.open(chromium.url('manifest.json'));
  await page.evaluate(async () => {
    const { clear } = await import(chrome.runtime.getURL('browser/store.js'));
    await Promise.all([clear('drafts'), clear('journal'), chrome.alarms.clearAll()]);
    localStorage.clear();
  });
  await page.close();
}
