// The recipes: reading them, trying one on the lead, applying it, taking one away, and
// carrying them to files and back. Part of app/actions.js.

import { showApplied } from '../apply/applied.js';
import { isAnswer } from '../apply/request.js';
import { isSignedOut } from '../services/problems.js';
import { say } from '../session/problem.js';
import { plural } from '../values/format.js';
import { readContext, withClicked } from './context.js';
import { recipeEditActions } from './edit-actions.js';
import { recipeFileActions } from './file-actions.js';
import * as R from './state.js';

/** @import {Problem, Recipe, RecipeInfo} from '../../api' */
/** @import {Context} from '../app/context.js' */

/** @param {Context} context */
export function recipesActions(context) {
  const { world, set, begin } = context;
  const { backend, focus } = world;
  /** Counts the dry runs, so that a late answer is dropped. */
  let trying = 0;
  /** What a run does once the recipes are read. @type {((known: RecipeInfo[]) => RecipeInfo | undefined) | null} */
  let wanted = null;
  /** Whether the user has asked for the run by a key or a click. */
  let byHand = false;

  /** @param {Partial<R.Recipes>} what */
  const change = (what) => set(R.withRecipes(context.state, what));

  /**
   * Reads the recipes as they are stored.
   * @returns {Promise<boolean>} whether they are there
   */
  async function read() {
    change({ work: 'read' });
    const answer = await backend.recipes();
    if (!answer.ok) {
      await cannot(answer.problem, read);
      return false;
    }
    set(R.showRecipes(context.state, answer.data));
    if (answer.data.recipes.length === 0) await readStarters();
    return true;
  }

  async function readStarters() {
    if (context.state.recipes.starters) return;
    const answer = await backend.starters();
    if (answer.ok) change({ starters: answer.data.recipes });
    else await cannot(answer.problem, readStarters);
  }

  /**
   * Says why something failed: in place of the list if it was not read yet, else in the
   * status line.
   * @param {Problem} problem
   * @param {() => Promise<unknown>} again
   */
  async function cannot(problem, again) {
    context.tryAgainWith(async () => { await again(); });
    const { known } = context.state.recipes;
    if (known) set(say(R.withRecipes(context.state, { work: '' }), problem));
    else change({ work: '', problem });
    if (isSignedOut(problem)) await context.learn();
  }

  /**
   * Shows the list of recipes.
   * @param {'list' | 'starters'} [page]
   */
  async function openRecipes(page = 'list') {
    const { editor, page: before } = context.state.recipes;
    // The recipe being written is shown again, as it was.
    const there = page === 'list' && editor && before === 'edit' ? 'edit' : page;
    set(R.openPage(context.state, there));
    editing.restore();
    focus('recipes');
    if (page === 'starters') await readStarters();
    await read();
  }

  /**
   * Tries a recipe on the lead in front.
   * @param {(known: RecipeInfo[]) => RecipeInfo | undefined} choose
   * @param {boolean} hand whether the user has just pressed a key or a button for it
   * @param {R.Run['clicked']} [clicked] what it is about, where it was asked for in a page
   */
  async function run(choose, hand, clicked = null) {
    byHand = hand;
    trying += 1;
    const known = context.state.recipes.known;
    const info = known ? choose(known) : undefined;
    if (known && !info) return noSuch();
    wanted = info ? null : choose;
    set(R.beginRun(context.state, info?.recipe ?? null, clicked));
    focus('run-title');
    if (wanted) await resume();
  }

  /** Reads the recipes for a run, and goes on with it. */
  async function resume() {
    if (await read()) chosen();
    else context.tryAgainWith(resume);
  }

  /** Goes on with a run once the recipes are read. */
  function chosen() {
    const { known, page } = context.state.recipes;
    if (!wanted || page !== 'run') return;
    const info = wanted(known ?? []);
    wanted = null;
    if (!info) return noSuch();
    set(R.withRun(context.state, { recipe: info.recipe }));
  }

  function noSuch() {
    const from = R.openPage(context.state, 'list');
    const none = context.state.recipes.known?.length === 0;
    const text = none ? 'You have no recipes yet. Add one of these, or write your own.' : 'There is no such recipe. These are the ones that you have.';
    set({ ...from, outcome: { tone: 'info', text } });
    focus('recipes');
  }

  /** Asks what the recipe would do to the lead in front, with the answers so far. */
  async function dryRun() {
    const { leadId, surface, recipes: { run: now } } = context.state;
    if (!now?.recipe || leadId === '') return;
    trying += 1;
    const turn = trying;
    set(R.withRun(R.withRecipes(context.state, { work: 'fill' }), { leadId, problem: null }));
    const where = now.context ?? withClicked(await readContext(world, surface, now.recipe, byHand, now.clicked), context.state.menuClick);
    const answer = await backend.fill({ recipe: now.recipe, lead_id: leadId, context: where, answers: now.answers });
    if (turn !== trying || context.state.recipes.page !== 'run') return;
    if (!answer.ok) {
      set(R.withRun(R.withRecipes(context.state, { work: '' }), { problem: answer.problem }));
      context.tryAgainWith(dryRun);
      if (isSignedOut(answer.problem)) await context.learn();
    } else {
      set(R.showFilled(R.withRun(context.state, { context: where }), answer.data, world.newIntent()));
    }
    if (R.inRecipes(context.state)) focus(answer.ok && answer.data.questions.length > 0 ? 'question-0' : 'run-title');
  }

  /** Takes the answers in the form, and asks again. */
  async function answerQuestions() {
    const { run: now, work } = context.state.recipes;
    if (!now?.filled || work !== '') return;
    const open = R.unanswered(now)[0];
    if (open) {
      set({ ...context.state, outcome: { tone: 'error', text: 'Answer every question first: nothing is sent empty.' } });
      return focus(`question-${now.filled.questions.indexOf(open)}`);
    }
    set({ ...R.answer(context.state), outcome: null });
    await dryRun();
  }

  /** Applies what the dry run has shown, and nothing else. */
  async function applyRecipe() {
    const { leadId, surface, work, recipes } = context.state;
    const now = recipes.run;
    if (!now?.recipe || !now.filled?.request || now.leadId !== leadId || work !== '' || recipes.work !== '') return;
    if (R.changesOf(now) === 0) return;
    const sent = R.draftsOfRun(now);
    set({ ...context.state, outcome: null, menu: false });
    context.tryAgainWith(applyRecipe);
    begin('apply');
    const body = { ...now.filled.request, intent: now.intent, surface, recipe: now.recipe.name };
    const answer = await context.applyOnce(leadId, body);
    begin('');
    if (!answer.ok) return refused(answer.problem);
    set(showApplied(R.withRecipes(context.state, { page: 'list', run: null }), answer.data, sent, world.now()));
    focus('list');
    context.keepView(answer.data.view);
  }

  /**
   * Says why a recipe was not applied. Where the lead has changed since the dry run, there
   * is a new one to look at.
   * @param {Problem} problem
   */
  async function refused(problem) {
    if (isSignedOut(problem)) await context.learn();
    if (problem.conflicts?.length) {
      const names = problem.conflicts.map(({ label }) => label).join(', ');
      set(R.withRun(context.state, { note: `Somebody has changed ${names} in Close meanwhile. This is what the recipe would do now.` }));
      return dryRun();
    }
    const reasons = problem.errors?.map((error) => `${error.label}: ${error.detail}`) ?? [];
    set(say(context.state, reasons.length > 0 ? { ...problem, detail: reasons.join(' ') } : problem));
    if (isAnswer(problem)) set(R.withRun(context.state, { intent: world.newIntent() }));
  }

  /**
   * Stores a recipe that was not there.
   * @param {Recipe} recipe
   * @returns {Promise<void>}
   */
  async function add(recipe) {
    if (context.state.recipes.work !== '') return;
    change({ work: recipe.name });
    const answer = await backend.storeRecipe('new', { ...recipe, id: '' });
    if (!answer.ok) return cannot(answer.problem, () => add(recipe));
    const next = R.showRecipes(context.state, answer.data);
    set({ ...next, outcome: { tone: 'done', text: `“${recipe.name}” is among your recipes.` } });
    focus(next.recipes.page === 'list' ? `recipe-${answer.data.stored ?? ''}` : 'recipes');
  }

  /** Puts the recipe that was deleted last back into its place. */
  async function restoreRecipe() {
    const { gone } = context.state.recipes;
    if (!gone || context.state.recipes.work !== '') return;
    change({ work: 'save' });
    const answer = await backend.storeRecipe('new', { ...gone.recipe, id: '' });
    if (!answer.ok) return cannot(answer.problem, restoreRecipe);
    const { stored = '' } = answer.data;
    const ids = answer.data.recipes.map(({ recipe }) => recipe.id).filter((id) => id !== stored);
    ids.splice(gone.at, 0, stored);
    const ordered = await backend.orderRecipes(ids);
    const shown = R.showRecipes(context.state, ordered.ok ? ordered.data : answer.data);
    set({ ...R.withRecipes(shown, { gone: null }), outcome: { tone: 'done', text: `“${gone.recipe.name}” is back.` } });
    focus(`recipe-${stored}`);
  }

  /**
   * Moves a recipe up or down in the list.
   * @param {string} id
   * @param {1 | -1} by
   */
  async function arrange(id, by) {
    const { known, work, query } = context.state.recipes;
    const ids = query.trim() === '' && work === '' ? R.moved(context.state, id, by) : null;
    if (!ids || !known) return;
    const infos = new Map(known.map((info) => [info.recipe.id, info]));
    change({ known: ids.flatMap((one) => infos.get(one) ?? []), work: 'order' });
    focus(context.state.recipes.arranging ? `${by < 0 ? 'up' : 'down'}-${id}` : `recipe-${id}`);
    const answer = await backend.orderRecipes(ids);
    if (answer.ok) return set(R.showRecipes(context.state, answer.data));
    change({ known });
    await cannot(answer.problem, () => arrange(id, by));
  }

  /** Leaves what stands in the place of the list, or closes what is open in it. */
  function back() {
    const next = R.stepBack(context.state);
    if (!next) return false;
    trying += 1;
    const { page, run: now } = next.recipes;
    set(next);
    if (page === 'list') editing.restore();
    const target = now?.filled?.questions.length ? 'question-0' : 'run-title';
    /** @type {Partial<Record<R.Page, string>>} */
    const targets = { edit: 'editor-title', leave: 'leave-title', import: 'import-title', run: target };
    focus(targets[page] ?? 'recipes');
    return true;
  }

  const shared = { read, cannot, change };
  const editing = recipeEditActions(context, shared);
  const files = recipeFileActions(context, shared);

  return {
    /** Starts what the state now calls for; runs after each change of it. */
    plan() {
      if (R.wantsDryRun(context.state)) void dryRun();
      editing.plan();
    },
    back,
    actions: {
      ...editing.actions, ...files.actions,
      openRecipes, answerQuestions, applyRecipe, restoreRecipe, arrange,
      readRecipes: read,
      addRecipe: add,
      tryAnew: dryRun,
      backInRecipes: back,
      /**
       * @param {string} id
       * @param {boolean} [hand]
       * @param {string} [name] under which the background has kept what it is about
       */
      runRecipe: async (id, hand = true, name = '') => {
        const clicked = name === '' ? undefined : await world.takeClicked(name);
        await run((known) => known.find(({ recipe }) => recipe.id === id), hand, clicked);
      },
      /** Tries the recipe with this number, counted from one among those in sight. @param {number} number */
      runNumber: (number) => run((known) => (R.inRecipes(context.state) ? R.listed(context.state) : known)[number - 1], true),
      /** @param {string} query */
      searchRecipes: (query) => change({ query }),
      /** @param {boolean} arranging */
      arranging: (arranging) => { change({ arranging, query: '' }); focus('recipes'); },
      /** @param {string} id of a question @param {string} text */
      typeAnswer: (id, text) => {
        const { run: now } = context.state.recipes;
        if (now) set(R.withRun(context.state, { typed: { ...now.typed, [id]: text } }));
      },
      changeAnswers: () => { set(R.askAgain(context.state)); focus('question-0'); },
      /** Says how many changes a recipe would make now. */
      countChanges: () => plural(R.changesOf(context.state.recipes.run), 'change'),
    },
  };
}
