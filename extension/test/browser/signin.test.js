import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consent } from '../harness/consent.js';
import { Panel } from '../harness/panel.js';
import { pageContents, searchFiles, secretsOf } from '../harness/secrets.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Chromium} from '../harness/chromium.js' */
/** @import {World} from '../harness/world.js' */

const inChromium = browserTests({ broker: true });

/**
 * A lead's panel in a tab, signed in by Close's own page.
 * @param {World} world
 * @param {string} [lead]
 */
async function signedIn({ chromium, seed }, lead = seed.lead) {
  const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${lead}`)));
  await consent(chromium.browser, () => panel.signInWithClose());
  await panel.ready();
  return panel;
}

/**
 * Changes the description and applies.
 * @param {Panel} panel
 * @param {string} text
 */
async function change(panel, text) {
  await panel.fill('description', text);
  await panel.applyByKeys();
}

test(
  'sign in, patch, the token ends, patch again, a stolen token is used, sign in again, sign out',
  inChromium(async (world) => {
    const { sandbox, seed, chromium } = world;
    const panel = await signedIn(world);
    await change(panel, 'With the first token.');
    await panel.says(/^1 change saved/);
    const [put] = await sandbox.writes();
    assert.equal(put.key_name, 'oauth:Held-out Inc');

    await sandbox.expireTokens();
    await change(panel, 'With the second token.');
    await panel.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'With the second token.');
    assert.equal((await sandbox.oauth()).refreshes, 1, 'the refresh was not silent, or not one');

    // Somebody has a copy of the first refresh token, and even the client secret.
    const { client_id, client_secret, issued } = await sandbox.oauth();
    const thief = await fetch(`${sandbox.origin}/oauth2/token/`, {
      method: 'POST',
      body: new URLSearchParams({ client_id, client_secret, grant_type: 'refresh_token', refresh_token: issued.refresh_tokens[0] }),
    });
    assert.equal(thief.status, 400);
    assert.equal((await sandbox.oauth()).active.refresh_tokens, 0, 'Close did not take it for a theft');

    await panel.fill('description', 'Typed while the sign-in was ended.');
    await panel.chord('Control', 'Enter');
    const again = await panel.page.waitForSelector('#sign-in-close');
    assert.match(await again?.evaluate((node) => node.textContent) ?? '', /Sign in again/);
    assert.equal((await panel.page.$$('#sign-in-close')).length, 1);
    await consent(chromium.browser, () => panel.signInWithClose());
    await panel.ready();
    assert.equal(await panel.value('description'), 'Typed while the sign-in was ended.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Typed while the sign-in was ended.');

    await panel.signOutOf('Held-out Inc');
    await panel.page.waitForSelector('#sign-in-close');
    await until(async () => (await sandbox.oauth()).active.refresh_tokens === 0, 'the revocation at Close');
    const session = await panel.ask('GET', '/session');
    assert.deepEqual([session.body.signed_in, session.body.accounts], [false, []]);
  }),
);

test(
  'tokens are in no page, message, log or file',
  inChromium(async (world) => {
    const { sandbox, seed, chromium, broker, leadPage } = world;
    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
    // Every message that the panel sends and gets is kept in the page.
    await panel.page.evaluate(() => {
      const scope = /** @type {any} */ (globalThis);
      const send = chrome.runtime.sendMessage.bind(chrome.runtime);
      scope.messages = '';
      scope.chrome.runtime.sendMessage = async (/** @type {any} */ message) => {
        const answer = await /** @type {Promise<any>} */ (send(message));
        scope.messages += `${JSON.stringify(message)}\n${JSON.stringify(answer)}\n`;
        return answer;
      };
    });
    await consent(chromium.browser, () => panel.signInWithClose());
    await panel.ready();
    const page = await leadPage();
    const popup = new Panel(await chromium.openPopup(page));
    await popup.ready();
    await sandbox.expireTokens();
    await change(panel, 'After a refresh.');
    await panel.says(/^1 change saved/);
    await chromium.clickMenu(page, { menuItemId: 'selection/append:description', selectionText: 'appended' });
    await page.waitForSelector('leadpatch-notice');

    const secrets = await secretsOf(sandbox, chromium.answers);
    assert.ok(secrets.length >= 8, `only ${secrets.length} secrets to look for`);
    /** @type {Record<string, string>} */
    const places = {
      'the panel': await panel.page.evaluate(pageContents),
      'the messages of the panel': await panel.page.evaluate(() => /** @type {any} */ (globalThis).messages),
      'the popup': await popup.page.evaluate(pageContents).catch(() => ''),
      "Close's page": await page.evaluate(pageContents),
      'a content script': await contentScript(chromium, page),
      'the console': chromium.printed.join('\n'),
      "the extension's complaints": (await chromium.complaints()).join('\n'),
      "the broker's log": broker?.logs() ?? '',
    };
    assert.match(places['the messages of the panel'], /After a refresh/, 'the messages were not seen');
    assert.match(places['the panel'], /proof-key/, 'the storage was not seen');
    for (const [place, content] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!content.includes(secret), `${secret} is in ${place}`);
    }
    // What is on the disk is encrypted. The codes are not looked for: the browser's
    // history has the address of Close's redirect, and a code opens nothing twice.
    const tokens = secrets.filter((secret) => !secret.startsWith('oa2code_'));
    assert.deepEqual(await searchFiles(chromium.profile, tokens), []);
  }),
);

/**
 * What a content script of the extension sees in a page.
 * @param {Chromium} chromium
 * @param {Page} page
 */
async function contentScript(chromium, page) {
  await page.bringToFront();
  const worker = await chromium.worker();
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    const [found] = await chrome.scripting.executeScript({
      target: { tabId: tab.id ?? 0 },
      func: async () => {
        const storage = /** @type {any} */ (chrome).storage ?? {};
        const kept = await Promise.all(Object.values(storage).map(async (area) => JSON.stringify((await area?.get?.()) ?? null)));
        const databases = JSON.stringify(await indexedDB.databases());
        const markup = new XMLSerializer().serializeToString(document);
        return [markup, document.cookie, JSON.stringify({ ...localStorage }), databases, ...kept].join('\n');
      },
    });
    return String(found.result);
  });
}

test(
  'three panels and a popup refresh once between them',
  inChromium(async (world) => {
    const { sandbox, seed, chromium, leadPage } = world;
    const first = await signedIn(world);
    await sandbox.expireTokens();
    const others = await Promise.all([1, 2].map(async () => new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)))));
    const popup = new Panel(await chromium.openPopup(await leadPage()));
    await Promise.all([first.ask('GET', `/leads/${seed.lead}?fresh=1`), popup.ready(), ...others.map((panel) => panel.ready())]);
    const { refreshes, reuses } = await sandbox.oauth();
    assert.deepEqual([refreshes, reuses], [1, 0]);
  }),
);

test(
  'the popup signs in, though it closes when the window opens',
  inChromium(async ({ chromium, leadPage }) => {
    const page = await leadPage();
    const popup = new Panel(await chromium.openPopup(page));
    await consent(chromium.browser, () => popup.signInWithClose(), { before: () => popup.page.close().catch(() => {}) });
    await until(async () => {
      const worker = await chromium.worker();
      return worker !== null && (await chromium.browser.pages()).every((each) => !each.url().includes('/oauth2/'));
    }, 'the consent window to close');
    const reopened = new Panel(await chromium.openPopup(page));
    await reopened.ready();
    await reopened.fill('description', 'Signed in behind a closed popup.');
    await reopened.applyByKeys();
    await reopened.says(/^1 change saved/);
  }),
);

for (const answer of /** @type {const} */ (['deny', 'close'])) {
  test(
    `a sign-in that the user ends by “${answer}” changes nothing and can be tried again`,
    inChromium(async ({ sandbox, seed, chromium }) => {
      const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
      await consent(chromium.browser, () => panel.signInWithClose(), { answer });
      await panel.page.waitForSelector('#said');
      assert.match(await panel.page.$eval('#said', (node) => node.textContent ?? ''), /Nothing has changed/);
      assert.equal((await sandbox.oauth()).issued.access_tokens.length, 0);
      await consent(chromium.browser, () => panel.signInWithClose());
      await panel.ready();
    }),
  );
}

test(
  'should Close not give the state back, a sign-in still comes through',
  inChromium(async (world) => {
    await world.sandbox.options({ oauth_state: false });
    await signedIn(world);
  }),
);

test(
  'two organizations side by side: each lead is written as the right one, and the header says so',
  inChromium(async (world) => {
    const { sandbox, seed, chromium } = world;
    const [home, second] = seed.raw.organizations;
    const panel = await signedIn(world);
    await panel.choose('Add another organization');
    await consent(chromium.browser, () => panel.signInWithClose(), { organization: second.id });
    await panel.ready();
    const there = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${second.lead_id}`)));
    await there.ready();
    for (const [each, organization] of /** @type {[Panel, any][]} */ ([[there, second], [panel, home]])) {
      await each.page.bringToFront();
      assert.ok((await each.page.$eval('header', (node) => node.textContent ?? '')).includes(organization.name));
      await each.fill('description', `Written to ${organization.name}.`);
      await each.applyByKeys();
      await each.says(/^1 change saved/);
      const last = (await sandbox.writes()).at(-1);
      assert.equal(last?.key_name, `oauth:${organization.name}`);
    }
    const foreign = await panel.ask('POST', `/leads/${seed.foreignLead}/apply`, { edits: [{ field: 'name', op: 'set', value: 'Mine now' }] });
    assert.ok([403, 404].includes(foreign.status), `answered ${foreign.status}`);
    assert.equal((await sandbox.writes()).length, 2, 'something was sent to a lead of another organization');
  }),
);

