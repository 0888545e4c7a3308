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
      await world.sandbox.reset();
      const panel = await reach(world).catch((error) => {
        throw new Error(`the state “${name}” was not reached: ${error.message}`, { cause: error });
      });
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
 * Forgets the edits of a state and what waits of it, so that the next one begins
 * without, and closes it.
 * @param {import('../harness/panel.js').Panel} panel
 */
async function leave({ page }) {
  await page.evaluate(async () => {
    const { clear } = await import(chrome.runtime.getURL('store.js'));
    await Promise.all([clear('drafts'), clear('journal')]);
  });
  await page.close();
}
