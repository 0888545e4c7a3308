import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';

/** @import {Firefox} from '../harness/firefox.js' */

const shared = sandboxed();

/**
 * Applies a change while Close cannot be reached, with nothing but the network's return
 * to bring it home: the browser's alarm is taken away, and Close can be reached again.
 * @param {Firefox} firefox
 */
async function waiting(firefox) {
  const { sandbox, seed } = shared;
  const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
  await panel.signIn(seed.key);
  await sandbox.fault({ path_prefix: '/api/v1/', drop: 'before', times: 100 });
  await panel.fill('description', 'Waited for the network.');
  await panel.apply();
  await panel.says(/^Waiting for the network/);
  await panel.page.evaluate(() => chrome.alarms.clearAll());
  await sandbox.clearFaults();
  assert.deepEqual((await sandbox.writes()).filter(({ status }) => status === 200), []);
  return panel;
}

/** Waits until the change is in Close, sent once. */
async function home() {
  const { sandbox, seed } = shared;
  await until(async () => (await sandbox.lead(seed.lead)).description === 'Waited for the network.', 'the change that waited');
  assert.equal((await sandbox.writes()).filter(({ status }) => status === 200).length, 1);
}

test(
  'in Firefox, what waits goes out when the network is back',
  inFirefox(shared, async (firefox) => {
    const panel = await waiting(firefox);
    // The panel would see to it itself.
    await panel.page.close();
    await firefox.workOffline(true);
    await firefox.workOffline(false);
    await home();
  }),
);

test(
  'in Firefox, what waits goes out by the alarm',
  inFirefox(shared, async (firefox) => {
    const panel = await waiting(firefox);
    await panel.page.evaluate(() => chrome.alarms.create('deliver', { when: Date.now() }));
    await panel.page.close();
    await home();
  }),
);
