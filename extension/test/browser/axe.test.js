import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { axeInBothThemes } from '../harness/axe.js';
import { browserTests } from '../harness/world.js';
import { states } from './states.js';

const inChromium = browserTests({ broker: true });
const folder = path.resolve(import.meta.dirname, '../../../dist/screenshots');

test(
  'axe-core finds nothing in any state of the panel, light or dark',
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
      await leave(panel);
      // What a state left waiting for Close ends here.
      if (world.chromium.workerRuns) await world.chromium.stopWorker();
    }
    assert.deepEqual(found, []);
  }),
);

/**
 * Reaches a state; once more where that fails. Whether a state can be reached is for other
 * tests to say. This one goes through all of them, in one browser, and would otherwise end
 * without a word about those that follow.
 * @param {import('../harness/world.js').World} world
 * @param {string} name
 * @param {import('./reach.js').Reach} reach
 */
async function reachAgain(world, name, reach) {
  await world.sandbox.reset();
  try {
    return await reach(world);
  } catch (error) {
    console.error(`the state “${name}” was not reached at first:`, error);
    await world.chromium.explain(folder);
  }
  for (const page of await world.chromium.browser.pages()) {
    if (page.url().startsWith(world.chromium.url(''))) await leave({ page });
  }
  await world.sandbox.reset();
  return reach(world).catch((error) => {
    throw new Error(`the state “${name}” was not reached: ${error.message}`, { cause: error });
  });
}

/**
 * Forgets the edits of a state and what waits of it, so that the next one begins
 * without, and closes it.
 * @param {{ page: import('puppeteer-core').Page }} panel
 */
async function leave({ page }) {
  await page.evaluate(async () => {
    const { clear } = await import(chrome.runtime.getURL('store.js'));
    await Promise.all([clear('drafts'), clear('journal')]);
  });
  await page.close();
}
