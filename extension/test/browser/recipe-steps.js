import { Panel } from '../harness/panel.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {World} from '../harness/world.js' */

/** Recipes that the tests and the states store, by what they are for. */
export const recipes = {
  /** @param {World['seed']} seed */
  energy: (seed) => ({
    name: 'Energy', description: 'Sets the industry and notes why.',
    steps: [{ do: 'set', field: seed.field('Industry'), value: 'Energy' }, { do: 'note', value: 'Seen in the news.' }],
  }),
  /** @param {World['seed']} seed */
  asks: (seed) => ({
    name: 'After a call',
    steps: [
      { do: 'set', field: 'description', value: '{{ask:What was said?}}' },
      { do: 'set', field: seed.field('Industry'), value: '{{ask:Which industry?|Energy,Software,Retail}}' },
    ],
  }),
  selection: () => ({ name: 'Take the selection', steps: [{ do: 'append', field: 'description', value: '{{selection|trim}}' }] }),
  blocked: () => ({ name: 'Only for customers', when_status: ['Qualified'], steps: [{ do: 'set', field: 'description', value: 'A customer.' }] }),
};

/**
 * Stores recipes through a page of the extension, in this order.
 * @param {Panel} panel
 * @param {...object} all
 */
export async function store(panel, ...all) {
  /** @type {string[]} */
  const ids = [];
  for (const recipe of all) {
    const { status, body } = await panel.ask('PUT', '/recipes/new', { id: '', ...recipe });
    if (status !== 200) throw new Error(`storing the recipe answered ${status}: ${body.detail}`);
    ids.push(body.stored);
  }
  return ids;
}

/**
 * Opens a lead's panel with recipes, its list in front.
 * @param {World} world
 * @param {...object} all
 */
export async function listOf(world, ...all) {
  const panel = await world.panelInTab();
  await store(panel, ...all);
  await panel.page.keyboard.press('r');
  await panel.page.waitForSelector(all.length > 0 ? '.recipe' : '.starter');
  return panel;
}

/**
 * Tries the first recipe of a list on the lead, and waits for what it says.
 * @param {Panel} panel
 * @param {RegExp} words
 */
export async function tryFirst(panel, words) {
  await panel.page.keyboard.press('1');
  await panel.page.waitForSelector('#run-title');
  await panel.shows(words);
  return panel;
}

/**
 * Clicks the extension's button over a page, and waits until its popup hears keys.
 * @param {World} world
 * @param {Page} page
 */
export async function popupOver({ chromium }, page) {
  const panel = new Panel(await chromium.openPopup(page));
  await panel.page.waitForSelector('h1 .bone, .tabs');
  return panel;
}

/**
 * Picks from a box with a list by typing and Enter.
 * @param {Panel} panel
 * @param {string} id
 * @param {string} text
 */
export async function pick({ page }, id, text) {
  await page.locator(`[id="${id}"]`).click();
  await page.$eval(`[id="${id}"]`, (node) => /** @type {HTMLInputElement} */ (node).select());
  await page.keyboard.type(text);
  await page.waitForSelector(`[id="${id}-list"] [role="option"]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`[id="${id}-list"]`, { hidden: true });
}

/**
 * Presses the key of the palette and waits until it is open.
 * @param {Panel} panel
 * @param {string} [words] to type into it
 */
export async function openPalette(panel, words = '') {
  await panel.chord('Control', 'k');
  await panel.page.waitForSelector('#palette:focus');
  await panel.page.keyboard.type(words);
}

/** A file of recipes as a stranger might send it: one is fine, one wants what no recipe may. */
export const strangersFile = JSON.stringify({
  leadpatch_recipes: 1,
  recipes: [
    { name: 'Fine', steps: [{ do: 'note', value: 'Hello.' }] },
    { name: 'Not fine', steps: [{ do: 'delete', field: 'name' }] },
    { name: 'For another field', steps: [{ do: 'set', field: 'custom.cf_elsewhere', field_label: 'Nowhere', value: 'x' }] },
  ],
});

/**
 * Pastes a file's text into the import and shows what it holds.
 * @param {Panel} panel
 * @param {string} text
 */
export async function showFile(panel, text) {
  const { page } = panel;
  await panel.click(await page.$('.recipe') ? 'Import, export' : 'Import');
  if (await page.$('#files-title')) await panel.click('Import …');
  await page.waitForSelector('#import-text');
  await page.$eval('#import-text', (node, words) => {
    const area = /** @type {HTMLTextAreaElement} */ (node);
    area.value = words;
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);
  await page.click('#read-import');
  await page.waitForSelector('.in-file');
}

/**
 * Changes a custom field of the organization behind everyone's back, as an administrator
 * would.
 * @param {World} world
 * @param {string} name
 * @param {object} change
 */
export async function changeField({ sandbox, seed }, name, change) {
  const id = seed.field(name).replace(/^custom\./, '');
  const response = await fetch(`${sandbox.origin}/_sandbox/schema/lead/${id}`, {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
}
