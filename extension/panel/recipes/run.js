// A recipe on its way to the lead: what it asks first, what stands in its way, and what it
// would change.

import { h } from '../../vendor/snabbdom/index.js';
import { reviewBody } from '../apply/review.js';
import { nextStep } from '../services/problems.js';
import { iconButton, stepName } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';
import { plural } from '../values/format.js';
import { backButton } from './parts.js';
import { changesOf } from './state.js';

/** @import {Option, Question} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Run} from './state.js' */

/** Up to this many options are shown at once; more go into a list. */
const IN_SIGHT = 6;

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function run(state, act) {
  const { run: now } = state.recipes;
  const recipe = now?.recipe;
  return h('div.page', { key: 'run' }, [
    h('div.run-head', { key: 'head' }, [
      h('h2.section', { attrs: { id: 'run-title', tabindex: '-1' } }, [h('span.sr-only', 'Dry run: '), recipe?.name ?? 'Recipe']),
      recipe?.id ? iconButton('pencil', `Edit ${recipe.name}`, () => act.editRecipe(recipe.id)) : null,
    ]),
    recipe?.description ? h('p.lead-in', { key: 'about' }, recipe.description) : null,
    ...(now ? body(state, now, act) : []),
  ]);
}

/**
 * @param {State} state
 * @param {Run} now
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function body(state, now, act) {
  const { filled, problem } = now;
  const failed = problem ?? (now.recipe ? null : state.recipes.problem);
  if (failed) {
    const step = nextStep(failed) ?? 'retry';
    return [stop('problem', failed.detail, [button(stepName(step, state.wait), () => act.takeStep(step))])];
  }
  if (!now.recipe) return [h('p.waiting', { key: 'reading' }, 'Reading your recipes …')];
  if (state.leadId === '' && state.screen !== 'starting') {
    return [stop('lead', 'This page shows no lead. Which one is the recipe for?', [button('Choose a lead', () => act.chooseLead())])];
  }
  if (!filled) return [h('p.waiting', { key: 'filling' }, 'Looking at what it would change …')];
  if (filled.blocked) {
    return [stop('blocked', filled.blocked, [
      button('Another lead', () => act.chooseLead()), ...(now.recipe.id ? [button('Edit the recipe', () => act.editRecipe(now.recipe?.id ?? ''))] : []),
    ])];
  }
  if (filled.issues.length > 0) return [issues(now, act)];
  if (filled.questions.length > 0) return [questions(state, now, act)];
  return [answers(now, act), now.note ? h('p.run-note', { key: 'note' }, [icon('moved'), now.note]) : null, ...changes(state, now, act)];
}

/**
 * Says what blocks the run, with the next steps.
 * @param {string} key
 * @param {string} text
 * @param {VNode[]} buttons
 */
const stop = (key, text, buttons) => h('div.run-stop', { key }, [h('p.run-why', [icon('warning'), text]), h('div.choices', buttons)]);

/**
 * @param {string} text
 * @param {() => unknown} click
 */
const button = (text, click) => h('button.button', { key: text, attrs: { type: 'button' }, on: { click: () => void click() } }, text);

/**
 * Lists what has to be repaired, each with the way to the step at fault.
 * @param {Run} now
 * @param {Actions} act
 */
function issues({ recipe, filled }, act) {
  return h('div.run-stop', { key: 'issues' }, [
    h('p.lead-in', 'The recipe needs repair before it can run. Nothing is sent.'),
    h('ul.review-errors', (filled?.issues ?? []).map(({ step, detail }, i) => h('li', { key: i }, [
      icon('warning'), h('span', [step >= 0 ? h('b', `Step ${step + 1}: `) : null, detail, ' ']),
      recipe?.id ? h('button.button.quiet', {
        attrs: { type: 'button', 'aria-label': `Repair: ${detail}` }, on: { click: () => act.editRecipe(recipe.id, step) },
      }, 'Repair') : null,
    ]))),
  ]);
}

/**
 * @param {State} state
 * @param {Run} now
 * @param {Actions} act
 */
function questions(state, now, act) {
  return h('form.questions', {
    key: 'questions', attrs: { id: 'questions', novalidate: true },
    on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); void act.answerQuestions(); } },
  }, (now.filled?.questions ?? []).map((question, i) => ask(state, now, question, i, act)));
}

/**
 * @param {State} state
 * @param {Run} now
 * @param {Question} question
 * @param {number} i
 * @param {Actions} act
 */
