// The editor of a recipe: what it is called, where it can be run, its steps, and what it
// would do to the lead in front.

import { h } from '../../vendor/snabbdom/index.js';
import { reviewBody } from '../apply/review.js';
import { combobox } from '../ui/editors/combobox.js';
import { icon } from '../ui/icons.js';
import * as D from './draft.js';
import { backButton, described, issueList } from './parts.js';
import { stepCard } from './step.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Editor} from './draft.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function editor(state, act) {
  const { editor: now } = state.recipes;
  if (!now) return h('p.waiting', { key: 'editor' }, '');
  const { recipe, saved } = now;
  const issues = D.shownIssues(now);
  return h('div.page.editor-page', { key: 'editor' }, [
    h('div.run-head', { key: 'head' }, [
      h('h2.section', { attrs: { id: 'editor-title', tabindex: '-1' } }, saved ? 'Edit recipe' : 'New recipe'),
      D.isDirty(now) ? h('span.edited', { key: 'dirty' }, 'Not saved') : null,
    ]),
    line(now, 'recipe-name', 'Name', 'name', recipe.name, act),
    line(now, 'recipe-description', 'Description', 'description', recipe.description ?? '', act),
    h('section.steps', { key: 'steps', attrs: { 'aria-labelledby': 'steps-title' } }, [
      h('h3.small-title', { attrs: { id: 'steps-title' } }, 'Steps, in this order'),
      issueList(D.issuesAt(issues, -1, ['steps']), 'steps-issues'),
      h('ol.step-list', recipe.steps.map((step, at) => stepCard(state, now, step, at, act))),
      h('button.button', { attrs: { id: 'add-step', type: 'button' }, on: { click: () => act.addStep() } }, [icon('plus'), 'Add a step']),
    ]),
    tried(state, now, act),
    where(state, now, act),
    saved ? h('div.editor-more', { key: 'more' }, [
      h('button.button.quiet', { attrs: { type: 'button' }, on: { click: () => act.copyRecipe() } }, [icon('copy'), 'Duplicate']),
      h('button.button.quiet.danger', { attrs: { type: 'button' }, on: { click: () => act.askDeleteRecipe() } }, 'Delete …'),
    ]) : null,
  ]);
}

/**
 * @param {Editor} now
 * @param {string} id
 * @param {string} label
 * @param {'name' | 'description'} part
 * @param {string} value
 * @param {Actions} act
 */
function line(now, id, label, part, value, act) {
  const wrong = D.issuesAt(D.shownIssues(now), -1, [part]);
  return h('div.step-part', { key: id }, [
    h('label.step-label', { attrs: { for: id } }, label),
    h('div.step-control', [
      h('input.control', {
        props: { value }, attrs: { id, type: 'text', autocomplete: 'off', ...described(wrong, `${id}-issues`) },
        on: { input: (/** @type {Event} */ event) => act.writeRecipe({ [part]: /** @type {HTMLInputElement} */ (event.target).value }) },
      }),
      issueList(wrong, `${id}-issues`),
    ]),
  ]);
}

/**
 * Draws from where the recipe can be run, and when.
 * @param {State} state
 * @param {Editor} now
 * @param {Actions} act
 */
function where(state, now, act) {
  const { recipe, issues } = now;
  const menu = recipe.menu ?? [];
  const others = ['slot', 'menu'].flatMap((part) => D.issuesAt(issues, -1, [part]));
  return h('section.where', { key: 'where', attrs: { 'aria-labelledby': 'where-title' } }, [
    h('h3.small-title', { attrs: { id: 'where-title' } }, 'Where it can be run'),
    h('div.step-part', { key: 'slot' }, [
      h('label.step-label', { attrs: { for: 'recipe-slot' } }, 'Shortcut'),
      h('div.step-control', h('select.control', {
        attrs: { id: 'recipe-slot' },
        on: { change: (/** @type {Event} */ event) => act.writeRecipe({ slot: Number(/** @type {HTMLSelectElement} */ (event.target).value) }) },
      }, [0, 1, 2, 3, 4].map((slot) => h('option', { key: slot, props: { value: String(slot), selected: slot === (recipe.slot ?? 0) } },
        slot === 0 ? 'None' : `Recipe ${slot}: the browser’s shortcut`)))),
    ]),
    h('fieldset.menus', { key: 'menus' }, [
      h('legend.step-label', 'In the menu of'),
      h('div.menu-places', D.MENUS.map(([word, text]) => h('label.switch', { key: word }, [
        h('input', {
          props: { checked: menu.includes(word) }, attrs: { type: 'checkbox', name: 'menu', value: word },
          on: { change: () => act.writeRecipe({ menu: D.MENUS.map(([one]) => one).filter((one) => (one === word) !== menu.includes(one)) }) },
        }),
        text,
      ]))),
    ]),
    when(state, now, act),
    issueList(others, 'where-issues'),
  ]);
}

/**
 * @param {State} state
 * @param {Editor} now
 * @param {Actions} act
 */
