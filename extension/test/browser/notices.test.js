import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();

const UNDO = '::-p-aria([name="Undo"][role="button"])';

/**
 * Changes the lead's description from its page by the context menu, and waits for the
 * notice.
 * @param {World} world
 */
async function changed({ chromium, seed, signIn, leadPage }) {
  await signIn();
  const page = await leadPage(seed.lead);
  await page.evaluate(() => {
    document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'From the page' }));
    getSelection()?.selectAllChildren(document.body.firstChild ?? document.body);
  });
  await chromium.clickMenu(page, { menuItemId: 'selection/set:description', selectionText: 'From the page' });
  await noticeIn(page, /Description of Acme GmbH is changed/);
  return page;
}

/** @param {Page} page */
const noticeThere = (page) => page.evaluate(() => document.querySelector('leadpatch-notice') !== null);

/**
 * @param {World} world
 * @param {string} text
 */
const descriptionIs = ({ sandbox, seed }, text) => until(async () => (await sandbox.lead(seed.lead)).description === text, `the description “${text}”`);

test(
  'a click on Undo in the notice takes the change back',
  inChromium(async (world) => {
    const page = await changed(world);
    await page.locator(UNDO).click();
    await noticeIn(page, /Undone: Description of Acme GmbH is as before/);
    assert.equal((await world.sandbox.lead(world.seed.lead)).description, 'Makes widgets.');
    assert.equal(await page.$(UNDO), null, 'an undo offers no other');
    assert.equal((await world.sandbox.writes()).length, 2);
  }),
);

test(
  'Undo is reached and pressed by the keyboard, and the worker may have been stopped before',
  inChromium(async (world) => {
    const page = await changed(world);
    await world.chromium.stopWorker();
    await page.evaluate(() => getSelection()?.removeAllRanges());
    const focused = async () => (await page.accessibility.snapshot({ interestingOnly: false })) ?? { role: '' };
    await until(async () => {
      await page.keyboard.press('Tab');
      return findFocused(await focused()) === 'Undo';
    }, 'the focus on Undo');
    await page.keyboard.press('Enter');
    await noticeIn(page, /Undone/);
    await descriptionIs(world, 'Makes widgets.');
  }),
);

/**
 * @param {any} node
 * @returns {string | undefined} the name of the button that has the focus
 */
function findFocused(node) {
  if (node.focused && node.role === 'button') return node.name;
  for (const child of node.children ?? []) {
    const found = findFocused(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

test(
  'Escape closes the notice, and a key that the page makes up does not',
  inChromium(async (world) => {
    const page = await changed(world);
    await page.evaluate(() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
    assert.equal(await noticeThere(page), true);
    await page.keyboard.press('Escape');
    await until(async () => !(await noticeThere(page)), 'the notice to go');
  }),
);

test(
  'a page can neither look into the notice nor press its button',
  inChromium(async (world) => {
    const page = await changed(world);
    const reached = await page.evaluate(() => {
      const place = /** @type {HTMLElement} */ (document.querySelector('leadpatch-notice'));
      const { x, y, width, height } = place.getBoundingClientRect();
      for (let i = 1; i < 20; i += 1) {
        const at = document.elementFromPoint(x + (width * i) / 20, y + height / 2);
        at?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
        /** @type {HTMLElement | null} */ (at)?.click();
      }
      place.click();
      const { chrome: own } = /** @type {any} */ (window);
      return { root: place.shadowRoot, text: place.textContent, messages: typeof own?.runtime?.sendMessage };
    });
    assert.deepEqual(reached, { root: null, text: '', messages: 'undefined' });
    // A real press after all of that is answered, so none of it was.
    await page.locator(UNDO).click();
    await noticeIn(page, /Undone/);
    assert.equal((await world.sandbox.writes()).length, 2);
  }),
);

test(
  'a message that only looks like that of a notice is refused',
  inChromium(async (world) => {
    const page = await changed(world);
    const worker = await world.chromium.worker();
    // What somebody could send who had taken over a content function in the page.
    const answers = await worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      const messages = [
        { kind: 'notice-undo', token: '0'.repeat(32) },
        { kind: 'notice-undo', token: 'x', entry: 'y' },
        { method: 'GET', path: '/session' },
        { method: 'POST', path: '/journal/last/undo', body: '{}' },
      ];
      const send = (/** @type {unknown} */ message) => chrome.runtime.sendMessage(message).then((answer) => answer?.status ?? 'nothing', () => 'nothing');
      const out = [];
      for (const message of messages) {
        const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: Number(tab.id) }, func: send, args: [message] });
        out.push(result);
      }
      return out;
    });
    assert.deepEqual(answers, ['nothing', 403, 403, 403]);
    assert.equal((await world.sandbox.writes()).length, 1);
    await noticeIn(page, /too old to undo/);
  }),
);