function ask(state, now, question, i, act) {
  const { id, text, options, note } = question;
  const typed = now.typed[id] ?? '';
  const noteId = `question-${i}-note`;
  /** @type {Record<string, string>} */
  const about = note ? { 'aria-describedby': noteId } : {};
  const why = note ? h('p.help', { key: 'note', attrs: { id: noteId } }, note) : null;
  const put = (/** @type {Event} */ event) => act.typeAnswer(id, /** @type {HTMLInputElement} */ (event.target).value);
  if (options && options.length > 0 && options.length <= IN_SIGHT) {
    return h('fieldset.question', { key: id, attrs: about }, [
      h('legend', text), why,
      ...options.map(({ value, label, note: more }, n) => h('label.answer', { key: value }, [
        h('input', {
          props: { checked: typed === value },
          attrs: { type: 'radio', name: `answer-${i}`, value, ...(n === chosenOf(options, typed) ? { id: `question-${i}` } : {}) }, on: { change: put },
        }),
        label, more ? h('span.option-note', ` ${more}`) : null,
      ])),
    ]);
  }
  return h('div.question', { key: id }, [
    h('label', { attrs: { for: `question-${i}` } }, text), why,
    options && options.length > 0
      ? h('select.control', { attrs: { id: `question-${i}`, ...about }, on: { change: put } }, [
        ...[{ value: '', label: 'Choose …' }, ...options].map(({ value, label }) => h('option', { key: value, props: { value, selected: typed === value } }, label)),
      ])
      : h('input.control', { props: { value: typed }, attrs: { id: `question-${i}`, type: 'text', autocomplete: 'off', ...about }, on: { input: put } }),
  ]);
}

/**
 * Returns the place of the radio button that takes the focus: the chosen one, else the first.
 * @param {Option[]} options
 * @param {string} typed
 */
const chosenOf = (options, typed) => Math.max(0, options.findIndex(({ value }) => value === typed));

/**
 * Shows what was answered, with the way to answer otherwise.
 * @param {Run} now
 * @param {Actions} act
 */
function answers({ asked, answers: given }, act) {
  if (asked.length === 0) return null;
  const said = (/** @type {Question} */ { id, options }) => options?.find(({ value }) => value === given[id])?.label ?? given[id] ?? '';
  return h('div.answered', { key: 'answered' }, [
    h('dl', asked.map((question) => h('div', { key: question.id }, [h('dt', question.text), h('dd', said(question))]))),
    h('button.button.quiet', { attrs: { type: 'button' }, on: { click: () => act.changeAnswers() } }, 'Change'),
  ]);
}

/**
 * @param {State} state
 * @param {Run} now
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function changes(state, { filled }, act) {
  const preview = filled?.preview ?? null;
  if (preview && preview.requests.length === 0 && preview.errors.length === 0) {
    const already = preview.unchanged.map(({ label, detail }) => h('li', { key: label }, [h('b', label), `: ${detail}`]));
    return [
      h('p.lead-in', { key: 'nothing' }, `Nothing to change: ${preview.lead.name} is as the recipe would make it.`),
      already.length > 0 ? h('ul.unchanged', { key: 'unchanged' }, already) : null,
    ];
  }
  return reviewBody({ ...state, preview, conflicts: preview?.conflicts ?? [], deciding: 'edits' }, act);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function runFoot(state, act) {
  const { run: now, work } = state.recipes;
  const filled = now?.filled;
  if (filled?.questions.length) {
    return [backButton(act), h('button.button.primary.apply', {
      key: 'answer', attrs: { id: 'answer', type: 'submit', form: 'questions', 'aria-disabled': String(work !== '') },
    }, work === 'fill' ? 'Looking …' : 'Show the changes')];
  }
  const count = changesOf(now ?? null);
  if (count === 0) return [backButton(act)];
  const what = plural(count, 'change');
  const text = state.work === 'apply' ? `Applying ${what} …` : `Apply ${what} to ${filled?.preview?.lead.name ?? ''}`;
  return [backButton(act), h('button.button.primary.apply', {
    key: 'apply',
    attrs: { id: 'apply', type: 'button', title: text, 'aria-disabled': String(state.work !== '' || work !== ''), 'aria-keyshortcuts': 'Control+Enter' },
    on: { click: () => void act.applyRecipe() },
  }, h('span', text))];
}
