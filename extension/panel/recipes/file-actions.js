// Recipes from files and to files. Part of recipes/actions.js.

import { plural } from '../values/format.js';
import * as R from './state.js';

/** @import {Context} from '../app/context.js' */
/** @import {Shared} from './edit-actions.js' */

/** A file longer than this, in characters, cannot be one of recipes. */
const LONGEST = 2_000_000;

/**
 * @param {Context} context
 * @param {Shared} shared
 */
export function recipeFileActions(context, { cannot, change }) {
  const { world, set } = context;
  const { backend, focus } = world;

  /** @param {Partial<R.Importing>} what */
  const changeImport = (what) => change({ importing: { ...context.state.recipes.importing, ...what } });

  /**
   * Shows what a file holds, before anything of it is kept.
   * @param {string} text
   */
  async function readFile(text) {
    if (context.state.recipes.work !== '') return;
    if (text.trim() === '') return changeImport({ text, problem: 'Choose a file, or paste what stands in it.' });
    if (text.length > LONGEST) return changeImport({ text: '', problem: 'This file is too long to be a file of recipes.' });
    changeImport({ text, problem: '' });
    change({ work: 'import' });
    const answer = await backend.previewImport(text);
    if (context.state.recipes.page !== 'import') return change({ work: '' });
    if (!answer.ok) {
      change({ work: '', importing: { ...context.state.recipes.importing, problem: answer.problem.detail } });
      return focus('import-text');
    }
    set(R.showContents(context.state, answer.data.recipes));
    focus('import-title');
  }

  /** Keeps the ticked recipes of the file. */
  async function importRecipes() {
    const { importing: { text, chosen }, work } = context.state.recipes;
    if (chosen.length === 0 || work !== '') return;
    change({ work: 'import' });
    const answer = await backend.importRecipes(text, chosen);
    if (!answer.ok) return cannot(answer.problem, importRecipes);
    const next = R.openPage(R.withRecipes(R.showRecipes(context.state, answer.data), { importing: R.noImport, query: '' }), 'list');
    set({ ...next, outcome: { tone: 'done', text: `${plural(chosen.length, 'recipe')} imported.` } });
    focus('recipes');
  }

  /** Hands the ticked recipes to the user as a file. */
  async function exportRecipes() {
    const { picked, known, work } = context.state.recipes;
    if (picked.length === 0 || work !== '') return;
    change({ work: 'export' });
    const answer = await backend.exportRecipes(picked.length === known?.length ? [] : picked);
    if (!answer.ok) return cannot(answer.problem, exportRecipes);
    const { name, type, text } = answer.data;
    world.save(name, type, text);
    const next = R.openPage(R.withRecipes(context.state, { work: '' }), 'list');
    set({ ...next, outcome: { tone: 'done', text: `Saved as ${name}.` } });
    focus('recipes');
  }

  return {
    actions: {
      readFile, importRecipes, exportRecipes,
      openFiles: () => {
        set(R.openPage(context.state, 'files'));
        focus('files-title');
      },
      openImport: () => {
        set(R.withRecipes(R.openPage(context.state, 'import'), { importing: R.noImport }));
        focus('import-title');
      },
      openExport: () => {
        const ids = (context.state.recipes.known ?? []).map(({ recipe }) => recipe.id);
        set(R.withRecipes(R.openPage(context.state, 'export'), { picked: ids }));
        focus('export-title');
      },
      /** Says why a file could not be read. */
      cannotReadFile: () => changeImport({ problem: 'The browser could not read this file. Open it yourself, and paste what stands in it.' }),
      /** @param {string} text */
      typeImport: (text) => changeImport({ text, problem: '' }),
      /** @param {number} at */
      tickImport: (at) => set(R.tick(context.state, at)),
      /** @param {string} id */
      tickExport: (id) => {
        const { picked } = context.state.recipes;
        change({ picked: picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id] });
      },
      /** @param {boolean} all */
      tickAll: (all) => change({ picked: all ? (context.state.recipes.known ?? []).map(({ recipe }) => recipe.id) : [] }),
    },
  };
}
