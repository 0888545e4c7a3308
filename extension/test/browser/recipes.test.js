import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Panel } from '../harness/panel.js';
import { browserTests } from '../harness/world.js';
import { changeField, listOf, openPalette, pick, popupOver, recipes, showFile, store, strangersFile, tryFirst } from './recipe-steps.js';

/** @import {Sandbox} from '../harness/sandbox.js' */

const inChromium = browserTests();

/**
 * What was sent to change something, without the ids of what was made.
 * @param {Sandbox} sandbox
 */
const sent = async (sandbox) => (await sandbox.writes()).map(({ method, path }) => `${method} ${path}`);

test(
  'a recipe is written by keyboard and mouse, tried as it is written, run, and undone',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await listOf(world);
    const { page } = panel;
    const before = await sandbox.lead(seed.lead);
    await panel.click('New recipe');
    await page.waitForSelector('#editor-title');

    await page.click('#recipe-name');
    await page.keyboard.type('To the energy people');
    await pick(panel, 'step-0-field', 'Industry');
    await pick(panel, 'step-0-value', 'Energy');
    const rows = async () => page.$$eval('.tried tbody tr', (all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    await page.waitForSelector('.tried:not(.is-late) tbody tr');
    assert.deepEqual(await rows(), [['Industry', 'Software', 'Energy']].map(([label]) => [label, before[seed.field('Industry')], 'Energy']));

    await page.click('#add-step');
    await page.waitForSelector('#step-1-do:focus');
    await page.select('#step-1-do', 'append');
    await pick(panel, 'step-1-field', 'Description');
    await page.click('#step-1-value');
    await page.keyboard.type('Called from .');
    await page.keyboard.press('ArrowLeft');
    await pick(panel, 'step-1-value-insert', 'lead.name');
    await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.querySelector('#step-1-value')).value === 'Called from {{lead.name}}.');
    await page.waitForFunction(() => document.querySelector('.tried:not(.is-late)')?.textContent?.includes('Called from Acme GmbH.'));

    await page.focus('#step-1-up');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#step-0-up:focus');
    assert.equal(await page.$eval('#step-0-do', (node) => /** @type {HTMLSelectElement} */ (node).value), 'append');
    assert.deepEqual(await sent(sandbox), [], 'a dry run sends nothing');

    await panel.chord('Control', 'Enter');
    await panel.says(/^“To the energy people” saved\.$/);
    await tryFirst(panel, /Called from Acme GmbH\./);
    assert.deepEqual((await panel.changes()).map(([label]) => label).sort(), ['Description', 'Industry']);
    await panel.says(/^To the energy people: 2 changes to Acme GmbH\. Press Control Enter to apply\.$/);
    const shown = await panel.requestBody();
    await panel.chord('Control', 'Enter');
    await panel.says(/^2 changes saved\.$/);

    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(put?.body, shown);
    const after = await sandbox.lead(seed.lead);
    assert.equal(after[seed.field('Industry')], 'Energy');
    assert.equal(after.description, `${before.description}\nCalled from Acme GmbH.`);
    assert.equal(await panel.value('description'), after.description, 'the fields show it');

    await page.click('#undo');
    await panel.says(/are as before\.$/);
    const undone = await sandbox.lead(seed.lead);
    assert.deepEqual([undone.description, undone[seed.field('Industry')]], [before.description, before[seed.field('Industry')]]);
  }),
);

test(
  'from a lead page three keys apply a recipe: the panel’s own, its number, Ctrl+Enter',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const first = await world.panelInTab();
    await store(first, recipes.energy(seed));
    await first.page.close();
    const page = await world.leadPage();

    const panel = await popupOver(world, page);
    await panel.page.keyboard.press('1');
    await panel.page.waitForSelector('#apply');
    await panel.says(/^Energy: 2 changes to Acme GmbH\./);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'run-title');
    assert.deepEqual(await sent(sandbox), []);
    await panel.chord('Control', 'Enter');
    await panel.says(/^2 changes saved\.$/);
    assert.equal((await sandbox.lead(seed.lead))[seed.field('Industry')], 'Energy');
    assert.deepEqual(await sent(sandbox), [`PUT /api/v1/lead/${seed.lead}/`, 'POST /api/v1/activity/note/']);

    await panel.page.click('#undo');
    await panel.says(/as before/);
    assert.notEqual((await sandbox.lead(seed.lead))[seed.field('Industry')], 'Energy');
    assert.ok((await sent(sandbox)).some((line) => line.startsWith('DELETE /api/v1/activity/note/')), 'the note is gone');
  }),
);

