import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeInBothThemes } from '../harness/axe.js';
import { Panel } from '../harness/panel.js';
import { browserTests } from '../harness/world.js';

/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();

/**
 * What of a lead a change must not leave behind: all but its times and who wrote last.
 * @param {Record<string, unknown>} lead
 */
const lasting = (lead) => Object.fromEntries(Object.entries(lead).filter(([key]) => !/^(date_updated|updated_by)/.test(key)));

/**
 * Changes three fields of the demo lead and applies them.
 * @param {World} world
 * @returns {Promise<Panel>}
 */
async function changed({ seed, panelInTab }) {
  const panel = await panelInTab();
  await panel.fill('description', 'Makes gadgets.');
  await panel.pick(seed.field('Industry'), 'Energy');
  await panel.fill(seed.field('Employees'), '');
  await panel.apply();
  await panel.says(/^3 changes saved\./);
  return panel;
}

/** @param {Panel} panel */
const undoLabel = (panel) => panel.page.$eval('#undo', (button) => button.textContent);

test(
  'the button takes an apply back, value for value, and makes it again',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const before = lasting(await sandbox.lead(seed.lead));
    const panel = await changed(world);
    const after = lasting(await sandbox.lead(seed.lead));
    assert.notDeepEqual(after, before);

    assert.equal(await undoLabel(panel), 'Undo');
    await panel.page.click('#undo');
    await panel.says(/^Description and 2 more are as before\.$/);
    assert.deepEqual(lasting(await sandbox.lead(seed.lead)), before);
    assert.equal(await panel.value('description'), 'Makes widgets.');
    assert.deepEqual(await panel.touched(), []);

    assert.equal(await undoLabel(panel), 'Redo');
    await panel.page.click('#undo');
    await panel.says(/^Description and 2 more are changed again\.$/);
    assert.deepEqual(lasting(await sandbox.lead(seed.lead)), after);
    assert.equal(await undoLabel(panel), 'Undo');
  }),
);

test(
  'Ctrl+Z takes an apply back, but not out from under what is being typed',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const before = lasting(await sandbox.lead(seed.lead));
    const panel = await changed(world);
    const writes = (await sandbox.writes()).length;

    const url = await panel.value('url');
    await panel.fill('url', 'https://typed.example');
    await panel.chord('Control', 'z');
    assert.notEqual(await panel.value('url'), 'https://typed.example', 'the browser takes the typing back');
    assert.equal((await sandbox.writes()).length, writes);
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(await panel.touched(), []);

    await (await panel.control('url')).focus();
    await panel.chord('Control', 'z');
    await panel.says(/are as before/);
    assert.deepEqual(lasting(await sandbox.lead(seed.lead)), before);
    assert.equal(await panel.value('url'), url);
  }),
);

