import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { field, problemOf, recipesOf, viewOf, waitingOf, waitsOf } from '../../test/unit/fixtures.js';
import { bad, fields, good, later, world } from '../../test/unit/panel-world.js';
import * as R from './state.js';

/** @import {EditsRequest, FillRequest, Filled} from '../../api' */
/** @import {Backend} from '../services/backend.js' */

/**
 * @typedef {Partial<Backend>} Answers
 */

const change = { field: 'url', label: 'URL', now: 'one', after: 'two' };
const request = { edits: [{ field: 'url', op: /** @type {const} */ ('set'), value: 'two' }], base: { url: '"one"' } };

/** What a recipe would do that changes the URL. @returns {Filled} */
const filled = () => ({
  questions: [], issues: [], request,
  preview: { lead: viewOf([]).lead, changes: [change], unchanged: [], conflicts: [], errors: [], requests: [{ method: 'PUT', url: '', body: '{}' }] },
});

/** A lead's panel with two recipes, and what was asked of the backend. */
async function panel(/** @type {Answers} */ answers = {}) {
  /** @type {FillRequest[]} */
  const fills = [];
  /** @type {[string, EditsRequest][]} */
  const applies = [];
  const made = world({
    recipes: async () => good(recipesOf([{}, { name: 'Second' }])),
    fill: async (asked) => { fills.push(asked); return good(filled()); },
    apply: async (id, body) => {
      applies.push([id, body]);
      return good({ sent: [], changes: [change], unchanged: [], ignored: [], undo_until: '1970-01-02T00:00:00Z', entry: 'e1', view: viewOf([field('name', 'text', 'Acme'), field('url', 'url', 'two')], id) });
    },
    ...answers,
  });
  await made.act.start('');
  return { ...made, fills, applies };
}

test('a number tries a recipe, and applying sends what was shown, named', async () => {
  const { act, seen, fills, applies } = await panel();
  await act.runNumber(2);
  await settled();
  assert.deepEqual([act.state.mode, act.state.recipes.page, seen.focus], ['recipes', 'run', 'run-title']);
  assert.deepEqual(fills.map(({ recipe, lead_id: lead, answers }) => [recipe.name, lead, answers]), [['Second', 'lead_1', {}]]);
  assert.match(R.spoken(act.state), /^Second: 1 change to Acme GmbH\. Press Control Enter/);
  assert.deepEqual(applies, []);
  await act.applyRecipe();
  assert.deepEqual(applies, [['lead_1', { ...request, intent: 'intent-1', surface: 'popup', recipe: 'Second' }]]);
  assert.deepEqual([act.state.mode, act.state.outcome?.text, act.state.outcome?.undo], ['list', '1 change saved.', true]);
  assert.equal(act.state.view?.fields.find(({ key }) => key === 'url')?.value, 'two');
  await act.applyRecipe();
  assert.equal(applies.length, 1, 'what is applied is over');
});

test('a recipe that is asked for before the lead is known waits for it', async () => {
  const page = later();
  /** @type {FillRequest[]} */
  const fills = [];
  const { act } = world({
    page: () => /** @type {any} */ (page.promise), recipes: async () => good(recipesOf([{}])),
    fill: async (asked) => { fills.push(asked); return good(filled()); },
  });
  const started = act.start('');
  await act.runNumber(1);
  await settled();
  assert.deepEqual([act.state.recipes.page, fills.length], ['run', 0]);
  page.settle(good({ kind: 'lead', lead_id: 'lead_1', detail: '' }));
  await started;
  await settled();
  assert.deepEqual([act.state.mode, fills.length, R.changesOf(act.state.recipes.run)], ['recipes', 1, 1]);
});

test('what waits for the network is told as after any apply', async () => {
  const { act } = await panel({ apply: async () => good(waitsOf(waitingOf('e1', { sentence: 'Your change waits.' }))) });
  await act.runNumber(1);
  await settled();
  await act.applyRecipe();
  assert.deepEqual([act.state.mode, act.state.outcome?.tone, act.state.outcome?.entry], ['list', 'waiting', 'e1']);
  assert.equal(act.state.outcome?.text, 'Your change waits.');
  assert.deepEqual(act.state.pending.map(({ id, changes }) => [id, changes.map(({ label }) => label)]), [['e1', ['URL']]]);
});

