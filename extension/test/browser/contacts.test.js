import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeInBothThemes } from '../harness/axe.js';
import { Panel } from '../harness/panel.js';
import { browserTests } from '../harness/world.js';

/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();

/**
 * @typedef {object} Dana the demo lead's first contact
 * @property {string} id
 * @property {(field: string) => string} key of a field, as the panel has it
 * @property {(name: string) => string} custom the key of the custom field with this name
 * @property {() => Promise<any>} stored what Close has of her
 * @property {(fields: object) => Promise<void>} change as a colleague would
 */

/**
 * @param {World} world
 * @returns {Dana}
 */
function danaOf({ sandbox, seed }) {
  const [id] = seed.raw.leads.find((/** @type {any} */ lead) => lead.id === seed.lead).contacts;
  const address = `${sandbox.origin}/_sandbox/contacts/${id}`;
  const key = (/** @type {string} */ field) => `${id}/${field}`;
  return {
    id, key,
    custom: (name) => key(seed.raw.contact_fields.find((/** @type {any} */ field) => field.name === name).key),
    stored: async () => (await fetch(address)).json(),
    change: async (fields) => {
      const response = await fetch(address, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) });
      assert.ok(response.ok, await response.text());
    },
  };
}

/**
 * Opens the contacts and then Dana, with the keyboard alone.
 * @param {Panel} panel
 * @param {Dana} dana
 */
async function openDana(panel, dana) {
  for (const id of ['contacts', dana.id]) {
    const row = await panel.page.waitForSelector(`[id="${id}"][aria-expanded="false"]`);
    await row?.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForSelector(`[id="${id}"][aria-expanded="true"]`);
  }
}

/** @param {World} world */
async function atDana(world) {
  const dana = danaOf(world);
  const panel = await world.panelInTab();
  await openDana(panel, dana);
  return { panel, dana };
}

test(
  'a contact’s edits go to the contact, byte for byte, and come back by undo',
  inChromium(async (world) => {
    const { sandbox } = world;
    const { panel, dana } = await atDana(world);
    const before = await dana.stored();
    await panel.fill(dana.key('title'), 'Chief <buyer> & "friend"');
    await panel.page.click(`.field[data-key="${dana.key('emails')}"] .points > button`);
    await panel.page.keyboard.type('dana@home.example');
    await panel.pick(`${dana.key('emails')}-1-type`, 'home');
    await panel.fill(dana.key('phones'), '030 901820');
    await panel.fill(`${dana.key('phones')}-0-type`, 'mobile');
    await panel.pick(dana.custom('Influence'), 'Advises');
    await panel.fill('name', 'Acme AG');

    await panel.review();
    const rows = await panel.changes();
    assert.deepEqual(rows.map(([field]) => field), ['Name', 'Dana Keller: Title', 'Dana Keller: Emails', 'Dana Keller: Phones', 'Dana Keller: Influence']);
    assert.equal(rows[2]?.[1], 'office: dana@acme.example');
    assert.match(rows[2]?.[2] ?? '', /home: dana@home\.example/);
    const promised = await panel.page.$$eval('pre.request-body', (all) => all.map((body) => body.textContent));

    await panel.apply();
    await panel.says(/^5 changes saved\./);
    const puts = await sandbox.writes();
    assert.deepEqual(puts.map((put) => put.path), [`/api/v1/lead/${world.seed.lead}/`, `/api/v1/contact/${dana.id}/`]);
    assert.deepEqual(puts.map((put) => put.body), promised);
    const influence = dana.custom('Influence').slice(dana.id.length + 1);
    assert.equal(puts[1]?.body, '{"title":"Chief \\u003cbuyer\\u003e \\u0026 \\"friend\\"",'
      + '"emails":[{"email":"dana@acme.example","type":"office"},{"type":"home","email":"dana@home.example"}],'
      + `"phones":[{"type":"mobile","phone":"030 901820"}],"${influence}":"Advises"}`);
    assert.equal((await dana.stored()).title, 'Chief <buyer> & "friend"');
    // Close writes numbers its own way, and the panel says so.
    assert.equal(await panel.value(dana.key('phones')), '+4930901820');

    await panel.page.click('#undo');
    await panel.says(/^Name and 4 more are as before\.$/);
    const after = await dana.stored();
    for (const key of ['title', 'emails', 'phones', influence]) assert.deepEqual(after[key], before[key], key);
    assert.equal((await sandbox.lead(world.seed.lead)).name, 'Acme GmbH');
  }),
);

test(
  'a row that was added and left blank is no edit, and a row can be removed',
  inChromium(async (world) => {
    const { sandbox } = world;
    const { panel, dana } = await atDana(world);
    await panel.page.click(`.field[data-key="${dana.key('urls')}"] .points > button`);
    await panel.page.waitForSelector(`[id="f-${dana.key('urls')}"]`);
    await panel.chord('Control', 'Enter');
    await panel.says(/^You have not changed anything yet\.$/);
    assert.deepEqual(await panel.touched(), []);

    await panel.remove(dana.key('emails'), 'Email 1');
    await panel.apply();
    await panel.says(/^1 change saved\./);
    const [put] = await sandbox.writes();
    assert.equal(put?.body, '{"emails":[]}');
    assert.deepEqual((await dana.stored()).emails, []);
  }),
);