test(
  'an undo is still offered after the panel was closed, until it is put away; the key goes on working',
  inChromium(async (world) => {
    const { sandbox, seed, chromium } = world;
    const address = chromium.url(`panel/panel.html?lead=${seed.lead}`);
    const first = await changed(world);
    await first.settled();
    await first.page.close();

    const panel = new Panel(await chromium.open(address));
    await panel.says(/^Description and 2 more saved just now\.$/);
    await panel.click('Dismiss');
    await panel.page.waitForSelector('#undo', { hidden: true });
    await panel.settled();
    await panel.page.close();

    const again = new Panel(await chromium.open(address));
    await again.ready();
    assert.equal(await again.page.$('#undo'), null);
    await again.chord('Control', 'z');
    await again.says(/are as before/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');
  }),
);

test(
  'signing out forgets what could be undone',
  inChromium(async (world) => {
    const { seed } = world;
    const panel = await changed(world);
    await panel.signOutOf('Held-out Inc');
    await panel.page.waitForSelector('input#sign-in');
    await panel.signIn(seed.key);
    assert.equal(await panel.page.$('#undo'), null);
    await panel.click('Menu');
    const items = await panel.page.$$eval('[role="menuitem"]', (all) => all.map((item) => item.textContent));
    assert.ok(!items.some((item) => item?.startsWith('Undo')), items.join());
  }),
);

/**
 * Brings a colleague's edit between an apply and its undo.
 * @param {World} world
 */
async function inConflict(world) {
  const panel = await changed(world);
  await world.sandbox.changeLead(world.seed.lead, { description: 'A colleague’s words.' });
  await panel.page.click('#undo');
  await panel.page.waitForSelector('.conflict');
  return panel;
}

test(
  'an undo stops at a colleague’s edit, and shows what was, what is and what would be',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await inConflict(world);
    const writes = (await sandbox.writes()).length;
    const rows = await panel.page.$$eval('dl.three > div', (all) =>
      all.map((row) => [row.querySelector('dt')?.textContent, row.querySelector('dd')?.textContent]));
    assert.deepEqual(rows, [['You saved', 'Makes gadgets.'], ['Now in Close', 'A colleague’s words.'], ['Before', 'Makes widgets.']]);
    assert.equal((await sandbox.lead(seed.lead)).description, 'A colleague’s words.');
    assert.equal((await sandbox.writes()).length, writes, 'nothing is undone before the decision');

    await panel.click('Leave as it is: Description');
    await panel.says(/^Industry and 1 more are as before\.$/);
    const lead = await sandbox.lead(seed.lead);
    assert.equal(lead.description, 'A colleague’s words.');
    assert.equal(lead[seed.field('Industry')], 'Retail');
  }),
);

test(
  'an undo may go over a colleague’s edit, once that has been seen',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await inConflict(world);
    await panel.click('Back to before: Description');
    await panel.says(/^Description and 2 more are as before\.$/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');
  }),
);

test(
  'the value of an undo can be edited instead; the rest is undone by the button',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await inConflict(world);
    await panel.click('Edit: Description');
    assert.equal(await panel.value('description'), 'Makes widgets.');
    assert.deepEqual(await panel.touched(), ['description']);
    await panel.page.click('#undo');
    await panel.says(/^Industry and 1 more are as before\.$/);
    assert.deepEqual(await panel.touched(), ['description']);
    await panel.fill('description', 'Both of us.');
    await panel.apply();
    await panel.says(/^1 change saved\./);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Both of us.');
  }),
);

test(
  'an undo that Close turns away says why, and can be tried again',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await changed(world);
    await sandbox.fault({ method: 'PUT', path_prefix: '/api/v1/lead/', status: 403, body: { error: 'Forbidden' } });
    await panel.page.click('#undo');
    await panel.says(/^Not undone\. Your role in Close does not allow this/);
    await panel.click('Try again');
    await panel.says(/are as before/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');
  }),
);

test(
  'a busy Close is tried again by itself, and only when its time has come',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await changed(world);
    const before = (await sandbox.writes()).length;
    await sandbox.fault({ method: 'PUT', path_prefix: '/api/v1/lead/', status: 429, headers: { 'Retry-After': '2' }, body: { error: 'Too many requests' } });
    await panel.page.click('#undo');
    await panel.says(/are as before/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');
    const [refused, again] = (await sandbox.writes()).slice(before);
    assert.equal(refused.status, 429);
    assert.equal(again.body, refused.body);
    const waited = Date.parse(again.time) - Date.parse(refused.time);
    assert.ok(waited >= 2000, `it waited ${waited} ms`);
  }),
);

test(
  'axe-core finds nothing in the states of an undo, light or dark',
  inChromium(async (world) => {
    /** @type {string[]} */
    const found = [];
    const look = async (/** @type {Panel} */ panel, /** @type {string} */ name) => {
      found.push(...await axeInBothThemes(panel.page, name));
    };
    const panel = await changed(world);
    await look(panel, 'applied');
    await world.sandbox.changeLead(world.seed.lead, { description: 'A colleague’s words.' });
    await panel.page.click('#undo');
    await panel.page.waitForSelector('.conflict');
    await look(panel, 'undo in conflict');
    await panel.click('Back to before: Description');
    await panel.says(/are as before/);
    await look(panel, 'undone');
    assert.deepEqual(found, []);
  }),
);
