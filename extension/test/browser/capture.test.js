import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../harness/world.js';
import { acme, addPerson, capture, choices, company, popupOver, read, rows, stranger, tick } from './capture-page.js';

/** @import {Panel} from '../harness/panel.js' */
/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();

/** What the extension itself must not have sent before the user applied. @param {World} world */
const nothingSent = async ({ sandbox }) => assert.deepEqual(await sandbox.writes(), [], 'something was sent before the user applied');

/**
 * Waits until the head of the panel names a lead.
 * @param {Panel} panel
 * @param {string} name
 */
const titled = ({ page }, name) => page.waitForFunction((words) => document.querySelector('.title')?.textContent === words, { polling: 'mutation' }, name);

test(
  'the toolbar on a company’s page shows its lead, and apply sends what is ticked and nothing else',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    await world.signIn();
    const before = await sandbox.lead(seed.lead);
    const { panel } = await capture(world, 'http://acme.example/about', acme);
    assert.match(await panel.page.$eval('.match-line', (line) => line.textContent ?? ''), /acme\.example/);

    const seen = await rows(panel);
    const name = seen.find(({ label }) => label === 'Name');
    assert.deepEqual(name, { label: 'Name', values: ['Already there: Acme GmbH'], ticked: null });
    const description = seen.find(({ label }) => label === 'Description');
    assert.equal(description?.ticked, false, 'a field that is not empty is never ticked by itself');
    assert.ok(description?.values.includes('Page: Widgets and gadgets for people who build things.'), description?.values.join());

    await tick(panel, 'Description');
    await addPerson(panel, 'Nora Neumann');
    await panel.page.click('#tick-note');
    await nothingSent(world);

    await panel.review();
    const changes = await panel.changes();
    assert.ok(changes.some(([field, , after]) => field === 'Description' && after === 'Widgets and gadgets for people who build things.'));
    await panel.apply();
    await panel.says(new RegExp(`^${changes.length} changes saved`));

    const after = await sandbox.lead(seed.lead);
    assert.equal(after.description, 'Widgets and gadgets for people who build things.');
    for (const key of ['name', 'url', 'addresses']) assert.deepEqual(after[key], before[key], `${key} was not ticked`);
    const nora = after.contacts.find((/** @type {any} */ contact) => contact.name === 'Nora Neumann');
    assert.deepEqual(nora?.emails.map((/** @type {any} */ one) => one.email), ['nora@acme.example']);
    assert.equal(after.contacts.length, before.contacts.length + 1);
    const [note] = (await sandbox.notes(seed.lead)).slice(-1);
    assert.match(note.note, /About Acme[^]*http:\/\/acme\.example\/about/);
    assert.equal((await rows(panel)).find(({ label }) => label === 'Description')?.values[0], 'Already there: Widgets and gadgets for people who build things.');

    await panel.page.click('#undo');
    await panel.says(/as before/);
    const undone = await sandbox.lead(seed.lead);
    assert.equal(undone.description, before.description);
    assert.equal(undone.contacts.length, before.contacts.length);
    assert.ok(!(await sandbox.notes(seed.lead)).some(({ id }) => id === note.id));
  }),
);

test(
  'what was ticked survives the popup, what was only offered is offered again',
  inChromium(async (world) => {
    await world.signIn();
    const { page, panel } = await capture(world, 'http://acme.example/about', acme);
    await tick(panel, 'Description');
    await panel.settled();
    await panel.page.close();
    const again = await popupOver(world, page);
    assert.equal((await rows(again)).find(({ label }) => label === 'Description')?.ticked, true);
    await nothingSent(world);
  }),
);

test(
  'a page of a company that Close does not know becomes a lead, which is the page’s from then on',
  inChromium(async (world) => {
    const { sandbox } = world;
    await world.signIn();
    const url = 'http://nordwind-segel.example/';
    const { page, panel } = await capture(world, url, stranger);
    await panel.shows(/No lead matches nordwind-segel\.example/);
    await panel.page.click('#create');
    await panel.fill('name', 'Nordwind Segel');
    await addPerson(panel, 'Wiebke Wind');
    await panel.page.click('#tick-note');
    await nothingSent(world);
    await panel.review();
    await panel.apply();
    await panel.says(/^Nordwind Segel created\./);

    const found = (await sandbox.leads()).filter(({ name }) => name === 'Nordwind Segel');
    assert.equal(found.length, 1);
    const lead = await sandbox.lead(found[0]?.id ?? '');
    assert.equal(lead.url, 'http://nordwind-segel.example');
    assert.equal(lead.description, 'Sails for every wind.');
    assert.equal(lead.addresses[0].city, 'Kiel');
    assert.ok(lead.contacts.some((/** @type {any} */ contact) => contact.name === 'Wiebke Wind'));
    assert.equal((await sandbox.notes(lead.id)).length, 1);
    assert.equal(await panel.value('name'), 'Nordwind Segel');
    await panel.settled();
    await panel.page.close();

    const again = await popupOver(world, page);
    await titled(again, 'Nordwind Segel');
    assert.equal((await rows(again)).find(({ label }) => label === 'Description')?.values[0], 'Already there: Sails for every wind.');
  }),
);

