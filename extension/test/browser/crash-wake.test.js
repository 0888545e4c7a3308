import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crashing } from '../harness/crash.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

/**
 * @param {string} lead
 * @param {string} text
 * @returns {Parameters<Crashing['ask']>}
 */
const request = (lead, text) => ['POST', `/leads/${lead}/apply`, { edits: [{ field: 'description', op: 'set', value: text }], intent: 'wake-00000000001' }];

test(
  'the alarm wakes a stopped extension, which carries out what was left',
  inChromium(async ({ sandbox, seed, chromium, signIn }) => {
    await signIn();
    const crashing = await Crashing.in(chromium);
    const { answer } = await crashing.askAndStop('after write “intended”', request(seed.lead, 'After the alarm.'));
    assert.equal(answer, null, 'the worker was not stopped');
    await crashing.page.evaluate(() => chrome.alarms.clear('deliver'));
    await crashing.stop();
    assert.deepEqual(await sandbox.writes(), []);
    // Only now, so that nobody but the alarm can wake it.
    await crashing.page.evaluate(() => chrome.alarms.create('deliver', { when: Date.now() }));
    await until(async () => (await sandbox.lead(seed.lead)).description === 'After the alarm.', 'the wish to be carried out');
    assert.equal((await sandbox.writes()).length, 1);
  }),
);

test(
  'without a network a request waits and says so, and goes when the network is back',
  inChromium(async ({ sandbox, seed, chromium, panelInTab }) => {
    const panel = await panelInTab();
    const { client } = await chromium.worker();
    const network = (/** @type {boolean} */ offline) => client.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await client.send('Network.enable');
    await network(true);
    const { status, body } = await panel.ask(...request(seed.lead, 'Wished in a tunnel.'));
    assert.equal(status, 200);
    assert.equal(body.waiting.reason, 'offline');
    assert.deepEqual(await sandbox.writes(), []);
    await network(false);
    await until(async () => (await sandbox.lead(seed.lead)).description === 'Wished in a tunnel.', 'the request to be carried out');
    assert.equal((await sandbox.writes()).length, 1);
    // Close has it before the journal says so.
    const journal = await until(async () => {
      const { body: now } = await panel.ask('GET', '/journal');
      return now.unsettled === 0 && now;
    }, 'the journal to settle');
    assert.equal(journal.entries[0].state, 'applied');
  }),
);

/**
 * Fills the extension's storage to the brim, with what cannot be packed. Runs in a page of it.
 * @returns {Promise<void>}
 */
async function fill() {
  const { put } = await import(/** @type {any} */ ('/browser/store.js'));
  for (let size = 1_000_000, number = 0; size >= 100;) {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    number += 1;
    try {
      await put('views', `filling ${number}`, bytes);
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'QuotaExceededError') throw error;
      size = Math.floor(size / 10);
    }
  }
}

test(
  'a browser without room for the journal says so, and nothing is sent',
  inChromium(async ({ sandbox, seed, chromium, signIn }) => {
    const crashing = await Crashing.in(chromium);
    const devtools = await crashing.page.createCDPSession();
    // The browser looks again how much room there is only when there is little.
    const room = (/** @type {number} */ quotaSize) => devtools.send('Storage.overrideQuotaForOrigin', { origin: chromium.url('').slice(0, -1), quotaSize });
    // Nor is there room to note which menus are up: then they stay as they are.
    chromium.expected.push(/the menus could not (be built|follow the page)/);
    await room(3_000_000);
    await signIn();
    await crashing.page.evaluate(fill);
    const refused = await crashing.ask(...request(seed.lead, 'No room for this.'));
    assert.equal(refused?.status, 507, JSON.stringify(refused?.body));
    assert.equal(refused.body.type, 'urn:leadpatch:no-room');
    assert.deepEqual(await sandbox.writes(), []);
    await room(30_000_000);
    // Until the browser looks again, what was true before still holds.
    await until(async () => (await crashing.ask(...request(seed.lead, 'There is room again.')))?.status === 200, 'the room to be seen');
    assert.equal((await sandbox.lead(seed.lead)).description, 'There is room again.');
  }),
);
