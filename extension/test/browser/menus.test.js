import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {MenuItem} from '../../api' */
/** @import {Chromium} from '../harness/chromium.js' */

const inChromium = browserTests();

/**
 * Puts a paragraph on a page and selects it, as a reader does with the mouse.
 * @param {Page} page
 * @param {string} text
 * @param {string} [tag]
 */
async function select(page, text, tag = 'p') {
  await page.evaluate((words, name) => {
    const paragraph = document.createElement(name);
    paragraph.textContent = words;
    document.body.append(paragraph);
    getSelection()?.selectAllChildren(paragraph);
  }, text, tag);
}

/**
 * Waits until the menus of the browser are as they should be. It tells by what the
 * background keeps of them, and asks the browser whether each entry is there: only one
 * that exists can be updated.
 * @param {Chromium} chromium
 * @param {(titles: Record<string, string>) => boolean} right
 */
async function menusAre(chromium, right) {
  const worker = await chromium.worker();
  /** @type {Record<string, string>} */
  let titles = {};
  await until(async () => {
    titles = await worker.evaluate(async () => {
      // To open what is not there yet would make it, as something else.
      const known = await indexedDB.databases();
      if (!known.some(({ name, version }) => name === 'leadpatch' && Number(version) >= 3)) return {};
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open('leadpatch');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const shown = await new Promise((resolve) => {
        const reading = database.transaction('kept').objectStore('kept').get('menus');
        reading.onsuccess = () => resolve(reading.result);
      });
      database.close();
      const items = /** @type {MenuItem[]} */ (shown?.menu.items ?? []);
      const there = await Promise.allSettled(items.map(({ id }) => chrome.contextMenus.update(id, {})));
      if (there.some(({ status }) => status === 'rejected')) return {};
      return Object.fromEntries(items.map(({ id, title }) => [id, title]));
    });
    return right(titles);
  }, 'the menus').catch((error) => {
    throw new Error(`${error.message}; they are ${JSON.stringify(titles)}`, { cause: error });
  });
}

test(
  'without a session there is one entry, and it opens the panel',
  inChromium(async ({ chromium, sandbox, leadPage }) => {
    await menusAre(chromium, (titles) => titles['sign-in'] === 'Sign in to Leadpatch…' && Object.keys(titles).length === 1);
    const page = await leadPage();
    const opened = chromium.target((target) => target.url().startsWith(chromium.url('panel/')));
    await chromium.clickMenu(page, { menuItemId: 'sign-in' });
    await opened;
    assert.deepEqual(await sandbox.journal(), []);
  }),
);

