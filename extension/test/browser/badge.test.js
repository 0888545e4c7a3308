import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

test(
  'the toolbar button names the lead of a page, and counts what waits',
  inChromium(async (world) => {
    const { sandbox, seed, chromium, panelInTab, leadPage } = world;
    /** What the button says over the page in front. */
    const button = async () => {
      const worker = await chromium.worker();
      return worker.evaluate(async () => {
        const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
        return [await chrome.action.getBadgeText({ tabId: tab.id }), await chrome.action.getTitle({ tabId: tab.id })];
      });
    };
    /** @param {string} badge @param {string} title */
    const says = (badge, title) => until(async () => (await button()).join('|') === `${badge}|${title}`, `${badge} and ${title}`)
      .catch(async (error) => { throw new Error(`${error.message}; it says: ${(await button()).join('|')}`); });

    const panel = await panelInTab();
    const page = await leadPage();
    await says('', 'Leadpatch: Acme GmbH');
    await sandbox.fault({ path_prefix: '/api/v1/lead/', drop: 'before', times: 100 });
    await panel.page.bringToFront();
    await panel.fill('description', 'Waits.');
    await panel.apply();
    await panel.says(/^Waiting for the network/);
    await page.bringToFront();
    await says('1', 'Leadpatch: Acme GmbH (1 change waits)');
    await page.evaluate((lead) => history.pushState({}, '', `/lead/${lead}/`), seed.leadNamed('Many Lines Ltd'));
    await says('1', 'Leadpatch: edit this lead (1 change waits)');
    await sandbox.clearFaults();
    assert.equal((await panel.ask('POST', '/journal/deliver')).body.unsettled, 0);
    await says('', 'Leadpatch: edit this lead');
  }),
);