test(
  'signed out without a way to Close: gone here at once, and revoked there later',
  inChromium(async (world) => {
    const { sandbox, chromium } = world;
    const panel = await signedIn(world);
    await sandbox.fault({ path_prefix: '/oauth2/revoke/', drop: 'before', times: 2 });
    const { body } = await panel.ask('DELETE', '/session');
    assert.deepEqual([body.signed_in, body.accounts], [false, []]);
    assert.equal((await sandbox.oauth()).active.refresh_tokens, 1, 'the fault did not hold');
    await chromium.stopWorker();
    const { body: still } = await panel.ask('POST', '/session/settle');
    assert.equal(still.pending, 1, 'forgotten with the worker');
    const worker = await chromium.worker();
    const alarm = await worker.evaluate(() => chrome.alarms.get('settle'));
    assert.ok(alarm, 'no alarm is set');
    await worker.evaluate((due) => /** @type {any} */ (chrome.alarms.onAlarm).dispatch(due), alarm);
    await until(async () => (await sandbox.oauth()).active.refresh_tokens === 0, 'the revocation at Close');
    const stored = await panel.page.evaluate(pageContents);
    assert.ok(!stored.includes('secret:session'), 'something of the session is still stored');
  }),
);

test(
  'a worker killed in the middle of a rotation recovers or says to sign in again, and never loops',
  inChromium(async (world) => {
    const { sandbox, seed, chromium } = world;
    const panel = await signedIn(world);
    await panel.fill('description', 'Typed before the worker died.');
    await sandbox.expireTokens();
    // Close carries the rotation out, and its answer comes too late for this worker.
    await sandbox.fault({ path_prefix: '/oauth2/token/', hold: 'after' });
    const asked = panel.ask('GET', `/leads/${seed.lead}`).catch(() => null);
    const isRotation = (/** @type {any} */ entry) => entry.path === '/oauth2/token/' && /refresh_token/.test(entry.body);
    await sandbox.held();
    await chromium.stopWorker();
    await asked;
    await sandbox.release();
    assert.equal((await sandbox.oauth()).refreshes, 1, 'the rotation at Close');
    await panel.chord('Control', 'Enter');
    await panel.page.waitForSelector('#sign-in-close');
    const rotations = (await sandbox.journal()).filter(isRotation).length;
    assert.equal(rotations, 2, 'one that was lost, and one that was told so');
    await consent(chromium.browser, () => panel.signInWithClose());
    await panel.ready();
    assert.equal(await panel.value('description'), 'Typed before the worker died.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
  }),
);
