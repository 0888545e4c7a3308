// Writing a recipe: its form, the dry run beneath it, storing, copying and deleting it.
// Part of recipes/actions.js.

import { readContext } from './context.js';
import * as D from './draft.js';
import * as R from './state.js';

/** @import {Problem, Recipe, RecipeStep} from '../../api' */
/** @import {Context} from '../app/context.js' */
/** @import {Editor} from './draft.js' */

/**
 * @typedef {Object} Shared what the parts of the recipes' actions have in common
 * @property {() => Promise<boolean>} read
 * @property {(problem: Problem, again: () => Promise<unknown>) => Promise<void>} cannot
 * @property {(what: Partial<R.Recipes>) => void} change
 */

/** The recipe is tried on the lead this many milliseconds after the last key press. */
const PAUSE = 400;

/**
 * Reads a refusal, which names the parts at fault: "name", or "steps.2.value" for a part of
 * the third step.
 * @param {Problem} problem
 * @returns {Editor['issues']}
 */
function issuesOf({ errors }) {
  return (errors ?? []).map(({ field, detail }) => {
    const [, step = '-1', part = field] = /^steps\.(\d+)\.(.+)$/.exec(field) ?? [];
    return { step: Number(step), part, detail };
  });
}

/**
 * @param {Context} context
 * @param {Shared} shared
 */