test('edits stay as they are while a recipe runs', async () => {
  const { act } = await panel();
  act.edit('name', { value: 'Typed' });
  act.edit('url', { value: 'mine' });
  const before = act.state.drafts;
  await act.runNumber(1);
  await settled();
  await act.applyRecipe();
  assert.equal(act.state.drafts.name?.value, 'Typed');
  assert.deepEqual([act.state.drafts.url?.value, before.url?.value], ['mine', 'mine']);
});

test('questions are answered in the form, all of them, and can be answered again', async () => {
  const question = { id: 'q1', text: 'Why?', options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }], step: 0 };
  /** @type {FillRequest[]} */
  const fills = [];
  const { act, seen } = await panel({
    fill: async (asked) => { fills.push(asked); return good(asked.answers?.q1 ? filled() : { questions: [question], issues: [] }); },
  });
  await act.runNumber(1);
  await settled();
  assert.deepEqual([seen.focus, R.changesOf(act.state.recipes.run)], ['question-0', 0]);
  await act.answerQuestions();
  assert.match(act.state.outcome?.text ?? '', /Answer every question/);
  assert.equal(fills.length, 1, 'an empty answer is not sent');
  act.typeAnswer('q1', 'b');
  await act.answerQuestions();
  assert.deepEqual(fills.at(-1)?.answers, { q1: 'b' });
  assert.equal(R.changesOf(act.state.recipes.run), 1);
  act.changeAnswers();
  assert.deepEqual([act.state.recipes.run?.filled?.questions.length, act.state.recipes.run?.typed.q1], [1, 'b']);
  assert.deepEqual(fills[1]?.context, fills[0]?.context, 'the place is read once');
});

test('the only option of a question stands chosen', () => {
  const state = R.beginRun(/** @type {any} */ ({ recipes: R.noRecipes }), { id: '', name: 'x', steps: [] });
  const question = { id: 'q', text: 'Which?', options: [{ value: 'only', label: 'Only' }], step: 0 };
  const shown = R.showFilled(state, { questions: [question], issues: [] }, 'intent');
  assert.equal(shown.recipes.run?.typed.q, 'only');
});

test('nothing is applied that was not shown, is blocked, needs repair, or changes nothing', async () => {
  /** @type {Partial<Filled>[]} */
  const cases = [
    { request: undefined, preview: undefined, blocked: 'Only when the status is Lost.' },
    { request: undefined, preview: undefined, issues: [{ step: 0, part: 'field', detail: 'The field is gone.' }] },
    { preview: { ...filled().preview, requests: [] } },
    { preview: { ...filled().preview, conflicts: [{ field: 'url', label: 'URL', base: '', theirs: '', mine: '', new_base: '' }] } },
  ].map((more) => /** @type {Partial<Filled>} */ (more));
  for (const more of cases) {
    const { act, applies } = await panel({ fill: async () => good({ ...filled(), ...more }) });
    await act.runNumber(1);
    await settled();
    await act.applyRecipe();
    assert.deepEqual(applies, [], JSON.stringify(more));
  }
});

test('when somebody was quicker the recipe is tried again, and says so', async () => {
  let tries = 0;
  const conflict = { field: 'url', label: 'URL', base: '"one"', theirs: 'x', mine: 'two', new_base: '"x"' };
  const { act, fills } = await panel({ apply: async (id) => (tries++ === 0 ? bad(problemOf(409, 'conflict', { conflicts: [conflict] })) : good({ sent: [], changes: [change], unchanged: [], ignored: [], view: viewOf(fields, id) })) });
  await act.runNumber(1);
  await settled();
  await act.applyRecipe();
  assert.equal(fills.length, 2);
  assert.match(act.state.recipes.run?.note ?? '', /Somebody has changed URL/);
  assert.equal(act.state.recipes.page, 'run');
  await act.applyRecipe();
  assert.equal(act.state.mode, 'list');
});

test('a refused apply is told; a lost one is asked for again under the same name', async () => {
  /** @type {(string | undefined)[]} */
  const intents = [];
  const answers = [problemOf(503, 'restarted'), problemOf(503, 'restarted'), problemOf(422, 'invalid-edits', { errors: [{ field: 'url', label: 'URL', detail: 'Not a URL.' }] })];
  const { act } = await panel({ apply: async (_, { intent }) => { intents.push(intent); return bad(answers.shift() ?? problemOf(403, 'forbidden')); } });
  await act.runNumber(1);
  await settled();
  await act.applyRecipe();
  await act.takeStep('retry');
  assert.deepEqual([new Set(intents).size, act.state.outcome?.text], [1, 'URL: Not a URL.']);
  await act.applyRecipe();
  assert.equal(intents.at(-1), 'intent-2', 'what was answered is over');
});

