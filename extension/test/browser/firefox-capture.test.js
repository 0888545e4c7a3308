import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';
import { acme, read, webPage } from './capture-page.js';

const shared = sandboxed();

test(
  'in Firefox, a page is read after a key on it, and apply sends what is ticked',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const own = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
    await own.signIn(seed.key);
    // The side panel's page in a tab at the back: a test reaches no page in a popup of Firefox.
    const side = new Panel(await firefox.openOwn('panel/panel.html?side'));
    /** @param {string} selector */
    const click = async (selector) => {
      await side.page.waitForSelector(selector);
      await side.page.$eval(selector, (node) => /** @type {HTMLElement} */ (node).click());
    };
    const page = await webPage(firefox.browser, 'http://acme.example/about', acme);
    await side.shows(/Click the Leadpatch button in the toolbar to read this page/);

    // The key opens the popup, and with that lets the extension see this page.
    await firefox.press(page, 'L');
    await until(async () => {
      await side.page.evaluate(() => dispatchEvent(new Event('focus')));
      return side.page.$('#read-page');
    }, 'the page to be seen');
    await click('#read-page');
    await read(side);
    await side.page.waitForSelector('.match-line');
    await side.page.evaluate(() => {
      const row = [...document.querySelectorAll('.tick-row')].find((each) => each.querySelector('.tick-label')?.textContent === 'Description');
      row?.querySelector('input')?.click();
    });
    assert.deepEqual(await sandbox.writes(), []);
    await click('#apply');
    await side.says(/1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Widgets and gadgets for people who build things.');
    assert.equal((await sandbox.writes()).length, 1);
  }),
);
