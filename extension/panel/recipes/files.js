// Recipes from a file, shown before any of them is kept, and recipes to a file.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { plural } from '../values/format.js';
import { backButton } from './parts.js';

/** @import {RecipeInFile} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * Offers import, export and the recipes to start from.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function files({ recipes: { known } }, act) {
  const section = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ label, /** @type {() => unknown} */ click) => h('section.manage', { key: name }, [
    h('h3.manage-name', name), h('p.lead-in', text), h('button.button', { attrs: { type: 'button' }, on: { click: () => void click() } }, label),
  ]);
  return h('div.page', { key: 'files' }, [
    h('h2.section', { attrs: { id: 'files-title', tabindex: '-1' } }, 'More recipes'),
    section('Start from one of ours', 'Recipes that many can use, to add and to change.', 'Show them', () => act.openRecipes('starters')),
    section('From a file', 'That a colleague gave you, or that you have saved. You see what it holds first.', 'Import …', () => act.openImport()),
    (known ?? []).length > 0 ? section('To a file', 'To keep, or to share. It holds nothing of your leads.', 'Export …', () => act.openExport()) : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function importing(state, act) {
  const { importing: { contents } } = state.recipes;
  return h('div.page', { key: 'import' }, [
    h('h2.section', { attrs: { id: 'import-title', tabindex: '-1' } }, 'Import recipes'),
    ...(contents ? found(state, contents, act) : source(state, act)),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function source({ recipes: { importing: { text, problem } } }, act) {
  return [
    h('p.lead-in', { key: 'how' }, 'You see what each recipe does before any of them is kept. Importing sends nothing to Close.'),
    h('div.import-part', { key: 'file' }, [
      h('label.step-label', { attrs: { for: 'import-file' } }, 'Choose a file'),
      h('input.import-file', {
        attrs: { id: 'import-file', type: 'file', accept: '.json,application/json' },
        on: {
          change: (/** @type {Event} */ event) => {
            const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
            file?.text().then(act.readFile, act.cannotReadFile);
          },
        },
      }),
    ]),
    h('div.import-part', { key: 'text' }, [
      h('label.step-label', { attrs: { for: 'import-text' } }, 'Or paste what stands in it'),
      h('textarea.control.import-text', {
        props: { value: text },
        attrs: { id: 'import-text', rows: 6, spellcheck: 'false', ...(problem ? { 'aria-invalid': 'true', 'aria-describedby': 'import-problem' } : {}) },
        on: { input: (/** @type {Event} */ event) => act.typeImport(/** @type {HTMLTextAreaElement} */ (event.target).value) },
      }),
      problem ? h('p.mark.error', { attrs: { id: 'import-problem', role: 'alert' } }, [icon('warning'), h('span', problem)]) : null,
    ]),
  ];
}

/**
 * @param {State} state
 * @param {RecipeInFile[]} contents
 * @param {Actions} act
 * @returns {VNode[]}
 */
function found({ recipes: { importing: { chosen } } }, contents, act) {
  const count = contents.length === 1 ? 'one recipe' : `${contents.length} recipes`;
  return [
    h('p.lead-in', { key: 'how' }, contents.length === 0 ? 'This file holds no recipes.' : `The file holds ${count}. Tick those that you want.`),
    h('ul.in-file', { key: 'list' }, contents.map((one, at) => inFile(one, at, chosen.includes(at), act))),
  ];
}

/**
 * @param {RecipeInFile} one
 * @param {number} at
 * @param {boolean} ticked
 * @param {Actions} act
 */
function inFile({ info: { recipe, issues, summary }, refused, same }, at, ticked, act) {
  const id = `in-file-${at}`;
  return h('li.in-file-row', { key: at, class: { 'is-refused': Boolean(refused) } }, [
    h('input', {
      props: { checked: ticked, disabled: Boolean(refused) }, attrs: { id, type: 'checkbox', 'aria-describedby': `${id}-about` },
      on: { change: () => act.tickImport(at) },
    }),
    h('div.recipe-words', [
      h('label.recipe-name', { attrs: { for: id } }, h('b', recipe.name || 'Without a name')),
      h('div', { attrs: { id: `${id}-about` } }, [
        recipe.description ? h('p.recipe-about', recipe.description) : null,
        summary ? h('p.recipe-about', ['Does: ', summary]) : null,
        refused ? h('p.mark.error', [icon('warning'), h('span', `Cannot be imported. ${refused}`)]) : null,
        same ? h('p.recipe-about', `You have it already: “${same}”.`) : null,
        ...(refused ? [] : issues.map(({ step, detail }, i) => h('p.mark', { key: i }, [icon('warning'), h('span', `${step >= 0 ? `Step ${step + 1}: ` : ''}${detail}`)]))),
      ]),
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function importFoot({ recipes: { importing: { contents, chosen, text }, work } }, act) {
  const busy = work !== '';
  if (!contents) {
    return [backButton(act), h('span.filter-gap', { key: 'gap' }), h('button.button.primary', {
      key: 'read', attrs: { id: 'read-import', type: 'button', 'aria-disabled': String(busy) }, on: { click: () => void act.readFile(text) },
    }, busy ? 'Reading …' : 'Show what it holds')];
  }
  const none = chosen.length === 0;
  return [backButton(act), h('span.filter-gap', { key: 'gap' }), h('button.button.primary', {
    key: 'import', attrs: { id: 'import', type: 'button', 'aria-disabled': String(busy || none) }, on: { click: () => void act.importRecipes() },
  }, none ? 'Nothing ticked' : `Import ${plural(chosen.length, 'recipe')}`)];
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function exporting({ recipes: { known, picked } }, act) {
  const all = picked.length === (known ?? []).length;
  return h('div.page', { key: 'export' }, [
    h('h2.section', { attrs: { id: 'export-title', tabindex: '-1' } }, 'Export recipes'),
    h('p.lead-in', 'One file to keep or to share. It names fields, and holds nothing of your leads.'),
    h('label.switch', { key: 'all' }, [
      h('input', { props: { checked: all, indeterminate: !all && picked.length > 0 }, attrs: { type: 'checkbox' }, on: { change: () => act.tickAll(!all) } }), 'All recipes',
    ]),
    h('ul.in-file', (known ?? []).map(({ recipe, summary }) => h('li.in-file-row', { key: recipe.id }, [
      h('input', {
        props: { checked: picked.includes(recipe.id) }, attrs: { id: `export-${recipe.id}`, type: 'checkbox' }, on: { change: () => act.tickExport(recipe.id) },
      }),
      h('div.recipe-words', [h('label.recipe-name', { attrs: { for: `export-${recipe.id}` } }, h('b', recipe.name)), h('p.recipe-about', summary)]),
    ]))),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function exportFoot({ recipes: { picked, work } }, act) {
  const none = picked.length === 0;
  return [backButton(act), h('span.filter-gap', { key: 'gap' }), h('button.button.primary', {
    key: 'export', attrs: { id: 'export', type: 'button', 'aria-disabled': String(none || work !== '') }, on: { click: () => void act.exportRecipes() },
  }, none ? 'Nothing ticked' : `Save ${plural(picked.length, 'recipe')}`)];
}