export function recipeEditActions(context, { read, cannot, change }) {
  const { world, set } = context;
  const { backend, storage, focus } = world;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** The recipe and the lead that the timer was set for. @type {{ recipe: Recipe, leadId: string } | null} */
  let planned = null;

  /** @param {Editor | null} editor */
  function put(editor) {
    change({ editor });
    storage.keepRecipe(editor && D.isDirty(editor) ? { recipe: editor.recipe, saved: editor.saved } : null);
  }

  /** @param {Recipe} recipe @param {Editor['issues']} [issues] */
  function write(recipe, issues) {
    const { editor } = context.state.recipes;
    if (editor) put({ ...editor, recipe, issues: issues ?? editor.issues });
  }

  /**
   * Opens the editor.
   * @param {Recipe} recipe
   * @param {Recipe | null} saved
   * @param {Editor['issues']} [issues]
   * @param {string} [target] what takes the focus
   */
  function open(recipe, saved, issues = [], target = 'editor-title') {
    const shown = R.openPage(context.state, 'edit');
    set(R.withRecipes(shown, { editor: D.editorFor(recipe, saved, issues), run: null }));
    focus(target);
    void readVocabulary();
  }

  async function readVocabulary() {
    const answer = await backend.vocabulary();
    if (answer.ok) change({ vocabulary: answer.data });
    else if (!context.state.recipes.vocabulary) await cannot(answer.problem, readVocabulary);
  }

  /** Sets the timer for the dry run, where the form is not the one that was tried. */
  function plan() {
    const { recipes: { page, editor }, leadId, screen } = context.state;
    const due = page === 'edit' && R.inRecipes(context.state) && screen !== 'starting' && editor !== null
      && (editor.triedAs !== editor.recipe || editor.triedOn !== leadId);
    if (!due) return;
    if (planned?.recipe === editor.recipe && planned.leadId === leadId) return;
    planned = { recipe: editor.recipe, leadId };
    clearTimeout(timer);
    timer = setTimeout(() => void attempt(), PAUSE);
  }

  /** Asks what the recipe in the form would do to the lead in front; without one, what is wrong with it. */
  async function attempt() {
    const { recipes: { editor }, leadId, surface } = context.state;
    planned = null;
    if (!editor) return;
    const { recipe } = editor;
    planned = { recipe, leadId };
    const where = await readContext(world, surface, recipe, false);
    const answer = await backend.fill({ recipe, lead_id: leadId, context: where });
    const now = context.state.recipes.editor;
    if (!now || now.recipe !== recipe || context.state.leadId !== leadId) return;
    const tried = { ...now, triedAs: recipe, triedOn: leadId };
    change({
      editor: answer.ok ? { ...tried, tried: answer.data, issues: answer.data.issues, problem: null } : { ...tried, tried: null, problem: answer.problem },
    });
  }

  /** Stores the recipe in the form, and shows it in the list. */
  async function saveRecipe() {
    const { editor, work } = context.state.recipes;
    if (!editor || work !== '') return;
    if (editor.recipe.name.trim() === '') {
      put({ ...editor, pressed: true, issues: [...editor.issues.filter(({ part }) => part !== 'name'), { step: -1, part: 'name', detail: 'Give the recipe a name.' }] });
      set(R.openPage(context.state, 'edit'));
      return focus('recipe-name');
    }
    const { recipe } = editor;
    change({ work: 'save' });
    const answer = await backend.storeRecipe(editor.saved?.id || 'new', recipe);
    if (!answer.ok) {
      const wrong = issuesOf(answer.problem);
      set(R.withRecipes(context.state, { page: 'edit', editor: { ...editor, pressed: true, issues: wrong.length > 0 ? wrong : editor.issues } }));
      return cannot(answer.problem, saveRecipe);
    }
    const { stored = '' } = answer.data;
    storage.keepRecipe(null);
    const next = R.openPage(R.withRecipes(R.showRecipes(context.state, answer.data), { editor: null, query: '' }), 'list');
    const repair = (R.infoOf(next, stored)?.issues.length ?? 0) > 0 ? ' It needs repair before it can run.' : '';
    set({ ...next, outcome: { tone: 'done', text: `“${recipe.name}” saved.${repair}` } });
    focus(`recipe-${stored}`);
  }

  /** Deletes the stored recipe that is open in the form; it can be brought back. */
  async function deleteRecipe() {
    const { editor, known, work } = context.state.recipes;
    const saved = editor?.saved;
    if (!saved || work !== '') return;
    const at = (known ?? []).findIndex(({ recipe }) => recipe.id === saved.id);
    change({ work: 'delete' });
    const answer = await backend.deleteRecipe(saved.id);
    if (!answer.ok) return cannot(answer.problem, deleteRecipe);
    storage.keepRecipe(null);
    const next = R.openPage(R.withRecipes(R.showRecipes(context.state, answer.data), { editor: null, gone: { recipe: saved, at: Math.max(0, at) } }), 'list');
    set({ ...next, outcome: { tone: 'done', text: `“${saved.name}” deleted.`, action: 'restore_recipe' } });
    focus('recipes');
    if (answer.data.recipes.length === 0) await read();
  }

  /**
   * Puts a placeholder or a filter where the caret stands in a text of a step.
   * @param {number} at
   * @param {'value' | 'date'} part
   * @param {string} what
   * @param {{ start: number, end: number }} caret
   * @returns {number} where the caret goes
   */
  function insertInto(at, part, what, caret) {
    const { editor } = context.state.recipes;
    const step = editor?.recipe.steps[at];
    if (!editor || !step) return 0;
    const next = D.insert(step[part] ?? '', caret, what);
    write(D.withStep(editor.recipe, at, (one) => D.withPart(one, { [part]: next.text })));
    return next.caret;
  }

  return {
    plan,
    /** Restores what an earlier panel left unsaved. */
    restore() {
      const left = storage.recipe();
      if (left && !context.state.recipes.editor) change({ editor: D.editorFor(left.recipe, left.saved) });
    },
    actions: {
      saveRecipe, deleteRecipe, insertInto,
      newRecipe: () => open(D.blankRecipe, null),
      /** @param {string} id @param {number} [step] the step that takes the focus */
      editRecipe: (id, step) => {
        const info = R.infoOf(context.state, id);
        if (info) open(info.recipe, info.recipe, info.issues, step === undefined || step < 0 ? undefined : `step-${step}`);
      },
      /** Continues with what was left unsaved. */
      resumeRecipe: () => {
        const { editor } = context.state.recipes;
        if (editor) open(editor.recipe, editor.saved);
      },
      discardRecipe: () => {
        put(null);
        set(R.openPage(context.state, 'list'));
        focus('recipes');
      },
      copyRecipe: () => {
        const { editor } = context.state.recipes;
        if (!editor) return;
        open(D.copyOf(editor.recipe), null, [], 'recipe-name');
        put(context.state.recipes.editor);
      },
      askDeleteRecipe: () => { change({ page: 'delete' }); focus('delete-title'); },
      keepWriting: () => { change({ page: 'edit' }); focus('editor-title'); },
      /** @param {Partial<Recipe>} part */
      writeRecipe: (part) => {
        const { editor } = context.state.recipes;
        if (editor) write({ ...editor.recipe, ...part });
      },
      addStep: () => {
        const { editor } = context.state.recipes;
        if (!editor) return;
        const { steps } = editor.recipe;
        write({ ...editor.recipe, steps: [...steps, { do: 'set' }] });
        focus(`step-${steps.length}-do`);
      },
      /** @param {number} at */
      removeStep: (at) => {
        const { editor } = context.state.recipes;
        if (!editor) return;
        const steps = editor.recipe.steps.filter((_, i) => i !== at);
        write({ ...editor.recipe, steps }, D.movedIssues(editor.issues, (step) => (step === at ? -2 : step > at ? step - 1 : step)));
        focus(steps.length === 0 ? 'add-step' : `step-${Math.min(at, steps.length - 1)}`);
      },
      /** @param {number} at @param {1 | -1} by @param {string} [target] the end of the id of what keeps the focus */
      moveStep: (at, by, target = '') => {
        const { editor } = context.state.recipes;
        const recipe = editor && D.moveStep(editor.recipe, at, by);
        if (!recipe || recipe === editor.recipe) return;
        write(recipe, D.movedIssues(editor.issues, (step) => (step === at ? at + by : step === at + by ? at : step)));
        focus(`step-${at + by}${target}`);
      },
      /** @param {number} at @param {string} doing */
      doStep: (at, doing) => changeStep(at, (step) => D.withDoing(step, doing)),
      /** @param {number} at @param {string} picked */
      pickField: (at, picked) => changeStep(at, (step) => D.withField(context.state.recipes.vocabulary, step, picked)),
      /** @param {number} at @param {Partial<RecipeStep>} part */
      writeStep: (at, part) => changeStep(at, (step) => D.withPart(step, part)),
    },
  };

  /** @param {number} at @param {(step: RecipeStep) => RecipeStep} how */
  function changeStep(at, how) {
    const { editor } = context.state.recipes;
    if (editor) write(D.withStep(editor.recipe, at, how));
  }
}