test(
  'a lead that was begun waits for its page',
  inChromium(async (world) => {
    await world.signIn();
    const { page, panel } = await capture(world, 'http://nordwind-segel.example/', stranger);
    await panel.page.click('#create');
    await panel.fill('name', 'Nordwind, half written');
    await panel.settled();
    await panel.page.close();
    const again = await popupOver(world, page);
    assert.equal(await again.value('name'), 'Nordwind, half written');
    await again.fill('name', ' ');
    await again.apply();
    assert.match(await again.error('name') ?? '', /Write a name/);
    await nothingSent(world);
  }),
);

test(
  'of several leads the user chooses one by the keyboard, and the choice is remembered until it is forgotten',
  inChromium(async (world) => {
    const { seed } = world;
    await world.signIn();
    const { page, panel } = await capture(world, 'http://www.hopfen-brewery.com/', company({ name: 'Hopfen Brewery' }));
    await panel.shows(/leads match this page/);
    const [first = '', second] = await choices(panel);
    assert.ok(second, 'there is more than one');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForSelector('.match-line');
    await titled(panel, first);
    await panel.page.close();

    const again = await popupOver(world, page);
    await titled(again, first);
    await again.page.click('#change-lead');
    await again.click('Forget the choice for hopfen-brewery.com');
    await again.says(/Forgotten/);
    await again.page.close();

    const later = await popupOver(world, page);
    await later.shows(/leads match this page/);
    await later.page.type('#find-lead', 'acme');
    await later.page.waitForFunction(() => [...document.querySelectorAll('.lead-option bdi')].some((node) => node.textContent === 'Acme GmbH'));
    await later.page.click(`[data-lead="${seed.lead}"]`);
    await later.page.waitForSelector('.match-line');
    await titled(later, 'Acme GmbH');
    await nothingSent(world);
  }),
);

test(
  'a hostile page shows what it says as text, and none of it runs or leads anywhere',
  inChromium(async (world) => {
    await world.signIn();
    const html = company({
      name: 'Evil\u202eeliF\u200b <img src=x onerror=alert(1)>', url: 'javascript:alert(1)', description: '\u05e9\u05dc\u05d5\u05dd \u2067rtl\u2069 and <b>bold</b>',
    }, { title: 'Bad &lt;script&gt;', body: '<a href="javascript:alert(2)">x</a><a href="data:text/html,x">y</a><a href="mailto:a@acme.example%0abcc:b@evil.example">mail</a>' });
    const { panel } = await capture(world, 'http://acme.example/evil', html);
    const text = JSON.stringify(await rows(panel));
    assert.doesNotMatch(text, /javascript:|data:text|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    assert.deepEqual(await panel.page.$$eval('main a, main img, main script', (all) => all.length), 0);
    await nothingSent(world);
  }),
);

test(
  'a page that cannot be read says so, and any lead can be found from there',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    await world.signIn();
    const page = await chromium.open('chrome://version/');
    const panel = await popupOver(world, page);
    await panel.shows(/No lead on this page/);
    await panel.page.click('#find');
    await panel.page.type('#find-lead', 'acme');
    await (await panel.page.waitForSelector(`[data-lead="${seed.lead}"]`))?.click();
    await panel.ready();
    assert.equal(await panel.value('name'), 'Acme GmbH');
  }),
);

test(
  'the page’s address is kept in a field that is chosen once',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    await world.signIn();
    const field = seed.field('Background');
    const { page, panel } = await capture(world, 'http://acme.example/about?utm_source=mail', acme);
    await panel.page.select('#page-field', field);
    await panel.page.click('#tick-field');
    await panel.page.close();
    const again = await popupOver(world, page);
    assert.equal(await again.page.$eval('#page-field', (node) => /** @type {HTMLSelectElement} */ (node).value), field);
    await again.apply();
    await again.says(/saved/);
    assert.equal((await sandbox.lead(seed.lead))[field], 'About Acme\nhttp://acme.example/about');
  }),
);

test(
  'the page moves on under the panel: the ticks go to the lead that the button names',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    await world.signIn();
    const { page, panel } = await capture(world, 'http://acme.example/about', acme);
    await tick(panel, 'Description');
    await page.goto('http://nordwind-segel.example/');
    await panel.page.waitForSelector('.elsewhere');
    assert.match(await panel.page.$eval('#apply', (button) => button.textContent ?? ''), /to Acme GmbH$/);
    await panel.apply();
    await panel.says(/saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Widgets and gadgets for people who build things.');
    await read(panel);
  }),
);

test(
  'a number without a country code is read as one of the country that the user chooses',
  inChromium(async (world) => {
    await world.signIn();
    const html = company({ name: 'Acme GmbH', url: 'https://acme.example/', telephone: '030 12345678' });
    const { panel } = await capture(world, 'http://acme.example/contact', html);
    const numbers = async () => (await rows(panel)).filter(({ label }) => label === 'Phones').flatMap(({ values }) => values).join();
    assert.doesNotMatch(await numbers(), /\+49/);
    await panel.page.select('#numbers-from', 'DE');
    await panel.page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('+493012345678'), { polling: 'mutation' });
    assert.match(await numbers(), /\+493012345678/);
    await nothingSent(world);
  }),
);