function when(state, { recipe, issues }, act) {
  const id = 'recipe-when';
  const chosen = recipe.when_status ?? [];
  const options = state.recipes.vocabulary?.lead_fields.find(({ type }) => type === 'status')?.options ?? [];
  const free = options.filter(({ value, label }) => !chosen.includes(value) && !chosen.includes(label));
  const wrong = D.issuesAt(issues, -1, ['when_status']);
  const put = (/** @type {string[]} */ statuses) => act.writeRecipe({ when_status: statuses });
  return h('div.step-part', { key: 'when' }, [
    h('label.step-label', { attrs: { for: id } }, 'Only when status is'),
    h('div.step-control', [
      h('div.chips', [
        chosen.length > 0 ? h('ul.chip-list', { key: 'chips', attrs: { 'aria-label': 'Statuses in which it runs' } }, chosen.map((status) => {
          const name = D.labelOf(options, status);
          return h('li.chip', { key: status }, [
            h('span.chip-label', name),
            h('button.chip-remove', {
              attrs: { type: 'button', 'aria-label': `Remove ${name}` },
              on: { click: () => { put(chosen.filter((one) => one !== status)); act.focus(id); } },
            }, [icon('close')]),
          ]);
        })) : null,
        h('div.chip-add', { key: 'add' }, [h('div.picker-frame', combobox({
          id, options: free, open: state.open, current: null,
          text: state.open?.id === id ? state.open.query ?? '' : '',
          attrs: { placeholder: chosen.length > 0 ? 'Add' : 'Any status', ...described(wrong, `${id}-issues`) },
          nothing: 'No status is called that.',
          onOpen: (query) => act.openPicker(id, query),
          onClose: act.closePicker,
          onType: () => {},
          onPick: (picked) => { put([...chosen, D.nameOption(options, picked)]); act.closePicker(); },
          onLeave: () => {},
        }))]),
      ]),
      issueList(wrong, `${id}-issues`),
    ]),
  ]);
}

/**
 * Shows what the recipe in the form would do to the lead in front.
 * @param {State} state
 * @param {Editor} now
 * @param {Actions} act
 */
function tried(state, now, act) {
  if (state.leadId === '') return null;
  const name = state.view?.lead.name ?? 'the lead';
  const late = now.triedAs !== now.recipe;
  return h('section.tried', { key: 'tried', class: { 'is-late': late }, attrs: { 'aria-labelledby': 'tried-title', 'aria-busy': String(late) } }, [
    h('h3.small-title', { attrs: { id: 'tried-title' } }, [`What it would do to ${name}`, late && now.triedAs ? ' · looking again …' : '']),
    ...result(state, now, act),
  ]);
}

/**
 * @param {State} state
 * @param {Editor} now
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function result(state, now, act) {
  const { tried: filled, problem, triedAs } = now;
  if (problem) return [h('p.lead-in', { key: 'problem' }, problem.detail)];
  if (!filled) return [h('p.lead-in', { key: 'none' }, triedAs ? '' : 'Looking …')];
  if (filled.issues.length > 0) return [h('p.lead-in', { key: 'issues' }, D.shownIssues(now).length > 0 ? 'Nothing yet: it needs repair, as said above.' : 'Nothing yet: it is not finished.')];
  if (filled.blocked) return [h('p.lead-in', { key: 'blocked' }, filled.blocked)];
  if (filled.questions.length > 0) {
    return [
      h('p.lead-in', { key: 'asks' }, 'It would first ask:'),
      h('ul.items.asks', { key: 'list' }, filled.questions.map(({ id, text, note }) => h('li', { key: id }, [text, note ? h('span.option-note', ` ${note}`) : null]))),
    ];
  }
  const { preview = null } = filled;
  if (preview && preview.requests.length === 0 && preview.errors.length === 0) {
    return [h('p.lead-in', { key: 'nothing' }, 'Nothing: it is so already.')];
  }
  return reviewBody({ ...state, preview, conflicts: [], deciding: 'edits' }, act);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function editorFoot({ recipes: { work } }, act) {
  return [backButton(act), h('span.filter-gap', { key: 'gap' }), h('button.button.primary', {
    key: 'save', attrs: { id: 'save', type: 'button', 'aria-disabled': String(work !== ''), 'aria-keyshortcuts': 'Control+Enter' }, on: { click: () => void act.saveRecipe() },
  }, work === 'save' ? 'Saving …' : 'Save recipe')];
}

/**
 * Asks what to do with unsaved changes.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function askLeave({ recipes: { editor: now, work } }, act) {
  const name = now?.recipe.name.trim();
  return h('div.message', { key: 'leave' }, [
    h('h2.message-title', { attrs: { id: 'leave-title', tabindex: '-1' } }, name ? `Save your changes to “${name}”?` : 'Save the new recipe?'),
    h('p', 'Without saving, what you have written here is gone.'),
    h('div.choices', [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => act.keepWriting() } }, 'Go on writing'),
      h('button.button.danger', { attrs: { type: 'button' }, on: { click: () => act.discardRecipe() } }, 'Discard'),
      h('button.button.primary', { attrs: { type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void act.saveRecipe() } }, 'Save'),
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function askDelete({ recipes: { editor: now, work } }, act) {
  return h('div.message', { key: 'delete' }, [
    h('h2.message-title', { attrs: { id: 'delete-title', tabindex: '-1' } }, `Delete “${now?.saved?.name ?? ''}”?`),
    h('p', 'It goes from the list, from the menus and from its shortcut. What it has changed in Close stays.'),
    h('div.choices', [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => act.keepWriting() } }, 'Keep it'),
      h('button.button.danger', { attrs: { type: 'button', 'aria-disabled': String(work !== '') }, on: { click: () => void act.deleteRecipe() } }, 'Delete'),
    ]),
  ]);
}