test(
  'a recipe asks, by the keyboard alone, and writes what was answered; edits stay beside it',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await world.panelInTab();
    const { page } = panel;
    await store(panel, recipes.asks(seed));
    await panel.fill('url', 'https://typed.example');
    await page.keyboard.press('Escape');
    await panel.fill('name', 'Half typed');
    await page.focus('#list');
    await tryFirst(panel, /What was said\?/);
    await page.waitForSelector('#question-0:focus');
    await panel.chord('Control', 'Enter');
    await panel.says(/^Answer every question first/);
    await page.keyboard.type('They want an offer.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#apply');
    assert.deepEqual((await panel.changes()).map(([, , after]) => after), ['They want an offer.', 'Software']);
    await panel.chord('Control', 'Enter');
    await panel.says(/^2 changes saved\.$/);
    const lead = await sandbox.lead(seed.lead);
    assert.deepEqual([lead.description, lead[seed.field('Industry')], lead.name], ['They want an offer.', 'Software', 'Acme GmbH']);
    assert.deepEqual(await panel.touched(), ['name']);
  }),
);

test(
  'a selection that is there is written; one that is not is asked for, never written empty',
  inChromium(async (world) => {
    const { sandbox } = world;
    const first = await world.panelInTab();
    await store(first, recipes.selection());
    await first.page.close();
    const page = await world.leadPage();

    const none = await popupOver(world, page);
    await tryFirst(none, /selected/i);
    await none.page.waitForSelector('#question-0:focus');
    await none.page.close();

    await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector('h1') ?? document.body));
    const panel = await popupOver(world, page);
    await panel.page.keyboard.press('1');
    await panel.page.waitForSelector('#apply');
    const selected = await page.evaluate(() => String(getSelection()).trim());
    assert.ok(selected !== '' && (await panel.changes())[0]?.[2]?.includes(selected));
    assert.deepEqual(await sent(sandbox), []);
  }),
);

test(
  'what was copied is read when a recipe uses it, and asked for where the browser does not give it',
  inChromium(async (world) => {
    const { chromium, seed } = world;
    const panel = await listOf(world, { name: 'Paste', steps: [{ do: 'append', field: 'description', value: '{{clipboard}}' }] });
    const { page } = panel;
    const context = chromium.browser.defaultBrowserContext();
    await context.setPermission(chromium.url(''), { permission: { name: 'clipboard-read' }, state: 'denied' });
    await tryFirst(panel, /clipboard/i);
    await page.waitForSelector('#question-0:focus');
    await panel.click('Back');
    await page.waitForSelector('.recipe');
    await context.setPermission(chromium.url(''), { permission: { name: 'clipboard-read' }, state: 'granted' });
    await page.evaluate(() => navigator.clipboard.writeText('Copied words.'));
    await tryFirst(panel, /Copied words\./);
    assert.notEqual((await world.sandbox.lead(seed.lead)).description, 'Copied words.');
  }),
);

test(
  'a recipe for another status says so, and changes nothing',
  inChromium(async (world) => {
    const panel = await listOf(world, recipes.blocked());
    await tryFirst(panel, /Qualified/);
    assert.equal(await panel.page.$('#apply'), null);
    await panel.chord('Control', 'Enter');
    assert.deepEqual(await sent(world.sandbox), []);
    await panel.click('Edit the recipe');
    await panel.page.waitForSelector('#editor-title');
  }),
);