test(
  "the menus hold the user's own fields, and their first line names the lead of the page in front",
  inChromium(async ({ chromium, seed, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await page.bringToFront();
    await menusAre(chromium, (titles) => titles['selection/lead'] === 'Acme GmbH (Held-out Inc)'
      && titles[`selection/append:${seed.field('Background')}`] === 'Append to Background'
      && titles[`page/choose:status_id:${seed.status('Customer')}`] === 'Customer');
    // The Close app goes to another lead without loading a page.
    await page.evaluate((id) => history.pushState({}, '', `/lead/${id}/`), seed.foreignLead);
    await menusAre(chromium, (titles) => titles['selection/lead'] === 'The lead of this page');
    await page.evaluate((id) => history.pushState({}, '', `/lead/${id}/`), seed.lead);
    await menusAre(chromium, (titles) => titles['selection/lead']?.startsWith('Acme GmbH'));
    const elsewhere = await chromium.open('about:blank');
    await elsewhere.bringToFront();
    await menusAre(chromium, (titles) => titles['selection/lead'] === 'The lead of this page');
    await page.bringToFront();
    await menusAre(chromium, (titles) => titles['selection/lead']?.startsWith('Acme GmbH'));
  }),
);

test(
  'the menus stay right when the worker was stopped',
  inChromium(async ({ chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await menusAre(chromium, (titles) => titles['page/lead']?.startsWith('Acme GmbH'));
    await chromium.stopWorker();
    // Another tab in front starts it, and the menus are no longer that lead's.
    const elsewhere = await chromium.open('about:blank');
    await menusAre(chromium, (titles) => titles['page/lead'] === 'The lead of this page');
    await elsewhere.close();
    await chromium.clickMenu(page, { menuItemId: 'page/choose:none:x' });
    await noticeIn(page, /no such menu entry/);
    await menusAre(chromium, (titles) => 'selection/note' in titles);
  }),
);

const clicks = [
  {
    name: 'the selection replaces the description',
    item: 'selection/set:description',
    text: 'Pays late & <often>.',
    body: String.raw`{"description":"Pays late \u0026 \u003coften\u003e."}`,
    field: 'description',
    value: 'Pays late & <often>.',
    says: /Description of Acme GmbH is changed/,
  },
  {
    name: 'the selection is appended to the description',
    item: 'selection/append:description',
    text: 'Now in Hamburg too.',
    body: String.raw`{"description":"Makes widgets.\nNow in Hamburg too."}`,
    field: 'description',
    value: 'Makes widgets.\nNow in Hamburg too.',
    says: /The selected text is added to Description of Acme GmbH/,
  },
  {
    name: 'the selection becomes the URL',
    item: 'selection/set:url',
    text: 'acme-neu.example/start',
    body: '{"url":"https://acme-neu.example/start"}',
    field: 'url',
    value: 'https://acme-neu.example/start',
    says: /URL of Acme GmbH is changed/,
  },
  {
    name: 'a link becomes the URL',
    item: 'link/set:url',
    link: 'https://acme-link.example/a?b=c',
    body: '{"url":"https://acme-link.example/a?b=c"}',
    field: 'url',
    value: 'https://acme-link.example/a?b=c',
    says: /URL of Acme GmbH is changed/,
  },
];

for (const { name, item, text, link, body, field, value, says } of clicks) {
  test(
    name,
    inChromium(async ({ sandbox, seed, chromium, signIn, leadPage }) => {
      await signIn();
      // Deep in the lead, as people are when they find something to note.
      const page = await leadPage(seed.lead, 'activity/?tab=all#last');
      const before = await sandbox.lead(seed.lead);
      if (text) await select(page, text);
      await chromium.clickMenu(page, { menuItemId: item, selectionText: text, linkUrl: link });
      await noticeIn(page, says);
      assert.equal(await chromium.badge(), '✓');

      const writes = await sandbox.writes();
      assert.deepEqual(
        writes.map((write) => [write.method, write.path, write.body]),
        [['PUT', `/api/v1/lead/${seed.lead}/`, body]],
      );
      const after = await sandbox.lead(seed.lead);
      for (const key of Object.keys(before)) {
        if (['date_updated', 'updated_by', 'updated_by_name'].includes(key)) continue;
        assert.deepEqual(after[key], key === field ? value : before[key], `${key} is not as it should be`);
      }
    }),
  );
}

test(
  'what the lead already has is not sent again',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await select(page, 'Makes widgets.');
    await chromium.clickMenu(page, { menuItemId: 'selection/set:description', selectionText: 'Makes widgets.' });
    await noticeIn(page, /already has this/);
    assert.equal(await chromium.badge(), '=');
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'a selection with its line breaks is taken as it stands in the page',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await select(page, 'First line\nSecond line', 'pre');
    // The browser's own account of a selection leaves the line breaks out.
    await chromium.clickMenu(page, { menuItemId: 'selection/set:description', selectionText: 'First line Second line' });
    await noticeIn(page, /is changed/);
    const [put] = await sandbox.writes();
    assert.equal(put.body, String.raw`{"description":"First line\nSecond line"}`);
  }),
);

test(
  'a selection of megabytes and a link that runs a script are refused in words',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await select(page, 'x'.repeat(2_000_000));
    await chromium.clickMenu(page, { menuItemId: 'selection/append:description', selectionText: 'xxx' });
    await until(async () => (await chromium.badge()) === '!', 'the refusal');
    // To look for the notice among all of that would take longer than the rest.
    await page.evaluate(() => document.body.lastElementChild?.remove());
    await noticeIn(page, /too long/);
    await chromium.clickMenu(page, { menuItemId: 'link/set:url', linkUrl: 'javascript:alert(1)' });
    await noticeIn(page, /no address on the web/);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'someone who is signed out is told how to sign in',
  inChromium(async ({ sandbox, chromium, leadPage }) => {
    const page = await leadPage();
    await select(page, 'Anything');
    await chromium.clickMenu(page, { menuItemId: 'selection/set:description', selectionText: 'Anything' });
    await noticeIn(page, /You are signed out\. Click the Leadpatch button/);
    assert.equal(await chromium.badge(), '!');
    assert.deepEqual(await sandbox.journal(), []);
  }),
);

test(
  'where the lead is not known, the panel asks for it and goes on with what was clicked',
  inChromium(async ({ sandbox, seed, chromium, signIn }) => {
    await signIn();
    const page = await chromium.open(`${sandbox.origin}/leads/`);
    await select(page, 'Words worth keeping');
    const before = await sandbox.lead(seed.lead);
    const opened = chromium.target((target) => target.url().startsWith(chromium.url('panel/')));
    await chromium.clickMenu(page, { menuItemId: 'selection/append:description', selectionText: 'Words worth keeping' });
    const panel = new Panel(await (await opened).asPage());
    assert.ok(!panel.page.url().includes('Words'), 'the text stands in no address');
    await panel.page.waitForSelector('.menu-click ::-p-text(Words worth keeping)');
    await panel.click('Find a lead');
    await panel.page.type('#find-lead', 'acme g');
    await panel.page.locator('[role="option"] ::-p-text(Acme GmbH)').click();
    await panel.page.locator('#menu-click-go').click();
    await panel.says(/The selected text is added to Description of Acme GmbH/);
    assert.equal((await sandbox.lead(seed.lead)).description, `${before.description}\nWords worth keeping`);
    assert.equal(await panel.page.$('.menu-click'), null);
    assert.equal((await sandbox.writes()).filter(({ method }) => method === 'PUT').length, 1);
  }),
);
