// The recipes in the panel: which are in sight, which one is tried on the lead, which one
// is being written, and every way in which that changes. Pure, as app/state.js is.

import { plural } from '../values/format.js';
import { fold } from '../values/options.js';
import { isDirty } from './draft.js';

/** @import {Clicked, Filled, Problem, Question, Recipe, RecipeContext, RecipeInFile, RecipeInfo, RecipeVocabulary, Recipes as StoredRecipes} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */
/** @import {Editor} from './draft.js' */

/** @typedef {'list' | 'starters' | 'files' | 'run' | 'edit' | 'leave' | 'delete' | 'import' | 'export'} Page what fills the place of the recipes */

/**
 * @typedef {Object} Run a recipe on its way to a lead
 * @property {Recipe | null} recipe null until it is known which one is meant
 * @property {string} leadId the lead that was asked about; empty until one was
 * @property {Clicked | null} clicked what it was asked for on in a page; null where the panel asks for it
 * @property {RecipeContext | null} context where it is run; null until that is read
 * @property {Record<string, string>} typed by question, what stands in the form
 * @property {Record<string, string>} answers by question, what was sent
 * @property {Question[]} asked every question that was answered
 * @property {Filled | null} filled what the backend says of it
 * @property {Problem | null} problem why the backend says nothing
 * @property {string} intent its idempotency key, should it be applied
 * @property {string} note a sentence that stands above the changes; usually empty
 */

/**
 * @typedef {Object} Importing
 * @property {string} text of the file
 * @property {RecipeInFile[] | null} contents null until it was read
 * @property {number[]} chosen the places of those to import
 * @property {string} problem why it could not be read
 */

/**
 * @typedef {Object} Recipes
 * @property {Page} page
 * @property {RecipeInfo[] | null} known in the user's order; null until they are read
 * @property {RecipeInfo[] | null} starters
 * @property {RecipeVocabulary | null} vocabulary
 * @property {string} detail why they could not be checked against Close
 * @property {string} query
 * @property {boolean} arranging whether the rows carry the buttons that move them
 * @property {Run | null} run
 * @property {Editor | null} editor
 * @property {Importing} importing
 * @property {string[]} picked the ids to export
 * @property {{ recipe: Recipe, at: number } | null} gone the recipe that was deleted last, with its place
 * @property {string} work what is waited for: "read", "fill", "apply", "save", "import" … or the id of a recipe
 * @property {Problem | null} problem why they could not be read
 */

/** @type {Importing} */
export const noImport = { text: '', contents: null, chosen: [], problem: '' };

/** @type {Recipes} */
export const noRecipes = {
  page: 'list', known: null, starters: null, vocabulary: null, detail: '', query: '', arranging: false,
  run: null, editor: null, importing: noImport, picked: [], gone: null, work: '', problem: null,
};

/** @type {Run} */
export const newRun = {
  recipe: null, leadId: '', clicked: null, context: null, typed: {}, answers: {}, asked: [], filled: null, problem: null, intent: '', note: '',
};

/**
 * @param {State} state
 * @param {Partial<Recipes>} change
 * @returns {State}
 */
export const withRecipes = (state, change) => ({ ...state, recipes: { ...state.recipes, ...change } });

/**
 * @param {State} state
 * @param {Partial<Run>} change
 * @returns {State}
 */
export const withRun = (state, change) => (state.recipes.run ? withRecipes(state, { run: { ...state.recipes.run, ...change } }) : state);

/** @param {State} state */
export const inRecipes = (state) => state.mode === 'recipes' && state.screen !== 'sign-in';

/**
 * Reports whether what is in sight of the recipes belongs to the lead in front, so that
 * the panel stays with it while the page moves on.
 * @param {State} state
 */
export const holdsLead = ({ mode, recipes: { page } }) => mode === 'recipes' && !['list', 'starters', 'files'].includes(page);

/**
 * Shows one of the pages of the recipes.
 * @param {State} state
 * @param {Page} page
 * @returns {State}
 */
export function openPage(state, page) {
  const next = withRecipes({ ...state, mode: 'recipes', menu: false, open: null, outcome: null }, { page });
  return stopped(next);
}

