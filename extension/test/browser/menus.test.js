import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

/**
 * Puts a paragraph on a page and selects it, as a reader does with the mouse.
 * @param {import('puppeteer-core').Page} page
 * @param {string} text
 */
async function select(page, text) {
  await page.evaluate((words) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = words;
    document.body.append(paragraph);
    getSelection()?.selectAllChildren(paragraph);
  }, text);
}

test(
  'every entry of the menu is there',
  inChromium(async ({ chromium }) => {
    const worker = await chromium.worker();
    await until(
      () =>
        worker.evaluate(async () => {
          const ids = ['description-replace', 'description-append', 'url-from-selection', 'url-from-link'];
          // Only an entry that exists can be updated.
          const tried = await Promise.allSettled(ids.map((id) => chrome.contextMenus.update(id, {})));
          return tried.every(({ status }) => status === 'fulfilled');
        }),
      'the four entries',
    );
  }),
);

const clicks = [
  {
    name: 'the selection replaces the description',
    item: 'description-replace',
    text: 'Pays late & <often>.',
    body: String.raw`{"description":"Pays late \u0026 \u003coften\u003e."}`,
    field: 'description',
    value: 'Pays late & <often>.',
    says: /The description of Acme GmbH is replaced/,
  },
  {
    name: 'the selection is appended to the description',
    item: 'description-append',
    text: 'Now in Hamburg too.',
    body: String.raw`{"description":"Makes widgets.\nNow in Hamburg too."}`,
    field: 'description',
    value: 'Makes widgets.\nNow in Hamburg too.',
    says: /The selected text is added to the description of Acme GmbH/,
  },
  {
    name: 'the selection becomes the URL',
    item: 'url-from-selection',
    text: 'acme-neu.example/start',
    body: '{"url":"https://acme-neu.example/start"}',
    field: 'url',
    value: 'https://acme-neu.example/start',
    says: /The URL of Acme GmbH is changed/,
  },
  {
    name: 'a link becomes the URL',
    item: 'url-from-link',
    link: 'https://acme-link.example/a?b=c',
    body: '{"url":"https://acme-link.example/a?b=c"}',
    field: 'url',
    value: 'https://acme-link.example/a?b=c',
    says: /The URL of Acme GmbH is changed/,
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
    await chromium.clickMenu(page, { menuItemId: 'description-replace', selectionText: 'Makes widgets.' });
    await noticeIn(page, /already has this value/);
    assert.equal(await chromium.badge(), '=');
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'a selection with its line breaks is taken as it stands in the page',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await page.evaluate(() => {
      const text = document.createElement('pre');
      text.textContent = 'First line\nSecond line';
      document.body.append(text);
      getSelection()?.selectAllChildren(text);
    });
    // The browser's own account of a selection leaves the line breaks out.
    await chromium.clickMenu(page, { menuItemId: 'description-replace', selectionText: 'First line Second line' });
    await noticeIn(page, /is replaced/);
    const [put] = await sandbox.writes();
    assert.equal(put.body, String.raw`{"description":"First line\nSecond line"}`);
  }),
);

test(
  'someone who is signed out is told how to sign in',
  inChromium(async ({ sandbox, chromium, leadPage }) => {
    const page = await leadPage();
    await select(page, 'Anything');
    await chromium.clickMenu(page, { menuItemId: 'description-replace', selectionText: 'Anything' });
    await noticeIn(page, /You are signed out\. Click the Leadpatch button/);
    assert.equal(await chromium.badge(), '!');
    assert.deepEqual(await sandbox.journal(), []);
  }),
);
