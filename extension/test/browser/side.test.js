import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();
const pictures = 'dist/screenshots';

/**
 * Opens the side panel over a lead's page by the popup's menu, signed in.
 * @param {World} world
 * @param {string} [lead]
 */
async function besideLead({ chromium, visit }, lead) {
  const { page, panel: popup } = await visit(lead);
  const closed = chromium.gone(popup.page);
  const side = new Panel(await chromium.sidePanel(() => popup.choose('Open in the side panel')));
  await closed;
  await side.ready();
  return { page, side };
}

/**
 * Moves a page on to another lead, as the Close app does: without loading.
 * @param {Page} page
 * @param {string} lead
 */
const goTo = (page, lead) => page.evaluate((path) => history.pushState({}, '', path), `/lead/${lead}/`);

/**
 * Waits until a panel shows a lead as Close has it.
 * @param {Panel} side
 * @param {string} name
 */
async function shows(side, name) {
  await side.page.waitForFunction((words) => document.querySelector('h1')?.textContent === words, { polling: 'mutation' }, name);
  await side.ready();
}

/** @param {Panel} side */
const elsewhere = (side) => side.page.waitForSelector('.elsewhere').then((found) => found?.evaluate((node) => node.textContent ?? ''));

/** @param {Panel} side */
const applyWords = (side) => side.page.$eval('#apply', (button) => button.textContent ?? '');

/** @param {World} world */
const written = async ({ sandbox }) => (await sandbox.writes()).map(({ method, path }) => `${method} ${path}`);

test(
  'the side panel follows the Close app, its window’s tabs, and the pages that it may not see',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const { page, side } = await besideLead(world);
    assert.equal(await side.value('name'), 'Acme GmbH');
    await goTo(page, seed.leadNamed('Many Lines Ltd'));
    await shows(side, 'Many Lines Ltd');

    const blank = await chromium.open('about:blank');
    await side.shows(/Click the Leadpatch button in the toolbar to read this page/);
    const other = await world.leadPage(seed.leadNamed('Empty Shell Ltd'));
    await shows(side, 'Empty Shell Ltd');
    await other.close();
    await blank.bringToFront();
    await side.shows(/Click the Leadpatch button/);
    await blank.close();
    await shows(side, 'Many Lines Ltd');
    assert.deepEqual(await written(world), []);
  }),
);

test(
  'a review is about its lead, whatever the Close app and the tabs do underneath',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const { page, side } = await besideLead(world);
    await side.fill('description', 'For Acme alone.');
    await side.review();
    assert.equal(await applyWords(side), 'Apply 1 change to Acme GmbH');

    await goTo(page, seed.leadNamed('Many Lines Ltd'));
    assert.match(await elsewhere(side) ?? '', /The page now shows another lead\. Your edits here go to Acme GmbH\./);
    const other = await chromium.open('about:blank');
    await side.page.waitForFunction(() => /no longer shows/.test(document.querySelector('.elsewhere')?.textContent ?? ''));
    await other.close();
    await side.page.waitForFunction(() => /another lead/.test(document.querySelector('.elsewhere')?.textContent ?? ''));
    assert.equal(await applyWords(side), 'Apply 1 change to Acme GmbH');
    await side.apply();
    await side.says(/^1 change saved/);
    assert.equal(await side.page.$eval('h1', (node) => node.textContent), 'Acme GmbH');
    assert.deepEqual(await written(world), [`PUT /api/v1/lead/${seed.lead}/`]);

    await side.click('Show that lead');
    await shows(side, 'Many Lines Ltd');
    assert.deepEqual(await side.touched(), []);
  }),
);

test(
  'while Close takes its time over a change, the panel stays with its lead; then it follows again',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const { page, side } = await besideLead(world);
    await sandbox.fault({ method: 'PUT', path_prefix: '/api/v1/lead/', hold: 'before', name: 'slow' });
    await side.fill('description', 'On its way.');
    await side.review();
    await side.apply();
    await sandbox.held();
    await goTo(page, seed.leadNamed('Many Lines Ltd'));
    await elsewhere(side);
    assert.match(await applyWords(side), /^Applying 1 change/);
    await sandbox.release({ name: 'slow' });
    await side.says(/^1 change saved/);
    assert.deepEqual(await written(world), [`PUT /api/v1/lead/${seed.lead}/`]);
    await goTo(page, seed.leadNamed('Empty Shell Ltd'));
    await shows(side, 'Empty Shell Ltd');
  }),
);

test(
  'edits stay with their lead through other leads, and when the worker is stopped',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const { page, side } = await besideLead(world);
    await side.fill('description', 'Half a sent');
    await goTo(page, seed.leadNamed('Many Lines Ltd'));
    await elsewhere(side);
    await side.settled();
    await side.click('Show that lead');
    await shows(side, 'Many Lines Ltd');
    await chromium.stopWorker();
    await goTo(page, seed.lead);
    await shows(side, 'Acme GmbH');
    assert.equal(await side.value('description'), 'Half a sent');
  }),
);

test(
  'two windows have each their own side panel',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const many = seed.leadNamed('Many Lines Ltd');
    const { page, side } = await besideLead(world);
    const worker = await chromium.worker();
    const opened = chromium.target((target) => target.url().includes(`/lead/${many}/`));
    await worker.evaluate((url) => chrome.windows.create({ url }).then(() => {}), page.url().replace(seed.lead, many));
    const second = await (await opened).asPage();
    const popup = new Panel(await chromium.openPopup(second));
    await popup.ready();
    const besideSecond = new Panel(await chromium.sidePanel(() => popup.choose('Open in the side panel')));
    await shows(besideSecond, 'Many Lines Ltd');
    assert.equal(await side.page.$eval('h1', (node) => node.textContent), 'Acme GmbH');

    await goTo(second, seed.leadNamed('Empty Shell Ltd'));
    await shows(besideSecond, 'Empty Shell Ltd');
    assert.equal(await side.page.$eval('h1', (node) => node.textContent), 'Acme GmbH');
    await goTo(page, many);
    await shows(side, 'Many Lines Ltd');
    assert.equal(await besideSecond.page.$eval('h1', (node) => node.textContent), 'Empty Shell Ltd');
  }),
);

test(
  'the panel fits every width of the side panel',
  inChromium(async (world) => {
    const { page, side } = await besideLead(world);
    await side.fill('description', 'A text of some length, so that the button has something to name.');
    await mkdir(pictures, { recursive: true });
    const still = async (/** @type {string} */ name) => {
      for (const width of [320, 480]) {
        await side.page.setViewport({ width, height: 720 });
        const wide = () => side.page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
        await until(async () => (await wide())[0] === width, `a width of ${width}`);
        assert.deepEqual(await wide(), [width, width], `${name} does not fit ${width} pixels`);
        const cut = () => side.page.$eval('#apply span', (words) => words.scrollWidth > words.clientWidth).catch(() => false);
        assert.equal(await cut(), false, `${name} does not name the lead at ${width} pixels`);
        await side.page.screenshot({ path: `${pictures}/side-${name}-${width}.png` });
      }
    };
    await still('list');
    await goTo(page, world.seed.leadNamed('Many Lines Ltd'));
    await elsewhere(side);
    await still('elsewhere');
    await side.review();
    await still('review');
    await side.click('Show that lead');
    await shows(side, 'Many Lines Ltd');
    await page.goto('about:blank');
    await side.shows(/Click the Leadpatch button/);
    await still('unseen');
  }),
);