test(
  'edits of a contact are marked where it is closed, can be reverted, and survive the panel closing',
  inChromium(async (world) => {
    const { chromium, seed } = world;
    const { panel, dana } = await atDana(world);
    await panel.fill(dana.key('title'), 'Owner');
    assert.deepEqual(await panel.touched(), [dana.key('title')]);
    await panel.page.close();

    const again = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
    await again.ready();
    assert.match(await again.page.$eval('#contacts', (row) => row.textContent ?? ''), /^Contacts2.*1 edit/);
    await openDana(again, dana);
    assert.equal(await again.value(dana.key('title')), 'Owner');
    await (await again.control(dana.key('title'))).focus();
    await again.page.keyboard.press('Escape');
    assert.equal(await again.value(dana.key('title')), 'Head of purchasing');
    assert.deepEqual(await again.touched(), []);
  }),
);

test(
  'the filter finds a contact’s fields by their label and by the contact’s name',
  inChromium(async (world) => {
    const dana = danaOf(world);
    const panel = await world.panelInTab();
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('influence');
    await panel.page.waitForSelector(`.field[data-key="${dana.custom('Influence')}"]`);
    const keys = () => panel.page.$$eval('.middle .field[data-key]', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.key ?? ''));
    assert.ok((await keys()).every((key) => key.endsWith(dana.custom('Influence').slice(dana.id.length))));
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.type('dana title');
    await panel.page.waitForFunction(() => document.querySelectorAll('.middle .field[data-key]').length === 1, { polling: 'mutation' });
    assert.deepEqual(await keys(), [dana.key('title')]);
  }),
);

test(
  'an address that is none is refused at its field, which is opened for it',
  inChromium(async (world) => {
    const { panel, dana } = await atDana(world);
    await panel.fill(dana.key('emails'), 'dana');
    await panel.page.click('#contacts');
    await panel.page.waitForSelector('#contacts[aria-expanded="false"]');
    await panel.apply();
    assert.match((await panel.error(dana.key('emails'))) ?? '', /not an email address/);
    assert.equal(await panel.value(dana.key('emails')), 'dana');
    assert.deepEqual(await world.sandbox.writes(), []);
  }),
);

test(
  'a contact that a colleague changed in the meantime is a conflict, by the contact’s name',
  inChromium(async (world) => {
    const { panel, dana } = await atDana(world);
    await panel.fill(dana.key('title'), 'Mine');
    await dana.change({ title: 'Theirs' });
    await panel.apply();
    const name = await panel.page.waitForSelector('.conflict-name');
    assert.match((await name?.evaluate((node) => node.textContent)) ?? '', /^Dana Keller: Title/);
    await panel.click('Keep mine: Title');
    await panel.page.waitForSelector('table.diff');
    await panel.apply();
    await panel.says(/^1 change saved\./);
    assert.equal((await dana.stored()).title, 'Mine');
  }),
);

/**
 * Changes the lead and Dana, whose half Close refuses.
 * @param {World} world
 */
async function halfWay(world) {
  const { panel, dana } = await atDana(world);
  await panel.fill('description', 'Half.');
  await panel.fill(dana.key('title'), 'Owner');
  await world.sandbox.fault({ method: 'PUT', path_prefix: '/api/v1/contact/', times: 1, status: 403, body: { error: 'Forbidden' } });
  await panel.apply();
  await panel.says(/^Saved: Description\. Not saved: Title of Dana Keller\. Your role in Close does not allow this/);
  return { panel, dana };
}

test(
  'a failure half way keeps what was not saved as edits, and offers to undo what was',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const { panel, dana } = await halfWay(world);
    assert.deepEqual(await panel.touched(), [dana.key('title')]);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Half.');
    assert.equal((await dana.stored()).title, 'Head of purchasing');

    await panel.page.click('#undo');
    await panel.says(/^Description is as before\.$/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');
    assert.deepEqual(await panel.touched(), [dana.key('title')], 'what was not saved stays an edit');
    await panel.apply();
    await panel.says(/^1 change saved\./);
    assert.equal((await dana.stored()).title, 'Owner');
  }),
);

test(
  'axe-core finds nothing in the states of a contact, light or dark',
  inChromium(async (world) => {
    /** @type {string[]} */
    const found = [];
    const look = async (/** @type {Panel} */ panel, /** @type {string} */ name) => {
      found.push(...await axeInBothThemes(panel.page, name));
    };
    const { panel, dana } = await halfWay(world);
    await look(panel, 'stopped half way');
    await panel.fill(dana.key('emails'), 'dana');
    await (await panel.control(`${dana.key('phones')}-0-type`)).click();
    await panel.page.waitForSelector('[role="option"]');
    await look(panel, 'editing a contact');
    await panel.apply();
    await panel.error(dana.key('emails'));
    await look(panel, 'a contact’s error');
    await panel.fill(dana.key('emails'), 'dana@keller.example');
    await panel.review();
    await look(panel, 'review of a contact');
    assert.deepEqual(found, []);
  }),
);