/** A page that does all it may against what others put into it. */
const hostile = `<!doctype html><title>Hostile</title>
<style>
  * { display: none !important; visibility: hidden !important; opacity: 0 !important; pointer-events: none !important; }
  html, body { display: block !important; visibility: visible !important; }
  leadpatch-notice, button, div, span { position: absolute !important; left: -9999px !important; font-size: 0 !important; color: red !important; }
</style>
<p id="browser"></p><p id="chrome"></p><p id="leadpatchNotice"></p>`;

test(
  'a strict policy and hostile styles do not keep the notice from being seen and used',
  inChromium(async (world) => {
    const { chromium, seed, sandbox, signIn } = world;
    await signIn();
    const page = await chromium.newPage();
    await page.setRequestInterception(true);
    page.on('request', (request) => void request.respond({
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin allow-scripts" },
      body: hostile,
    }));
    await page.goto(`${sandbox.origin}/lead/${seed.lead}/`);
    await chromium.clickMenu(page, { menuItemId: 'link/set:url', linkUrl: 'https://acme.example/from-afar' });
    await noticeIn(page, /URL of Acme GmbH is changed/);
    const seen = await page.evaluate(() => {
      const { width, height, x } = /** @type {Element} */ (document.querySelector('leadpatch-notice')).getBoundingClientRect();
      return { width, height, inside: x > 0 && x + width <= innerWidth };
    });
    assert.ok(seen.width > 150 && seen.height > 30 && seen.inside, JSON.stringify(seen));
    await page.screenshot({ path: 'dist/screenshots/notice-hostile.png' });
    await page.locator(UNDO).click();
    await noticeIn(page, /Undone/);
  }),
);

test(
  'where the browser lets no extension in, the system shows the notice, with its button',
  inChromium(async (world) => {
    const { chromium, seed, sandbox, signIn } = world;
    await signIn();
    const page = await chromium.open('chrome://version/');
    await page.bringToFront();
    const worker = await chromium.worker();
    const shown = () => worker.evaluate(() => chrome.notifications.getAll().then((all) => Object.keys(all)));
    await worker.evaluate(async (url) => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      const event = /** @type {any} */ (chrome.contextMenus.onClicked);
      event.dispatch({ menuItemId: 'selection/set:description', selectionText: 'From the browser', editable: false }, { ...tab, url });
    }, `${sandbox.origin}/lead/${seed.lead}/`);
    const [id] = await until(async () => {
      const ids = await shown();
      return ids.length > 0 && ids;
    }, 'a notice of the system');
    await descriptionIs(world, 'From the browser');
    await worker.evaluate((notice) => /** @type {any} */ (chrome.notifications.onButtonClicked).dispatch(notice, 0), id);
    await descriptionIs(world, 'Makes widgets.');
    const [next] = await until(async () => {
      const ids = (await shown()).filter((other) => other !== id);
      return ids.length > 0 && ids;
    }, 'the notice of what was undone');
    // A click on it opens the log.
    const opened = chromium.target((target) => target.url() === chromium.url('panel/panel.html?log'));
    await worker.evaluate((notice) => /** @type {any} */ (chrome.notifications.onClicked).dispatch(notice), next);
    await opened;
    assert.deepEqual(await shown(), []);
  }),
);

for (const theme of ['light', 'dark']) {
  test(
    `the notice in ${theme}`,
    inChromium(async (world) => {
      const page = await changed(world);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.screenshot({ path: `dist/screenshots/notice-saved-${theme}.png` });
      await page.locator(UNDO).hover();
      await page.screenshot({ path: `dist/screenshots/notice-hover-${theme}.png` });
      await world.chromium.clickMenu(page, { menuItemId: 'link/set:url', linkUrl: 'javascript:alert(1)' });
      await noticeIn(page, /no address on the web/);
      await page.screenshot({ path: `dist/screenshots/notice-error-${theme}.png` });
    }),
  );
}
