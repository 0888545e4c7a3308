import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { vocabulary } from '../../test/unit/fixtures.js';
import * as D from './draft.js';
import { STEP_KINDS } from './step-kinds.js';

/** @import {Recipe, RecipeStep} from '../../api' */

/** @type {Recipe} */
const recipe = { id: 'recipe-1', name: 'Lost', slot: 2, steps: [{ do: 'set', field: 'status_id', value: 'Lost' }, { do: 'note', value: 'Gone.' }, { do: 'clear', field: 'custom.cf_2' }] };

const labels = (/** @type {RecipeStep} */ step) => D.fieldOptions(vocabulary, step).map(({ label }) => label);

test('each thing to do offers the fields that it can be done to', () => {
  const cases = {
    set: ['Name', 'Status', 'Days', 'Employees', 'Title'],
    clear: ['Days', 'Employees', 'Title'],
    add: ['Days'],
    remove: ['Days'],
    append: ['Name', 'Title'],
  };
  for (const [doing, expected] of Object.entries(cases)) assert.deepEqual(labels({ do: doing }), expected, doing);
  assert.deepEqual(D.fieldOptions(null, { do: 'set' }), []);
});

test('a picked field is named with its owner and its label', () => {
  const step = D.withField(vocabulary, { do: 'set', value: 'x' }, 'contact/title');
  assert.deepEqual(step, { do: 'set', on: 'contact', field: 'title', field_label: 'Title', value: 'x' });
  assert.equal(D.fieldValue(step), 'contact/title');
  assert.deepEqual(D.withField(vocabulary, step, 'lead/name'), { do: 'set', field: 'name', field_label: 'Name', value: 'x' });
});

test('another thing to do keeps what it has a use for', () => {
  const field = { do: 'set', on: 'contact', field: 'title', field_label: 'Title', value: 'x' };
  assert.deepEqual(D.withDoing(field, 'clear'), { do: 'clear', on: 'contact', field: 'title', field_label: 'Title' });
  assert.deepEqual(D.withDoing(field, 'note'), { do: 'note', value: 'x' });
  assert.deepEqual(D.withDoing({ do: 'task', value: 'x', date: '{{today}}', assigned_to: 'Ada' }, 'set'), { do: 'set', value: 'x' });
  assert.deepEqual(D.withDoing(field, 'opportunity_status'), { do: 'opportunity_status' });
});

test('an emptied part leaves nothing behind', () => {
  assert.deepEqual(D.withPart({ do: 'task', value: 'Call', date: '{{today}}' }, { date: '' }), { do: 'task', value: 'Call' });
});

test('steps move one place and stop at the ends', () => {
  assert.deepEqual(D.moveStep(recipe, 0, 1).steps.map((step) => step.do), ['note', 'set', 'clear']);
  assert.equal(D.moveStep(recipe, 0, -1), recipe);
  assert.equal(D.moveStep(recipe, 2, 1), recipe);
});

test('issues go where their steps go', () => {
  const issues = [{ step: -1, part: 'name', detail: 'a' }, { step: 0, part: 'value', detail: 'b' }, { step: 2, part: 'field', detail: 'c' }];
  const after = D.movedIssues(issues, (step) => (step === 0 ? -2 : step - 1));
  assert.deepEqual(after.map(({ step, detail }) => [step, detail]), [[-1, 'a'], [1, 'c']]);
  assert.deepEqual(D.issuesAt(issues, 0), ['b']);
  assert.deepEqual(D.issuesAt(issues, 0, ['field']), []);
});

test('a placeholder goes where the caret is, a filter into the placeholder before it', () => {
  /** @type {[string, number, number, string, string, number][]} */
  const cases = [
    ['', 0, 0, '{{selection}}', '{{selection}}', 13],
    ['from  on', 5, 5, '{{page.url}}', 'from {{page.url}} on', 17],
    ['old', 0, 3, '{{today}}', '{{today}}', 9],
    ['{{selection}}', 13, 13, 'trim', '{{selection|trim}}', 18],
    ['{{selection}} and {{page.title}}', 5, 5, 'lower', '{{selection|lower}} and {{page.title}}', 19],
    ['{{selection}} and {{page.title}}', 15, 15, 'lower', '{{selection|lower}} and {{page.title}}', 19],
    ['see {{page.title}}', 0, 0, 'trim', 'see {{page.title|trim}}', 23],
    ['nothing', 3, 3, 'trim', 'nothing', 3],
  ];
  for (const [text, start, end, what, expected, caret] of cases) {
    assert.deepEqual(D.insert(text, { start, end }, what), { text: expected, caret }, `${what} into ${text} at ${start}`);
  }
});

test('an option is named by its label unless several have the same', () => {
  assert.equal(D.nameOption(vocabulary.users, 'user_1'), 'Ada');
  assert.equal(D.nameOption(vocabulary.users, 'user_2'), 'user_2');
  assert.equal(D.nameOption(vocabulary.users, '{{me.id}}'), '{{me.id}}');
  assert.equal(D.labelOf(vocabulary.users, 'user_2'), 'Bob');
  assert.equal(D.labelOf(vocabulary.users, '{{me.id}}'), '{{me.id}}');
});

test('values are picked from the options of the field', () => {
  assert.deepEqual(D.valueOptions(vocabulary, { do: 'set', field: 'status_id' }).map(({ label }) => label), ['Potential', 'Lost']);
  assert.deepEqual(D.valueOptions(vocabulary, { do: 'set', on: 'contact', field: 'title' }), []);
  assert.deepEqual(D.valueOptions(vocabulary, { do: 'note' }), []);
});

test('that something is empty is said of a new recipe once it is to be saved', () => {
  const written = { id: '', name: '', steps: [{ do: 'set', field: 'gone' }] };
  const issues = [
    { step: -1, part: 'name', detail: 'no name' }, { step: 0, part: 'field', detail: 'gone' }, { step: 0, part: 'value', detail: 'no value' },
  ];
  const editor = D.editorFor(written, null, issues);
  assert.deepEqual(D.shownIssues(editor).map(({ detail }) => detail), ['gone']);
  assert.equal(D.shownIssues({ ...editor, pressed: true }).length, 3);
  assert.equal(D.shownIssues({ ...editor, saved: written }).length, 3);
});

test('a copy is a recipe of its own, without the shortcut', () => {
  assert.deepEqual(D.copyOf(recipe), { id: '', name: 'Lost (copy)', steps: recipe.steps });
  assert.equal(recipe.slot, 2);
});

test('what is as it is stored is not dirty; nor is a form that was not touched', () => {
  assert.equal(D.isDirty(D.editorFor(recipe, recipe)), false);
  assert.equal(D.isDirty(D.editorFor({ ...recipe, name: 'x' }, recipe)), true);
  assert.equal(D.isDirty(D.editorFor(D.blankRecipe, null)), false);
});

test('every kind of step that a recipe file can hold has its row', () => {
  const { $defs } = JSON.parse(readFileSync(new URL('../../recipes.schema.json', import.meta.url), 'utf8'));
  const kinds = Object.values($defs).map((/** @type {any} */ one) => one.properties?.do).flatMap((one) => (one ? one.enum ?? [one.const] : []));
  assert.deepEqual(Object.keys(STEP_KINDS).sort(), kinds.sort());
});
