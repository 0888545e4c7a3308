import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();

/**
 * Signs in, changes texts of the demo lead one after the other, and leaves no panel open.
 * @param {World} world
 * @param {string[]} texts
 */
async function change({ panelInTab }, ...texts) {
  const panel = await panelInTab();
  for (const text of texts) {
    await panel.fill('description', text);
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
  }
  await panel.page.close();
}

/** @param {World} world */
const description = async ({ sandbox, seed }) => (await sandbox.lead(seed.lead)).description;

test(
  'the browser knows every shortcut, and suggests a key for the first of them',
  inChromium(async ({ chromium }) => {
    const worker = await chromium.worker();
    const commands = await worker.evaluate(() => chrome.commands.getAll());
    assert.deepEqual(Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut])), {
      '_execute_action': 'Alt+Shift+L',
      'run-recipe-1': 'Alt+Shift+1',
      'run-recipe-2': 'Alt+Shift+2',
      'run-recipe-3': '',
      'run-recipe-4': '',
      'undo-last': 'Alt+Shift+U',
      'open-side-panel': '',
    });
  }),
);

test(
  'undo takes the last change back, and with the next press the one before',
  inChromium(async (world) => {
    const { chromium, leadPage } = world;
    await change(world, 'One.', 'Two.');
    const page = await leadPage();
    await chromium.press(page, 'undo-last');
    await noticeIn(page, /Undone: Description of Acme GmbH is as before/);
    assert.equal(await description(world), 'One.');
    assert.equal(await chromium.badge(), '✓');
    await chromium.press(page, 'undo-last');
    await until(async () => await description(world) === 'Makes widgets.', 'the second undo');
    await until(async () => await chromium.badge() === '✓', 'the outcome of the second undo');
    await chromium.press(page, 'undo-last');
    await noticeIn(page, /nothing of the last 24 hours to undo/);
    assert.equal((await world.sandbox.writes()).length, 4);
  }),
);

test(
  'undo over the page of another lead leaves the change alone',
  inChromium(async (world) => {
    const { seed, chromium, leadPage } = world;
    await change(world, 'Stays.');
    const page = await leadPage(seed.leadNamed('Many Lines Ltd'));
    await chromium.press(page, 'undo-last');
    await noticeIn(page, /nothing of the last 24 hours to undo/);
    assert.equal(await description(world), 'Stays.');
  }),
);

test(
  'someone who is signed out is told how to sign in',
  inChromium(async ({ sandbox, chromium, leadPage, panelInTab }) => {
    const panel = await panelInTab();
    await panel.fill('description', 'One.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    await panel.signOutOf('Held-out Inc');
    await panel.page.waitForSelector('input#sign-in');
    await panel.page.close();
    const writes = (await sandbox.writes()).length;
    const page = await leadPage();
    await chromium.press(page, 'undo-last');
    await noticeIn(page, /signed out/i);
    assert.equal((await sandbox.writes()).length, writes);
  }),
);

for (const slot of [1, 2, 3, 4]) {
  test(
    `shortcut ${slot} runs its recipe on the lead of the page, with what is selected there`,
    inChromium(async (world) => {
      const { sandbox, seed, chromium, panelInTab, leadPage } = world;
      const panel = await panelInTab();
      for (const other of [1, 2, 3, 4]) {
        const steps = [{ do: 'set', field: 'description', value: `${other}: {{selection}}` }];
        const stored = await panel.ask('PUT', '/recipes/new', { id: '', name: `Recipe ${other}`, slot: other, steps });
        assert.equal(stored.status, 200, JSON.stringify(stored.body));
      }
      await panel.page.close();
      const page = await leadPage();
      await page.evaluate(() => {
        const words = document.createElement('p');
        words.textContent = 'Picked out.';
        document.body.append(words);
        getSelection()?.selectAllChildren(words);
      });
      await chromium.press(page, `run-recipe-${slot}`);
      await noticeIn(page, new RegExp(`“Recipe ${slot}” is done for Acme GmbH`));
      assert.equal(await description(world), `${slot}: Picked out.`);
      assert.deepEqual((await sandbox.writes()).map(({ method, path }) => `${method} ${path}`), [`PUT /api/v1/lead/${seed.lead}/`]);
    }),
  );
}

test(
  'a shortcut without a recipe says so, and changes nothing',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await chromium.press(page, 'run-recipe-3');
    await until(async () => await chromium.badge() === '!', 'the outcome');
    assert.deepEqual(await sandbox.writes(), []);
  }),
);