test(
  'a recipe whose field has gone from Close says so in the list and in its step, and is repaired there',
  inChromium(async (world) => {
    const { sandbox, seed } = world;
    const panel = await world.panelInTab();
    const { page } = panel;
    await store(panel, recipes.energy(seed));
    await changeField(world, 'Industry', { deleted: true });
    await openPalette(panel, 'read again');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`.field[data-key="${seed.field('Industry')}"]`, { hidden: true });
    await page.keyboard.press('r');
    await page.waitForSelector('.recipe-warning');
    await tryFirst(panel, /needs repair/);
    assert.equal(await page.$('#apply'), null);
    await page.locator('.review-errors button').click();
    await page.waitForSelector('#step-0:focus');
    await page.waitForSelector('#step-0-field-issues');
    await pick(panel, 'step-0-field', 'Lead source');
    await page.waitForSelector('.tried:not(.is-late) tbody tr');
    assert.equal(await page.$('#step-0-field-issues'), null);
    await panel.chord('Control', 'Enter');
    await panel.says(/saved\.$/);
    assert.equal(await page.$('.recipe-warning'), null);
    assert.deepEqual(await sent(sandbox), []);
  }),
);

test(
  'what is being written survives a closed panel, and leaving asks',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const first = await listOf(world, recipes.energy(seed));
    await first.click('Edit Energy');
    await first.page.locator('#recipe-name').fill('Renamed');
    await first.page.close();

    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
    const { page } = panel;
    await panel.ready();
    await page.keyboard.press('r');
    await panel.shows(/“Renamed” has changes that are not saved\./);
    await panel.click('Go on');
    await page.waitForSelector('#editor-title:focus');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#leave-title:focus');
    await panel.click('Go on writing');
    assert.equal(await page.$eval('#recipe-name', (node) => /** @type {HTMLInputElement} */ (node).value), 'Renamed');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#leave-title');
    await panel.click('Discard');
    await page.waitForSelector('.recipe');
    assert.match(await page.$eval('.recipes', (list) => list.textContent ?? ''), /Energy/);
  }),
);

test(
  'a recipe is copied, deleted after a question, and brought back',
  inChromium(async (world) => {
    const { seed } = world;
    const panel = await listOf(world, recipes.energy(seed), recipes.selection());
    const { page } = panel;
    const names = () => page.$$eval('.recipe-name b', (all) => all.map((name) => name.textContent));
    await panel.click('Edit Energy');
    await panel.click('Duplicate');
    await panel.chord('Control', 'Enter');
    await panel.says(/“Energy \(copy\)” saved/);
    await panel.click('Edit Energy');
    await panel.click('Delete …');
    await page.waitForSelector('#delete-title:focus');
    await panel.click('Delete');
    await panel.says(/^“Energy” deleted\.$/);
    assert.deepEqual(await names(), ['Take the selection', 'Energy (copy)']);
    await panel.click('Undo');
    await panel.says(/^“Energy” is back\.$/);
    assert.deepEqual(await names(), ['Energy', 'Take the selection', 'Energy (copy)']);
  }),
);

test(
  'a stranger’s file is shown before it is kept, and what no recipe may do is refused',
  inChromium(async (world) => {
    const panel = await listOf(world);
    const { page } = panel;
    await panel.click('Import');
    await page.locator('#import-text').fill('{"name": 1');
    await page.click('#read-import');
    await page.waitForSelector('#import-problem');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.starter');
    await showFile(panel, strangersFile);
    const rows = await page.$$eval('.in-file-row', (all) => all.map((row) => {
      const box = /** @type {HTMLInputElement} */ (row.querySelector('input'));
      return [row.querySelector('b')?.textContent, box.checked, box.disabled];
    }));
    assert.deepEqual(rows, [['Fine', true, false], ['Not fine', false, true], ['For another field', true, false]]);
    assert.match(await page.$eval('.in-file', (list) => list.textContent ?? ''), /Cannot be imported\./);
    await page.click('#import');
    await panel.says(/^2 recipes imported\.$/);
    assert.deepEqual(await page.$$eval('.recipe-name b', (all) => all.map((name) => name.textContent)), ['Fine', 'For another field']);
    assert.equal((await page.$$('.recipe-warning')).length, 1);
    assert.deepEqual(await sent(world.sandbox), []);
  }),
);