test('a recipe without a lead asks for one, and is tried there', async () => {
  const { act, fills, seen } = await panel({ page: async () => good({ kind: 'close', lead_id: '', detail: 'Open a lead.' }) });
  await act.runNumber(1);
  await settled();
  assert.deepEqual([fills.length, R.spoken(act.state)], [0, 'Which lead?']);
  act.chooseLead();
  assert.equal(act.state.palette?.leadsOnly, true);
  act.leavePalette();
  act.openLead('lead_7');
  await settled();
  assert.deepEqual([act.state.mode, fills.map((fill) => fill.lead_id)], ['recipes', ['lead_7']]);
  assert.equal(seen.focus, 'run-title');
});

test('a lead that is chosen takes a recipe along that waits for one, and no other', async () => {
  const blocked = await panel({ fill: async () => good({ questions: [], issues: [], blocked: 'Not on this one.' }) });
  await blocked.act.runNumber(1);
  await settled();
  blocked.act.openLead('lead_2');
  await settled();
  assert.deepEqual([blocked.act.state.mode, blocked.act.state.recipes.run?.leadId], ['recipes', 'lead_2']);
  const shown = await panel();
  await shown.act.runNumber(1);
  await settled();
  shown.act.openLead('lead_2');
  await settled();
  assert.deepEqual([shown.act.state.mode, shown.fills.length], ['list', 1]);
});

test('a page that moves on takes the list of recipes along, and no dry run', async () => {
  const { act, seen } = await panel();
  await act.openRecipes();
  seen.follow('lead_2');
  await settled();
  assert.deepEqual([act.state.mode, act.state.leadId], ['recipes', 'lead_2']);
  await act.runNumber(1);
  await settled();
  seen.follow('lead_3');
  await settled();
  assert.deepEqual([act.state.leadId, act.state.recipes.run?.leadId], ['lead_2', 'lead_2']);
});

test('a late dry run of another recipe is dropped', async () => {
  const first = later();
  let tries = 0;
  const { act } = await panel({ fill: async () => (tries++ === 0 ? /** @type {any} */ (first.promise) : good(filled())) });
  await act.runNumber(1);
  assert.equal(act.backInRecipes(), true);
  await act.runNumber(2);
  await settled();
  first.settle(good({ questions: [], issues: [], blocked: 'late' }));
  await settled();
  assert.deepEqual([act.state.recipes.run?.recipe?.name, act.state.recipes.run?.filled?.blocked], ['Second', undefined]);
});

test('without recipes those to start from are offered and can be added', async () => {
  const { act, seen } = await panel({ recipes: async () => good(recipesOf([])), starters: async () => good(recipesOf([{ id: '', name: 'Starter' }])) });
  await act.openRecipes();
  assert.equal(act.state.recipes.starters?.length, 1);
  const [starter] = act.state.recipes.starters ?? [];
  assert.ok(starter);
  await act.addRecipe(starter.recipe);
  assert.deepEqual([act.state.recipes.known?.[0]?.recipe.name, seen.focus], ['Starter', 'recipe-recipe-new']);
});

test('a number without a recipe shows the list', async () => {
  const { act } = await panel();
  await act.runNumber(9);
  assert.deepEqual([act.state.recipes.page, act.state.outcome?.tone], ['list', 'info']);
});

test('recipes are moved in the list, and back where Close does not keep it', async () => {
  /** @type {string[][]} */
  const orders = [];
  const { act } = await panel({ orderRecipes: async (ids) => { orders.push(ids); return bad(problemOf(500, 'backend')); } });
  await act.openRecipes();
  await act.arrange('recipe-2', -1);
  assert.deepEqual(orders, [['recipe-2', 'recipe-1']]);
  assert.deepEqual(act.state.recipes.known?.map(({ recipe }) => recipe.id), ['recipe-1', 'recipe-2']);
  await act.arrange('recipe-1', -1);
  assert.equal(orders.length, 1);
});

test('the filter finds by name and by what a recipe does; its rows have the numbers', async () => {
  const { act } = await panel();
  await act.openRecipes();
  act.searchRecipes('sec url');
  assert.deepEqual(R.listed(act.state).map(({ recipe }) => recipe.name), ['Second']);
  await act.runNumber(1);
  assert.equal(act.state.recipes.run?.recipe?.name, 'Second');
});
