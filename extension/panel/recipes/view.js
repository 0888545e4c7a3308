// The recipes, in place of the fields: the list of them, those to start from, and which
// part of the place is in sight.

import { h } from '../../vendor/snabbdom/index.js';
import { iconButton } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';
import { tabs } from '../ui/tabs.js';
import { plural } from '../values/format.js';
import { isDirty } from './draft.js';
import { askDelete, askLeave, editor, editorFoot } from './editor.js';
import { exportFoot, exporting, files, importFoot, importing } from './files.js';
import { backButton } from './parts.js';
import { run, runFoot } from './run.js';
import { listed } from './state.js';

/** @import {Recipe, RecipeInfo} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * Draws the line of the head in which the recipes are filtered.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function recipeTools(state, act) {
  const { query, page, known } = state.recipes;
  return h('div.tools', { key: 'recipe-tools' }, [
    page === 'list' && known && known.length > 0 ? h('label.filter', { key: 'search' }, [
      icon('search'),
      h('span.sr-only', 'Filter recipes'),
      h('input', {
        props: { value: query },
        attrs: { id: 'filter', type: 'text', placeholder: 'Filter recipes', autocomplete: 'off', spellcheck: 'false' },
        on: { input: (/** @type {Event} */ event) => act.searchRecipes(/** @type {HTMLInputElement} */ (event.target).value) },
      }),
      query === '' ? h('kbd', { attrs: { 'aria-hidden': 'true' } }, '/') : null,
    ]) : h('span.filter-gap', { key: 'gap' }),
    tabs(state, act),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function recipes(state, act) {
  switch (state.recipes.page) {
    case 'run': return [run(state, act)];
    case 'edit': return [editor(state, act)];
    case 'leave': return [askLeave(state, act)];
    case 'delete': return [askDelete(state, act)];
    case 'import': return [importing(state, act)];
    case 'export': return [exporting(state, act)];
    case 'files': return [files(state, act)];
    case 'starters': return [h('div.page', { key: 'starters' }, [
      h('h2.section', { attrs: { id: 'recipes', tabindex: '-1' } }, 'Recipes to start from'), ...starters(state, act),
    ])];
    default: return list(state, act);
  }
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function list(state, act) {
  const { known, problem, detail, query } = state.recipes;
  const title = h('h2.sr-only', { key: 'title', attrs: { id: 'recipes', tabindex: '-1' } }, 'Recipes');
  if (problem && !known) {
    return [title, h('div.message', { key: 'unread' }, [
      h('span.message-sign', [icon('warning')]), h('h3.message-title', problem.title), h('p', problem.detail),
      h('button.button.primary', { attrs: { type: 'button' }, on: { click: () => void act.takeStep('retry') } }, 'Try again'),
    ])];
  }
  if (!known) return [title, h('p.waiting', { key: 'reading' }, 'Reading your recipes …')];
  if (known.length === 0) return [title, unsaved(state, act), empty(state, act)];
  const rows = listed(state);
  return [
    title,
    unsaved(state, act),
    detail ? h('p.recipe-detail', { key: 'detail' }, [icon('warning'), detail]) : null,
    rows.length === 0 ? h('div.message', { key: 'nothing' }, [
      h('h3.message-title', 'No recipe matches'), h('p', `No recipe has “${query.trim()}” in its name or in what it does.`),
      h('button.button', { attrs: { type: 'button' }, on: { click: () => { act.searchRecipes(''); act.focus('filter'); } } }, 'Show all recipes'),
    ]) : h('ul.recipes', { key: 'recipes', attrs: { 'aria-label': 'Recipes' } }, rows.map((info, i) => row(state, info, i, act))),
  ];
}

/**
 * @param {State} state
 * @param {RecipeInfo} info
 * @param {number} i
 * @param {Actions} act
 */
function row(state, { recipe, issues, summary }, i, act) {
  const { arranging } = state.recipes;
  const number = i < 9 ? String(i + 1) : '';
  return h('li.recipe', { key: recipe.id }, [
    h('button.recipe-line', {
      attrs: { id: `recipe-${recipe.id}`, type: 'button', ...(number ? { 'aria-keyshortcuts': number } : {}) },
      on: {
        click: () => act.runRecipe(recipe.id),
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          void act.arrange(recipe.id, event.key === 'ArrowUp' ? -1 : 1);
        },
      },
    }, [
      h('span.recipe-number', { attrs: { 'aria-hidden': 'true' } }, number ? [h('kbd', number)] : []),
      h('span.recipe-words', [
        h('span.recipe-name', [h('b', recipe.name), recipe.slot ? h('span.recipe-slot', `Shortcut ${recipe.slot}`) : null]),
        h('span.recipe-about', summary),
        issues.length > 0 ? h('span.recipe-warning', [icon('warning'), issues.length === 1 ? issues[0]?.detail ?? '' : `Needs repair: ${plural(issues.length, 'thing')}`]) : null,
      ]),
    ]),
    ...(arranging
      ? [arrow('up', recipe, -1, act), arrow('down', recipe, 1, act)]
      : [iconButton('pencil', `Edit ${recipe.name}`, () => act.editRecipe(recipe.id))]),
  ]);
}

