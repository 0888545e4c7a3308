import { Panel } from '../harness/panel.js';
import { changeField, listOf, openPalette, recipes, showFile, store, strangersFile, tryFirst } from './recipe-steps.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

/**
 * Forgets the recipes of other states, and what they have changed of the fields, so that a
 * state begins with its own.
 * @param {World} world
 */
async function forget(world) {
  const page = await world.chromium.open(world.chromium.url('panel/panel.html?recipes'));
  const panel = new Panel(page);
  const { body } = await panel.ask('GET', '/recipes');
  for (const { recipe } of body.recipes) await panel.ask('DELETE', `/recipes/${recipe.id}`);
  await panel.ask('GET', `/leads/${world.seed.lead}?fresh=1`);
  await page.evaluate(() => localStorage.clear());
  await page.close();
}

/**
 * Reaches a state without the recipes of another one.
 * @param {Reach} reach
 * @returns {Reach}
 */
const alone = (reach) => async (world) => {
  await forget(world);
  return reach(world);
};

/** @param {World} world */
const several = (world) => listOf(world, { ...recipes.energy(world.seed), slot: 1 }, recipes.asks(world.seed), recipes.selection(), recipes.blocked());

/**
 * Opens the editor of the first recipe, and waits for its dry run.
 * @param {World} world
 */
async function editing(world) {
  const panel = await listOf(world, { ...recipes.energy(world.seed), slot: 1, menu: ['page', 'selection'], when_status: ['Potential'] });
  await panel.click('Edit Energy');
  await panel.page.waitForSelector('.tried:not(.is-late) tbody tr');
  return panel;
}