test(
  'with 500 recipes the list is there at once, and finds as one types',
  inChromium(async (world) => {
    const panel = await world.panelInTab();
    const { page } = panel;
    const all = Array.from({ length: 500 }, (_, i) => ({ name: `Recipe ${i + 1}`, steps: [{ do: 'note', value: `Note ${i + 1}.` }] }));
    for (const part of [all.slice(0, 250), all.slice(250)]) {
      const text = JSON.stringify({ leadpatch_recipes: 1, recipes: part });
      const { status, body } = await panel.ask('POST', '/recipes/import', { text, chosen: part.map((_, i) => i) });
      assert.equal(status, 200, body.detail);
    }
    await page.keyboard.press('r');
    await page.waitForSelector('.recipe:nth-child(500)');
    await page.keyboard.press('/');
    // What counts is the work of the page's own thread, not how much of the machine it gets.
    const devtools = await page.createCDPSession();
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
    };
    const before = await worked();
    await page.evaluate(async () => {
      const box = /** @type {HTMLInputElement} */ (document.getElementById('filter'));
      box.value = 'recipe 477';
      box.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    });
    const took = await worked() - before;
    assert.ok(took < 500, `the filter took ${took} ms`);
    assert.deepEqual(await page.$$eval('.recipe-name b', (names) => names.map((name) => name.textContent)), ['Recipe 477']);
    await page.focus('#list');
    await tryFirst(panel, /Note 477\./);
  }),
);

test(
  'the palette leads to a field, to a recipe and to another lead, and gives the focus back',
  inChromium(async (world) => {
    const { seed } = world;
    const panel = await world.panelInTab();
    const { page } = panel;
    await store(panel, recipes.energy(seed));
    await (await panel.control('url')).focus();
    await openPalette(panel);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[id="f-url"]:focus');

    await openPalette(panel, 'employees');
    await page.waitForSelector('.palette-item.is-here');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[id="f-${seed.field('Employees')}"]:focus`);

    await openPalette(panel, 'energ');
    await page.keyboard.press('Enter');
    await panel.shows(/Seen in the news\./);

    await openPalette(panel, 'many lines');
    await page.waitForFunction(() => [...document.querySelectorAll('.palette-item')].some((item) => item.textContent?.includes('Many Lines Ltd')));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Many Lines Ltd');
    await page.waitForSelector('.field[data-key="name"]');
    assert.deepEqual(await sent(world.sandbox), []);
  }),
);

test(
  'an address opens the dry run of a recipe, with what was clicked, or the list of them',
  inChromium(async (world) => {
    const { seed, chromium } = world;
    const first = await world.panelInTab();
    const [id, other] = await store(first, recipes.energy(seed), recipes.selection());
    const name = await first.page.evaluate(async () => {
      const { keepOnce } = await import(chrome.runtime.getURL('browser/once.js'));
      return keepOnce({ page_url: 'https://there.example/', selection: 'Words from there.' });
    });
    await first.page.close();
    const clicked = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}&recipe=${other}&clicked=${name}`)));
    await clicked.page.waitForSelector('#apply');
    await clicked.shows(/Words from there\./);
    const run = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}&recipe=${id}`)));
    await run.shows(/Seen in the news\./);
    const list = new Panel(await chromium.open(chromium.url('panel/panel.html?recipes')));
    await list.page.waitForSelector('.recipe');
    await list.page.keyboard.press('1');
    await list.shows(/Which one is the recipe for\?/);
    await list.click('Choose a lead');
    await list.page.waitForSelector('#palette:focus');
    await list.page.keyboard.type('acme');
    await list.page.waitForSelector('.palette-item');
    await list.page.keyboard.press('Enter');
    await list.shows(/Seen in the news\./);
  }),
);
