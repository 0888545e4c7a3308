// Opening the palette, moving in it, and searching leads for it. Part of app/actions.js.

import { isWriting } from '../lead/form.js';
import { COMMANDS } from './commands.js';
import * as P from './state.js';

/** @import {Actions} from '../app/actions.js' */
/** @import {Context} from '../app/context.js' */
/** @import {Item} from './state.js' */

/** Close is searched this many milliseconds after the last key press. */
const PAUSE = 250;

/** @param {Context} context */
export function paletteActions(context) {
  const { world, set } = context;
  const { backend, focus } = world;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Where the focus was when the palette opened. */
  let before = '';

  /**
   * Opens the palette over whatever is in sight.
   * @param {string} from the id of what has the focus
   * @param {boolean} [leadsOnly]
   */
  function openPalette(from, leadsOnly = false) {
    const { screen, mode } = context.state;
    if (screen === 'sign-in' || screen === 'starting' || mode === 'sign-in' || mode === 'forget') return;
    if (!context.state.palette) before = from;
    set({ ...context.state, menu: false, open: null, palette: { ...P.emptyPalette, leadsOnly } });
    focus('palette');
    if (leadsOnly) void searchLeads('');
    else if (!context.state.recipes.known) void readRecipes();
  }

  /** Reads the recipes in the background, to offer them. */
  async function readRecipes() {
    const answer = await backend.recipes();
    if (answer.ok) set({ ...context.state, recipes: { ...context.state.recipes, known: answer.data.recipes, detail: answer.data.detail ?? '' } });
  }

  /** Closes the palette; the focus goes back to where it was. */
  function closePalette() {
    if (!context.state.palette) return;
    clearTimeout(timer);
    set({ ...context.state, palette: null });
    focus(before || 'list');
  }

  /** @param {string} query */
  function typePalette(query) {
    clearTimeout(timer);
    const { palette } = context.state;
    if (!palette) return;
    const words = P.leadQuery({ ...palette, query });
    const ask = words !== '' || palette.leadsOnly;
    set(P.withPalette(context.state, { query, at: 0, work: ask, problem: '', ...(ask ? {} : { leads: [], found: '' }) }));
    if (ask) timer = setTimeout(() => void searchLeads(words), PAUSE);
  }

  /**
   * Searches Close for leads. Those that were found before stay until then.
   * @param {string} words
   */
  async function searchLeads(words) {
    set(P.withPalette(context.state, { work: true }));
    const answer = await backend.findLeads(words);
    const { palette } = context.state;
    if (!palette || (P.leadQuery(palette) !== words)) return;
    if (answer.ok) set(P.withPalette(context.state, { leads: answer.data.leads, found: words, work: false }));
    else set(P.withPalette(context.state, { leads: [], work: false, problem: answer.problem.detail }));
  }

  /**
   * Turns to a lead that was chosen. A recipe that waits for one is tried there.
   * @param {string} id
   */
  function openLead(id) {
    const { state } = context;
    if (isWriting(state)) {
      const text = 'Something is on its way to Close. Turn to the other lead once it is there.';
      return set({ ...state, outcome: { tone: 'info', text } });
    }
    const { page, run } = state.recipes;
    const waits = state.mode === 'recipes' && page === 'run' && (state.leadId === '' || Boolean(run?.filled?.blocked));
    set({ ...state, mode: waits ? 'recipes' : 'list' });
    focus(waits ? 'run-title' : 'list');
    void context.load(id);
  }

  return {
    openPalette, closePalette, typePalette, openLead,
    /** Closes the palette for what was chosen in it. */
    leavePalette: closePalette,
    /** @param {number} by */
    movePalette: (by) => set(P.choose(context.state, by)),
    /** @param {number} at */
    pointPalette: (at) => set(P.withPalette(context.state, { at })),
    /** Asks which lead is meant. */
    chooseLead: () => openPalette('list', true),
  };
}

/**
 * Does what an item says.
 * @param {Item | undefined} item
 * @param {Actions} act
 */
export function perform(item, act) {
  if (!item) return;
  act.leavePalette();
  if (item.kind === 'field') return act.goTo(item.id);
  if (item.kind === 'recipe') return void act.runRecipe(item.id);
  if (item.kind === 'lead') return act.openLead(item.id);
  const [name = '', account = ''] = item.id.split(' ');
  void COMMANDS.find((command) => command.id === name)?.run?.(act, account);
}
