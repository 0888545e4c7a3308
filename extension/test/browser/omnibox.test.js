import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { browserTests } from '../harness/world.js';

/** @import {World} from '../harness/world.js' */

/** @typedef {{content: string, description: string}} Suggestion */

const inChromium = browserTests();

/**
 * Types after the keyword, by the event that the browser itself would send: the address
 * bar is out of a test's reach.
 * @param {World} world
 * @param {string} text
 * @returns {Promise<Suggestion[]>}
 */
async function suggested({ chromium }, text) {
  const worker = await chromium.worker();
  return worker.evaluate((words) => new Promise((resolve) => {
    /** @type {any} */ (chrome.omnibox.onInputChanged).dispatch(words, resolve);
  }), text);
}

/**
 * @param {World} world
 * @param {string} content
 * @param {string} [disposition]
 */
async function enter({ chromium }, content, disposition = 'currentTab') {
  const worker = await chromium.worker();
  await worker.evaluate((words, where) => {
    /** @type {any} */ (chrome.omnibox.onInputEntered).dispatch(words, where);
  }, content, disposition);
}

/**
 * Signs in, and stores a recipe that writes the description.
 * @param {World} world
 * @returns {Promise<string>} its id
 */
async function withRecipe({ panelInTab }) {
  const panel = await panelInTab();
  const { status, body } = await panel.ask('PUT', '/recipes/new', {
    id: '', name: 'Make <widgets> & more', steps: [{ do: 'set', field: 'description', value: 'Widgets. {{selection}}' }],
  });
  assert.equal(status, 200, JSON.stringify(body));
  await panel.page.close();
  return body.stored;
}

test(
  'leads and recipes are suggested, and a lead opens where the user wants it',
  inChromium(async (world) => {
    const { seed, chromium, leadPage } = world;
    const recipe = await withRecipe(world);
    const page = await leadPage(seed.leadNamed('Many Lines Ltd'));
    const [acme] = await suggested(world, 'acm');
    assert.equal(acme?.content, `Acme GmbH ${seed.lead}`);
    const [make] = await suggested(world, 'make');
    assert.equal(make?.content, `Make <widgets> & more recipe:${recipe}`);
    assert.match(make?.description ?? '', /Make &lt;widgets&gt; &amp; more/);
    const found = await suggested(world, 'empty shell');
    assert.equal(found[0]?.content, `Empty Shell Ltd ${seed.leadNamed('Empty Shell Ltd')}`);

    await enter(world, acme?.content ?? '');
    await page.waitForFunction((lead) => location.pathname === `/lead/${lead}/`, {}, seed.lead);
    const opened = chromium.target((target) => target.url().includes(seed.leadNamed('Empty Shell Ltd')));
    await enter(world, 'empty shell', 'newForegroundTab');
    await opened;
  }),
);

test(
  'a recipe runs on the lead of the page in front, and the page says so',
  inChromium(async (world) => {
    const { sandbox, seed, leadPage } = world;
    const recipe = await withRecipe(world);
    const page = await leadPage();
    await page.evaluate(() => {
      const words = document.createElement('p');
      words.textContent = 'And gadgets.';
      document.body.append(words);
      getSelection()?.selectAllChildren(words);
    });
    await enter(world, `Make recipe:${recipe}`);
    await noticeIn(page, /is done for Acme GmbH/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Widgets. And gadgets.');
  }),
);

test(
  'part of a recipe’s name runs nothing',
  inChromium(async (world) => {
    const { sandbox, leadPage } = world;
    await withRecipe(world);
    const page = await leadPage();
    await enter(world, 'make <widgets>');
    await noticeIn(page, /No lead and no recipe is called/);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'someone who is signed out is told so, and Close is not asked',
  inChromium(async (world) => {
    const { sandbox, chromium, leadPage } = world;
    const page = await leadPage();
    assert.deepEqual(await suggested(world, 'acme'), []);
    await enter(world, 'acme');
    await noticeIn(page, /signed out/i);
    assert.equal(await chromium.badge(), '!');
    assert.deepEqual(await sandbox.journal(), []);
  }),
);
