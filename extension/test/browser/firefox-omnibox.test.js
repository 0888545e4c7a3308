import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';

const shared = sandboxed();

test(
  'in Firefox, a lead is found in the address bar, and opens in Close',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
    await panel.signIn(seed.key);
    const page = await firefox.newPage();
    await page.goto(`${sandbox.origin}/lead/${seed.leadNamed('Many Lines Ltd')}/`);
    await page.bringToFront();
    await firefox.search('lp acm');
    await until(async () => (await firefox.addressBarLines()).some((line) => line.includes('Acme GmbH')), 'the lead in the address bar');
    await firefox.chooseInAddressBar('Acme GmbH');
    await page.waitForFunction((lead) => location.pathname === `/lead/${lead}/`, {}, seed.lead);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);