/** @type {Record<string, Reach>} */
const all = {
  'recipes, empty': (world) => listOf(world),

  recipes: several,

  'recipes, arranging': async (world) => {
    const panel = await several(world);
    await panel.click('Arrange');
    return panel;
  },

  'recipes, nothing found': async (world) => {
    const panel = await several(world);
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('nothing like this');
    await panel.shows(/No recipe matches/);
    return panel;
  },

  'recipe, dry run': async (world) => {
    const panel = await listOf(world, recipes.energy(world.seed));
    return tryFirst(panel, /Seen in the news\./);
  },

  'recipe, question': async (world) => {
    const panel = await listOf(world, recipes.asks(world.seed));
    return tryFirst(panel, /Which industry\?/);
  },

  'recipe, answered': async (world) => {
    const panel = await listOf(world, recipes.asks(world.seed));
    await tryFirst(panel, /Which industry\?/);
    await panel.page.type('#question-0', 'They want an offer.');
    await panel.page.click('.answer input');
    await panel.page.click('#answer');
    await panel.page.waitForSelector('#apply');
    return panel;
  },

  'recipe, empty placeholder': async (world) => {
    const panel = await listOf(world, recipes.selection());
    return tryFirst(panel, /selected/i);
  },

  'recipe, blocked': async (world) => {
    const panel = await listOf(world, recipes.blocked());
    return tryFirst(panel, /Qualified/);
  },

  'recipe, nothing to change': async (world) => {
    const panel = await listOf(world, { name: 'As it is', steps: [{ do: 'set', field: 'description', value: 'Makes widgets.' }] });
    return tryFirst(panel, /Nothing to change/);
  },

  'recipe, applied': async (world) => {
    const panel = await all['recipe, dry run'](world);
    await panel.apply();
    await panel.says(/^2 changes saved\.$/);
    return panel;
  },

  'recipe, no lead': async (world) => {
    await (await listOf(world, recipes.energy(world.seed))).page.close();
    const panel = new Panel(await world.chromium.open(world.chromium.url('panel/panel.html?recipes')));
    await panel.page.waitForSelector('.recipe');
    return tryFirst(panel, /Which one is the recipe for\?/);
  },

  'recipe, needs repair': async (world) => {
    const panel = await listOf(world, { name: 'Gone', steps: [{ do: 'set', field: 'custom.cf_gone', field_label: 'Decision', value: 'Yes' }] });
    return tryFirst(panel, /needs repair/);
  },

  'recipes, one needs repair': async (world) => {
    const panel = await world.panelInTab();
    await store(panel, recipes.energy(world.seed), recipes.selection());
    await changeField(world, 'Industry', { deleted: true });
    await openPalette(panel, 'read again');
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForSelector(`.field[data-key="${world.seed.field('Industry')}"]`, { hidden: true });
    await panel.page.keyboard.press('r');
    await panel.page.waitForSelector('.recipe-warning');
    return panel;
  },

  'recipe editor, new': async (world) => {
    const panel = await listOf(world);
    await panel.click('New recipe');
    await panel.page.waitForSelector('#editor-title');
    return panel;
  },

  'recipe editor': editing,

  'recipe editor, below': async (world) => {
    const panel = await editing(world);
    await panel.page.$eval('#list', (list) => list.scrollTo(0, list.scrollHeight));
    return panel;
  },

  'recipe editor, picking a field': async (world) => {
    const panel = await editing(world);
    await panel.page.click('#step-0-field');
    await panel.page.waitForSelector('[role="option"]');
    await panel.page.keyboard.press('ArrowDown');
    return panel;
  },

  'recipe editor, inserting a placeholder': async (world) => {
    const panel = await editing(world);
    await panel.page.click('#step-1-value-insert');
    await panel.page.waitForSelector('[role="option"]');
    await panel.page.keyboard.press('ArrowDown');
    return panel;
  },

  'recipe editor, an issue': async (world) => {
    const panel = await editing(world);
    await panel.page.locator('#step-1-value').fill('{{nothing}}');
    await panel.page.waitForSelector('#step-1-value-issues');
    return panel;
  },

  'recipe editor, leaving': async (world) => {
    const panel = await editing(world);
    await panel.page.locator('#recipe-name').fill('Renamed');
    await panel.click('Back');
    await panel.page.waitForSelector('#leave-title');
    return panel;
  },

  'recipes, unsaved': async (world) => {
    await (await all['recipe editor, leaving'](world)).page.close();
    const panel = await world.panelInTab();
    await panel.page.keyboard.press('r');
    await panel.page.waitForSelector('.unsaved');
    return panel;
  },

  'recipe, deleting': async (world) => {
    const panel = await editing(world);
    await panel.click('Delete …');
    await panel.page.waitForSelector('#delete-title');
    return panel;
  },

  'recipe, deleted': async (world) => {
    const panel = await all['recipe, deleting'](world);
    await panel.click('Delete');
    await panel.says(/deleted\.$/);
    return panel;
  },

  'recipes, import': async (world) => {
    const panel = await listOf(world);
    await panel.click('Import');
    await panel.page.click('#read-import');
    await panel.page.waitForSelector('#import-problem');
    return panel;
  },

  'recipes, import preview': async (world) => {
    const panel = await listOf(world);
    await showFile(panel, strangersFile);
    return panel;
  },

  'recipes, files': async (world) => {
    const panel = await several(world);
    await panel.click('Import, export');
    await panel.page.waitForSelector('#files-title');
    return panel;
  },

  'recipes, export': async (world) => {
    const panel = await all['recipes, files'](world);
    await panel.click('Export …');
    await panel.page.waitForSelector('#export-title');
    return panel;
  },

  palette: async (world) => {
    const panel = await several(world);
    await openPalette(panel);
    return panel;
  },

  'palette, found': async (world) => {
    const panel = await several(world);
    await openPalette(panel, 'ltd');
    await panel.page.waitForFunction(() => document.querySelector('.palette')?.textContent?.includes('Leads'));
    return panel;
  },

  'palette, nothing found': async (world) => {
    const panel = await several(world);
    await openPalette(panel, 'nothing like this');
    await panel.page.waitForFunction(() => document.querySelector('.palette-note')?.textContent === 'Nothing here is called that.');
    return panel;
  },
};

/** The states of the recipes and of the palette. @type {Record<string, Reach>} */
export const recipeStates = Object.fromEntries(Object.entries(all).map(([name, reach]) => [name, alone(reach)]));
