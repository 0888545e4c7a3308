import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { problemOf, recipesOf } from '../../test/unit/fixtures.js';
import { bad, good, later, world } from '../../test/unit/panel-world.js';

/** @import {Backend} from '../services/backend.js' */

/** @typedef {Partial<Backend>} Answers */

const first = { id: 'recipe-1', name: 'First', steps: [{ do: 'set', field: 'name', value: 'x' }, { do: 'note', value: 'y' }] };

/** A lead's panel with one recipe, its list in front. */
async function list(/** @type {Answers} */ answers = {}) {
  const made = world({ recipes: async () => good(recipesOf([first])), ...answers });
  await made.act.start('');
  await made.act.openRecipes();
  return made;
}

test('what is written is kept at every key press, and offered when the panel opens again', async () => {
  const { act, stored } = await list();
  act.editRecipe('recipe-1');
  assert.equal(stored.recipe.length, 0, 'opening keeps nothing');
  act.writeRecipe({ name: 'Renamed' });
  assert.deepEqual(stored.recipe.at(-1), { recipe: { ...first, name: 'Renamed' }, saved: first });

  const again = await list();
  again.stored.recipe.push(stored.recipe.at(-1));
  await again.act.openRecipes();
  assert.equal(again.act.state.recipes.page, 'list');
  again.act.resumeRecipe();
  assert.deepEqual([again.act.state.recipes.page, again.act.state.recipes.editor?.recipe.name], ['edit', 'Renamed']);
  again.act.discardRecipe();
  assert.equal(again.stored.recipe.at(-1), null);
});

test('leaving asks where something would be lost, and only there', async () => {
  const { act, seen } = await list();
  act.editRecipe('recipe-1');
  act.backInRecipes();
  assert.equal(act.state.recipes.page, 'list');
  act.editRecipe('recipe-1');
  act.writeStep(0, { value: 'other' });
  act.backInRecipes();
  assert.deepEqual([act.state.recipes.page, seen.focus], ['leave', 'leave-title']);
  act.keepWriting();
  assert.equal(act.state.recipes.editor?.recipe.steps[0]?.value, 'other');
  act.writeStep(0, { value: 'x' });
  act.backInRecipes();
  assert.equal(act.state.recipes.page, 'list', 'as it is stored again');
});

test('the fields and the recipes are left and come back with what is being written', async () => {
  const { act } = await list();
  act.editRecipe('recipe-1');
  act.writeRecipe({ name: 'Half' });
  act.show('list');
  await act.openRecipes();
  assert.deepEqual([act.state.recipes.page, act.state.recipes.editor?.recipe.name], ['edit', 'Half']);
});

test('steps are added, changed, moved and removed, and the focus goes with them', async () => {
  const { act, seen } = await list();
  act.editRecipe('recipe-1');
  await settled();
  act.addStep();
  assert.equal(seen.focus, 'step-2-do');
  act.doStep(2, 'task');
  act.writeStep(2, { value: 'Call', date: '{{today+3d}}' });
  act.moveStep(2, -1, '-up');
  assert.equal(seen.focus, 'step-1-up');
  act.pickField(0, 'contact/title');
  act.removeStep(2);
  assert.deepEqual(act.state.recipes.editor?.recipe.steps, [
    { do: 'set', on: 'contact', field: 'title', field_label: 'Title', value: 'x' }, { do: 'task', value: 'Call', date: '{{today+3d}}' },
  ]);
  assert.equal(act.insertInto(1, 'date', '{{now}}', { start: 0, end: 12 }), 7);
  assert.equal(act.state.recipes.editor?.recipe.steps[1]?.date, '{{now}}');
  act.moveStep(0, -1);
  act.removeStep(1);
  act.removeStep(0);
  assert.equal(seen.focus, 'add-step');
});

test('the form is tried on the lead after a pause, once for what was typed last', async (t) => {
  /** @type {string[]} */
  const tried = [];
  const issue = { step: 0, part: 'value', detail: 'Empty.' };
  const slow = later();
  const { act } = await list({
    fill: async ({ recipe }) => {
      tried.push(recipe.name);
      return recipe.name === 'A' ? /** @type {any} */ (slow.promise) : good({ questions: [], issues: [issue] });
    },
  });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  act.editRecipe('recipe-1');
  act.writeRecipe({ name: 'A' });
  t.mock.timers.tick(400);
  await settled();
  for (const name of ['B', 'Bc', 'Bcd']) act.writeRecipe({ name });
  assert.deepEqual(tried, ['A']);
  t.mock.timers.tick(400);
  await settled();
  slow.settle(good({ questions: [], issues: [] }));
  await settled();
  assert.deepEqual(tried, ['A', 'Bcd']);
  assert.deepEqual(act.state.recipes.editor?.issues, [issue], 'the late answer is dropped');
  t.mock.timers.tick(4000);
  await settled();
  assert.equal(tried.length, 2, 'what was tried is not tried again');
});

test('a dry run that fails says so in its place', async (t) => {
  const { act } = await list({ fill: async () => bad(problemOf(503, 'offline')) });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  act.editRecipe('recipe-1');
  t.mock.timers.tick(400);
  await settled();
  await settled();
  assert.equal(act.state.recipes.editor?.problem?.detail, 'offline.');
  assert.equal(act.state.outcome, null);
});