/**
 * Stops waiting for a dry run: its answer is no longer wanted.
 * @param {State} state
 * @returns {State}
 */
const stopped = (state) => (state.recipes.work === 'fill' ? withRecipes(state, { work: '' }) : state);

/**
 * Returns what stays when the panel turns to another lead: what was clicked on a page, and
 * the recipes. A chosen recipe is tried there; what was shown of the lead before is
 * dropped.
 * @param {State} state
 * @returns {Pick<State, 'recipes' | 'menuClick'> & Partial<Pick<State, 'mode'>>}
 */
export function carried({ mode, recipes, menuClick }) {
  const run = recipes.run && { ...newRun, recipe: recipes.run.recipe, clicked: recipes.run.clicked };
  const here = mode === 'recipes' ? { mode } : {};
  return { ...here, menuClick, recipes: { ...recipes, run, work: recipes.work === 'fill' ? '' : recipes.work } };
}

/**
 * Shows the recipes as they are stored.
 * @param {State} state
 * @param {StoredRecipes} answer
 * @returns {State}
 */
export function showRecipes(state, { recipes, detail = '' }) {
  const ids = new Set(recipes.map(({ recipe }) => recipe.id));
  const picked = state.recipes.picked.filter((id) => ids.has(id));
  return withRecipes(state, { known: recipes, detail, picked, work: '', problem: null });
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {RecipeInfo | undefined}
 */
export const infoOf = ({ recipes }, id) => recipes.known?.find(({ recipe }) => recipe.id === id);

/**
 * Returns the recipes that the filter leaves: those that have each of its words in their
 * name, description or summary.
 * @param {State} state
 * @returns {RecipeInfo[]}
 */
export function listed({ recipes: { known, query } }) {
  const words = fold(query).split(' ').filter(Boolean);
  if (words.length === 0) return known ?? [];
  return (known ?? []).filter(({ recipe, summary }) => {
    const text = fold(`${recipe.name} ${recipe.description ?? ''} ${summary}`);
    return words.every((word) => text.includes(word));
  });
}

/**
 * Begins to run a recipe.
 * @param {State} state
 * @param {Recipe | null} recipe null where the list has still to be read
 * @param {Run['clicked']} [clicked]
 * @returns {State}
 */
export const beginRun = (state, recipe, clicked = null) => withRecipes(openPage(state, 'run'), { run: { ...newRun, recipe, clicked } });

/**
 * Reports whether it is time to ask what the recipe would do: it is known, and so is the lead.
 * @param {State} state
 */
export function wantsDryRun(state) {
  const { page, run, work } = state.recipes;
  return inRecipes(state) && page === 'run' && run?.recipe != null && state.leadId !== '' && work === '' && run.leadId !== state.leadId;
}

/**
 * Shows what the backend says of a run. If there is only one option, it is already chosen.
 * @param {State} state
 * @param {Filled} filled
 * @param {string} intent
 * @returns {State}
 */
export function showFilled(state, filled, intent) {
  const { run } = state.recipes;
  if (!run) return state;
  const typed = { ...run.typed };
  for (const { id, options } of filled.questions) typed[id] ??= options?.length === 1 ? options[0]?.value ?? '' : '';
  return withRecipes(state, { work: '', run: { ...run, typed, filled, intent, problem: null } });
}

/**
 * Takes the form as the answers.
 * @param {State} state
 * @returns {State}
 */
export function answer(state) {
  const { run } = state.recipes;
  if (!run?.filled) return state;
  const { questions } = run.filled;
  const ids = new Set(questions.map(({ id }) => id));
  const given = Object.fromEntries(questions.map(({ id }) => [id, run.typed[id] ?? '']));
  return withRun(state, { answers: { ...run.answers, ...given }, asked: [...run.asked.filter(({ id }) => !ids.has(id)), ...questions], note: '' });
}

/**
 * Shows the questions that were answered once more.
 * @param {State} state
 * @returns {State}
 */
export function askAgain(state) {
  const { run } = state.recipes;
  if (!run?.filled) return state;
  return withRun(state, { answers: {}, filled: { questions: run.asked, issues: [] } });
}

/**
 * Returns the questions without an answer in the form.
 * @param {Run} run
 */
export const unanswered = ({ filled, typed }) => (filled?.questions ?? []).filter(({ id }) => (typed[id] ?? '').trim() === '');

/**
 * Counts the changes that applying would make; zero where it may not be applied.
 * @param {Run | null} run
 */
export function changesOf(run) {
  const { request, preview } = run?.filled ?? {};
  if (!request || !preview || preview.errors.length > 0 || preview.conflicts.length > 0 || preview.requests.length === 0) return 0;
  return preview.changes.length;
}

/**
 * Returns what an apply of the run is going to write, as the drafts of a form would say it.
 * They are not the user's own drafts, which stay.
 * @param {Run} run
 * @returns {Drafts}
 */
export function draftsOfRun({ filled }) {
  const changes = filled?.preview?.changes ?? [];
  return Object.fromEntries(changes.map((change) => [
    change.target ? `${change.target}/${change.field}` : change.field,
    { label: change.label, value: change.after, was: change.now, base: undefined },
  ]));
}

/**
 * Says to a screen reader what the page of a run shows to everyone else.
 * @param {State} state
 */
export function spoken(state) {
  const { page, run, work } = state.recipes;
  if (page !== 'run' || !run) return '';
  const name = run.recipe?.name ?? '';
  if (run.problem) return `${run.problem.title}. ${run.problem.detail}`;
  if (!run.filled) return work === 'fill' ? '' : 'Which lead?';
  if (run.filled.blocked) return run.filled.blocked;
  if (run.filled.issues.length > 0) return `${name} needs repair.`;
  if (run.filled.questions.length > 0) return `${name} asks ${plural(run.filled.questions.length, 'question')}.`;
  const count = changesOf(run);
  const lead = run.filled.preview?.lead.name ?? '';
  return count === 0 ? `${name} changes nothing on ${lead}.` : `${name}: ${plural(count, 'change')} to ${lead}. Press Control Enter to apply.`;
}

/**
 * Ticks a recipe of a file, or takes the tick away.
 * @param {State} state
 * @param {number} at
 * @returns {State}
 */
export function tick(state, at) {
  const { importing } = state.recipes;
  const chosen = importing.chosen.includes(at) ? importing.chosen.filter((other) => other !== at) : [...importing.chosen, at].sort((a, b) => a - b);
  return withRecipes(state, { importing: { ...importing, chosen } });
}

/**
 * Shows what a file holds. What can be imported and is not there yet is ticked.
 * @param {State} state
 * @param {RecipeInFile[]} contents
 * @returns {State}
 */
export function showContents(state, contents) {
  const chosen = contents.flatMap(({ refused, same }, at) => (refused || same ? [] : [at]));
  return withRecipes(state, { work: '', importing: { ...state.recipes.importing, contents, chosen, problem: '' } });
}

/**
 * Returns the order of the recipes with one of them moved; null where it is at the end already.
 * @param {State} state
 * @param {string} id
 * @param {1 | -1} by
 * @returns {string[] | null}
 */
export function moved({ recipes: { known } }, id, by) {
  const ids = (known ?? []).map(({ recipe }) => recipe.id);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return null;
  ids.splice(from, 1);
  ids.splice(to, 0, id);
  return ids;
}

/**
 * Goes one step back inside the recipes; null where there is no step to go back to.
 * @param {State} state
 * @returns {State | null}
 */
export function stepBack(state) {
  const { page, editor, run, importing, arranging } = state.recipes;
  const to = (/** @type {Page} */ next, /** @type {Partial<Recipes>} */ more = {}) =>
    stopped(withRecipes({ ...state, outcome: null, open: null }, { page: next, ...more }));
  if (page === 'edit') return editor && isDirty(editor) ? to('leave') : to('list', { editor: null });
  if (page === 'leave' || page === 'delete') return to('edit');
  if (page === 'run' && run?.filled && run.asked.length > 0 && run.filled.questions.length === 0) return askAgain(state);
  if (page === 'import' && importing.contents) return withRecipes(state, { importing: noImport });
  if (page !== 'list') return to('list', { run: null });
  return arranging ? withRecipes(state, { arranging: false }) : null;
}
