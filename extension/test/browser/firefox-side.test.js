import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Firefox} from '../harness/firefox.js' */

const shared = sandboxed();

/**
 * Signs in, in a tab that stays at the back.
 * @param {Firefox} firefox
 */
async function signIn(firefox) {
  const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${shared.seed.lead}`));
  await panel.signIn(shared.seed.key);
  return panel;
}

/** @param {Firefox} firefox */
async function leadPage(firefox) {
  const page = await firefox.newPage();
  await page.goto(`${shared.sandbox.origin}/lead/${shared.seed.lead}/`);
  return page;
}

/**
 * @param {Page} page
 * @param {string} lead
 */
const goTo = (page, lead) => page.evaluate((path) => history.pushState({}, '', path), `/lead/${lead}/`);

test(
  'in Firefox, the sidebar reads the lead of the page in front, and the next one',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const many = seed.leadNamed('Many Lines Ltd');
    await signIn(firefox);
    const page = await leadPage(firefox);
    const before = (await sandbox.journal()).length;
    /** Waits until Close was asked for a lead since. @param {string} lead */
    const asked = (lead) => until(
      async () => (await sandbox.journal()).slice(before).some(({ method, path }) => method === 'GET' && path === `/api/v1/lead/${lead}/`),
      `the sidebar to read ${lead}`,
    );
    await firefox.openSidebar();
    await asked(seed.lead);
    await goTo(page, many);
    await asked(many);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'in Firefox, a review stays with its lead while the tabs and the Close app move on',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    await signIn(firefox);
    // The sidebar's page in a tab at the back: a test reaches no page in the sidebar itself.
    const side = new Panel(await firefox.openOwn('panel/panel.html?side'));
    /** @param {string} text */
    const click = (text) => side.page.evaluate((words) => {
      const found = [...document.querySelectorAll('button')].find((button) => button.textContent === words);
      if (!found) throw new Error(`there is no button “${words}”`);
      found.click();
    }, text);
    const shows = async (/** @type {string} */ name) => {
      await side.page.waitForFunction((words) => document.querySelector('h1')?.textContent === words, { polling: 'mutation' }, name);
      await side.ready();
    };

    const page = await leadPage(firefox);
    await shows('Acme GmbH');
    const open = await firefox.newPage();
    await side.shows(/Click the Leadpatch button in the toolbar to read this page/);
    await open.close();
    await page.bringToFront();
    await shows('Acme GmbH');

    await side.page.$eval('[id="f-description"]', (control) => {
      /** @type {HTMLTextAreaElement} */ (control).value = 'For Acme alone.';
      control.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await click('Review');
    await side.shows(/Exact request/);
    await goTo(page, seed.leadNamed('Many Lines Ltd'));
    await side.page.waitForFunction(
      () => /another lead\. Your edits here go to Acme GmbH/.test(document.querySelector('.elsewhere')?.textContent ?? ''),
      { polling: 'mutation' },
    );
    await click('Apply 1 change to Acme GmbH');
    await side.says(/^1 change saved/);
    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(put?.path, `/api/v1/lead/${seed.lead}/`);
  }),
);

test(
  'in Firefox, the keys of a shortcut undo the last change',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const panel = await signIn(firefox);
    await panel.fill('description', 'Taken back by a key.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    const page = await leadPage(firefox);
    await firefox.press(page, 'U');
    await page.waitForSelector('leadpatch-notice');
    await until(async () => (await sandbox.lead(seed.lead)).description === 'Makes widgets.', 'the undo');
  }),
);