test('saving needs a name, stores under the id, and forgets what was kept', async () => {
  /** @type {[string, string][]} */
  const saved = [];
  const { act, stored, seen } = await list({
    storeRecipe: async (id, recipe) => { saved.push([id, recipe.name]); return good(recipesOf([{ ...recipe, id: 'recipe-9' }], { stored: 'recipe-9' })); },
  });
  act.newRecipe();
  await act.saveRecipe();
  assert.deepEqual([saved, seen.focus, act.state.recipes.editor?.issues[0]?.part], [[], 'recipe-name', 'name']);
  act.writeRecipe({ name: 'Mine' });
  await act.saveRecipe();
  assert.deepEqual(saved, [['new', 'Mine']]);
  assert.deepEqual([act.state.recipes.page, act.state.recipes.editor, stored.recipe.at(-1), seen.focus], ['list', null, null, 'recipe-recipe-9']);
  act.editRecipe('recipe-9');
  act.writeRecipe({ name: 'Mine too' });
  await act.saveRecipe();
  assert.deepEqual(saved.at(-1), ['recipe-9', 'Mine too']);
});

test('what cannot be saved stays in the form', async () => {
  const { act, stored } = await list({ storeRecipe: async () => bad(problemOf(422, 'bad-request', { detail: 'Too many steps.' })) });
  act.editRecipe('recipe-1');
  act.writeRecipe({ name: 'Mine' });
  act.backInRecipes();
  await act.saveRecipe();
  assert.deepEqual([act.state.recipes.page, act.state.outcome?.text, act.state.recipes.work], ['edit', 'Too many steps.', '']);
  assert.equal(stored.recipe.at(-1)?.recipe.name, 'Mine');
});

test('a copy is a new recipe that is not saved yet', async () => {
  const { act, stored } = await list();
  act.editRecipe('recipe-1');
  act.copyRecipe();
  assert.deepEqual([act.state.recipes.editor?.saved, stored.recipe.at(-1)?.recipe.name], [null, 'First (copy)']);
});

test('a deleted recipe can be brought back into its place', async () => {
  const others = [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }];
  /** @type {string[][]} */
  const orders = [];
  const { act } = await list({
    recipes: async () => good(recipesOf([{ id: 'a', name: 'A' }, first, { id: 'b', name: 'B' }])),
    deleteRecipe: async () => good(recipesOf(others)),
    storeRecipe: async (_, recipe) => good(recipesOf([...others, { ...recipe, id: 'again' }], { stored: 'again' })),
    orderRecipes: async (ids) => { orders.push(ids); return good(recipesOf(ids.map((id) => ({ id, name: id })))); },
  });
  act.editRecipe('recipe-1');
  act.askDeleteRecipe();
  assert.equal(act.state.recipes.page, 'delete');
  await act.deleteRecipe();
  assert.deepEqual([act.state.recipes.page, act.state.outcome?.action], ['list', 'restore_recipe']);
  await act.takeStep('restore_recipe');
  assert.deepEqual(orders, [['a', 'again', 'b']]);
  assert.equal(act.state.outcome?.text, '“First” is back.');
});

test('a file is shown before it is kept; what is refused or there already is not ticked', async () => {
  /** @type {[string, number[]][]} */
  const imported = [];
  const one = recipesOf([{ name: 'One' }, { name: 'Two' }, { name: 'Three' }]).recipes;
  const contents = one.map((info, i) => ({ info, ...(i === 0 ? { refused: 'It names an operation that Leadpatch does not know.' } : i === 1 ? { same: 'First' } : {}) }));
  const { act } = await list({
    previewImport: async (text) => (text === 'bad' ? bad(problemOf(422, 'bad-request', { detail: 'This is no file of recipes.' })) : good({ recipes: contents })),
    importRecipes: async (text, chosen) => { imported.push([text, chosen]); return good(recipesOf([first, { name: 'Three' }])); },
  });
  act.openImport();
  await act.readFile(' ');
  assert.match(act.state.recipes.importing.problem, /Choose a file/);
  await act.readFile('bad');
  assert.deepEqual([act.state.recipes.importing.problem, act.state.recipes.importing.text], ['This is no file of recipes.', 'bad']);
  await act.readFile('x'.repeat(2_000_001));
  assert.match(act.state.recipes.importing.problem, /too long/);
  await act.readFile('good');
  assert.deepEqual(act.state.recipes.importing.chosen, [2]);
  act.tickImport(1);
  act.tickImport(2);
  act.tickImport(2);
  await act.importRecipes();
  assert.deepEqual(imported, [['good', [1, 2]]]);
  assert.deepEqual([act.state.recipes.page, act.state.outcome?.text], ['list', '2 recipes imported.']);
});

test('all recipes go to a file, or the ticked ones', async () => {
  /** @type {string[][]} */
  const exported = [];
  const { act, seen } = await list({
    recipes: async () => good(recipesOf([first, { name: 'Two' }])),
    exportRecipes: async (ids) => { exported.push(ids); return good({ name: 'recipes.json', type: 'application/json', text: '{}' }); },
  });
  act.openExport();
  await act.exportRecipes();
  act.openExport();
  act.tickExport('recipe-2');
  await act.exportRecipes();
  assert.deepEqual([exported, seen.saved], [[[], ['recipe-1']], 'recipes.json']);
  act.openExport();
  act.tickAll(false);
  await act.exportRecipes();
  assert.equal(exported.length, 2, 'none is not all');
});