/**
 * @param {'up' | 'down'} to
 * @param {Recipe} recipe
 * @param {1 | -1} by
 * @param {Actions} act
 */
function arrow(to, { id, name }, by, act) {
  const button = iconButton(to, `Move ${name} ${to}`, () => void act.arrange(id, by));
  if (button.data) button.data.attrs = { ...button.data.attrs, id: `${to}-${id}` };
  return button;
}

/**
 * Offers what was left unsaved.
 * @param {State} state
 * @param {Actions} act
 */
function unsaved({ recipes: { editor: left } }, act) {
  if (!left || !isDirty(left)) return null;
  const name = left.recipe.name.trim();
  return h('div.unsaved', { key: 'unsaved' }, [
    icon('pencil'), h('p', name ? `“${name}” has changes that are not saved.` : 'A new recipe is not saved yet.'),
    h('button.button', { attrs: { type: 'button' }, on: { click: () => act.resumeRecipe() } }, 'Go on'),
    h('button.button.quiet.danger', { attrs: { type: 'button' }, on: { click: () => act.discardRecipe() } }, 'Discard'),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function empty(state, act) {
  return h('div.page', { key: 'empty' }, [
    h('h3.section', 'Several changes by one key'),
    h('p.lead-in', 'A recipe does the same to every lead: it sets fields, writes a note, adds a task. Add one of these, or write your own.'),
    ...starters(state, act),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode[]}
 */
function starters({ recipes: { starters: known, work } }, act) {
  if (!known) return [h('p.waiting', { key: 'reading' }, 'Reading …')];
  return [h('ul.starters', { key: 'starters' }, known.map(({ recipe, summary }) => h('li.starter', { key: recipe.name }, [
    h('div.recipe-words', [
      h('b.recipe-name', recipe.name),
      h('span.recipe-about', recipe.description || summary),
    ]),
    h('button.button', {
      attrs: { type: 'button', 'aria-label': `Add ${recipe.name}`, 'aria-disabled': String(work !== '') }, on: { click: () => void act.addRecipe(recipe) },
    }, [icon('plus'), 'Add']),
  ])))];
}

/**
 * Draws what can be done with the recipes, or with what stands in their place.
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function recipesFoot(state, act) {
  const { page, known, arranging } = state.recipes;
  switch (page) {
    case 'run': return runFoot(state, act);
    case 'edit': return editorFoot(state, act);
    case 'import': return importFoot(state, act);
    case 'export': return exportFoot(state, act);
    case 'leave': case 'delete': return [];
    case 'starters': case 'files': return [backButton(act)];
    default:
  }
  if (!known) return [];
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ click, /** @type {string} */ title) => h('button.button.quiet', {
    key: text, attrs: { type: 'button', title }, on: { click: () => void click() },
  }, text);
  if (arranging) {
    return [h('p.idle', { key: 'how' }, 'The first nine have number keys.'), h('button.button', {
      key: 'done', attrs: { type: 'button' }, on: { click: () => act.arranging(false) },
    }, 'Done')];
  }
  return [
    h('button.button', { key: 'new', attrs: { type: 'button' }, on: { click: () => act.newRecipe() } }, [icon('plus'), 'New recipe']),
    known.length > 1 ? button('Arrange', () => act.arranging(true), 'Change the order of the recipes') : null,
    known.length > 0
      ? button('Import, export', () => act.openFiles(), 'Recipes to start from, from files and to files')
      : button('Import', () => act.openImport(), 'Import recipes from a file'),
  ];
}
