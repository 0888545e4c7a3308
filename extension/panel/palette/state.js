// The palette: what it offers where the panel is, and which of that fits the words typed.
// Pure, as app/state.js is.

import { allFields, fullName } from '../values/field-keys.js';
import { fold } from '../values/options.js';
import { COMMANDS } from './commands.js';

/** @import {Candidate} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * @typedef {Object} Palette
 * @property {string} query
 * @property {number} at which of the items in sight is chosen
 * @property {boolean} leadsOnly whether a lead is asked for
 * @property {Candidate[]} leads that Close has found
 * @property {string} found the words that they were found by
 * @property {boolean} work whether Close is being asked
 * @property {string} problem why Close could not be asked
 */

/**
 * @typedef {Object} Item
 * @property {'action' | 'field' | 'recipe' | 'lead'} kind
 * @property {string} id what it is, among those of its kind
 * @property {string} label
 * @property {string} [note]
 * @property {string} [keys] the keys that do the same
 */

/** @typedef {{ name: string, items: Item[] }} Group */

/** @type {Palette} */
export const emptyPalette = { query: '', at: 0, leadsOnly: false, leads: [], found: '', work: false, problem: '' };

/** A group shows no more than so many. */
const MOST = 8;

/** Leads are searched from this many letters on. */
const ENOUGH = 2;

/**
 * Returns the words to search leads by; empty where there are too few letters.
 * @param {Palette} palette
 */
export const leadQuery = ({ query }) => (query.trim().length < ENOUGH ? '' : query.trim());

/**
 * Says how well a text fits the words: each of them has to be there, at the beginning
 * best, then at the beginning of a word, then inside, then letter by letter. Zero for not.
 * @param {string} query
 * @param {string} label
 * @param {string} [more] what else may be meant by the words, and counts less
 */
export function score(query, label, more = '') {
  const words = fold(query).split(' ').filter(Boolean);
  const text = fold(label);
  const rest = fold(more);
  let sum = 0;
  for (const word of words) {
    const one = scoreOf(word, text) || scoreOf(word, rest) / 4;
    if (one === 0) return 0;
    sum += one;
  }
  return words.length === 0 ? 1 : sum / words.length;
}

/**
 * @param {string} word
 * @param {string} text
 */
function scoreOf(word, text) {
  if (text.startsWith(word)) return 8;
  if (` ${text}`.includes(` ${word}`) || new RegExp(`[^\\p{L}\\p{N}]${escaped(word)}`, 'u').test(text)) return 6;
  if (text.includes(word)) return 3;
  return word.length > 2 && initials(word, text) ? 1 : 0;
}

/** @param {string} word */
const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * Reports whether the letters of a word stand in a text in their order, the first of them
 * at the beginning of a word: "apch" for "apply changes".
 * @param {string} word
 * @param {string} text
 */
function initials(word, text) {
  const letters = [...word].map(escaped);
  return new RegExp(`(?:^|[^\\p{L}\\p{N}])${letters.join('.*')}`, 'u').test(text);
}

/**
 * Lists what can be done where the panel is.
 * @param {State} state
 * @returns {Item[]}
 */
const actions = (state) => COMMANDS.flatMap((command) => {
  const { id, label, note, when, each, shown, key } = command;
  if (label === undefined || when?.(state) === false) return [];
  const keys = shown ?? key?.name;
  return (each ? each(state) : [undefined]).map((account) => ({
    kind: /** @type {const} */ ('action'), id: account ? `${id} ${account.id}` : id,
    label: typeof label === 'string' ? label : label(state, account),
    ...(note ? { note: note(state) } : {}), ...(keys ? { keys } : {}),
  }));
});

/** @param {State} state @returns {Item[]} */
const fields = (state) => (state.screen !== 'lead' ? [] : allFields(state.view).map((field) => ({
  kind: /** @type {const} */ ('field'), id: field.key, label: fullName(state.view, field), ...(field.locked ? { note: 'Locked' } : {}),
})));

/** @param {State} state @returns {Item[]} */
const recipes = (state) => (state.recipes.known ?? []).map(({ recipe, summary, issues }) => ({
  kind: /** @type {const} */ ('recipe'), id: recipe.id, label: recipe.name, note: issues.length > 0 ? 'Needs repair' : summary,
}));

/** @param {State} state @returns {Item[]} */
const leads = ({ palette, leadId }) => (palette?.leads ?? []).filter(({ lead }) => lead.id !== leadId).map(({ lead, organization }) => ({
  kind: /** @type {const} */ ('lead'), id: lead.id, label: lead.name, note: organization.name,
}));

/**
 * Returns what the palette shows: groups, the one with the best fit first. Without words it
 * offers recipes and actions; leads were chosen by Close, so their order stays.
 * @param {State} state
 * @returns {Group[]}
 */
export function groups(state) {
  const { palette } = state;
  if (!palette) return [];
  const found = { name: 'Leads', items: leads(state).slice(0, MOST) };
  if (palette.leadsOnly) return found.items.length > 0 ? [found] : [];
  const none = palette.query.trim() === '';
  const ranked = [
    rank(palette.query, 'Recipes', recipes(state)),
    rank(palette.query, 'Actions', actions(state), none ? Infinity : MOST),
    none ? { name: 'Fields', items: [], best: 0 } : rank(palette.query, 'Fields', fields(state)),
    { ...found, best: Math.max(0, ...found.items.map(({ label, note }) => score(palette.query, label, note))) },
  ];
  if (!none) ranked.sort((a, b) => b.best - a.best);
  return ranked.filter(({ items }) => items.length > 0).map(({ name, items }) => ({ name, items }));
}

/**
 * @param {string} query
 * @param {string} name
 * @param {Item[]} all
 * @param {number} [most]
 */
function rank(query, name, all, most = MOST) {
  const fit = all.map((one, i) => ({ one, i, fits: score(query, one.label, one.note) })).filter(({ fits }) => fits > 0);
  fit.sort((a, b) => b.fits - a.fits || a.i - b.i);
  return { name, items: fit.slice(0, most).map(({ one }) => one), best: fit[0]?.fits ?? 0 };
}

/**
 * Returns all items in sight, in the order shown.
 * @param {State} state
 */
export const itemsOf = (state) => groups(state).flatMap(({ items }) => items);

/**
 * Changes what the palette shows; the choice stays within it.
 * @param {State} state
 * @param {Partial<Palette>} change
 * @returns {State}
 */
export function withPalette(state, change) {
  if (!state.palette) return state;
  const next = { ...state, palette: { ...state.palette, ...change } };
  const last = Math.max(0, itemsOf(next).length - 1);
  return { ...next, palette: { ...next.palette, at: Math.min(next.palette.at, last) } };
}

/**
 * Moves the choice, around the ends too.
 * @param {State} state
 * @param {number} by
 * @returns {State}
 */
export function choose(state, by) {
  const count = itemsOf(state).length;
  if (!state.palette || count === 0) return state;
  return withPalette(state, { at: (state.palette.at + by + count) % count });
}
