// The context in which a recipe is run: the page in front, the selection there, the
// clipboard, and the user's time. What no placeholder of the recipe uses is not read.

/** @import {Clicked, MenuClick, Recipe, RecipeContext} from '../../api' */
/** @import {World} from '../app/context.js' */
/** @import {Surface} from '../app/state.js' */

/** How long, in milliseconds, a browser may ask the user about the clipboard before the recipe asks instead. */
const PATIENCE = 3000;

/** @param {number} number */
const pad = (number) => String(number).padStart(2, '0');

/**
 * Writes the user's date, "2026-01-31".
 * @param {Date} time
 */
export const todayOf = (time) => `${String(time.getFullYear()).padStart(4, '0')}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;

/**
 * Writes the user's time with the offset of their zone, "2026-01-31T09:30:00+01:00".
 * @param {Date} time
 */
export function nowOf(time) {
  const offset = -time.getTimezoneOffset();
  const minutes = Math.abs(offset);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(':');
  return `${todayOf(time)}T${clock}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/**
 * Reports whether a recipe has a placeholder of this name anywhere.
 * @param {Recipe} recipe
 * @param {string} name such as "clipboard"
 */
export function uses(recipe, name) {
  const found = new RegExp(`\\{\\{\\s*${name}\\b`);
  return recipe.steps.some((step) => Object.values(step).some((text) => typeof text === 'string' && found.test(text)));
}

/**
 * Reads where a recipe is run. A tab of the panel's own stands beside no page.
 * @param {World} world
 * @param {Surface} surface
 * @param {Recipe} recipe
 * @param {boolean} asked whether the user has asked for it just now, so that the clipboard may be read
 * @param {Clicked | null} [clicked] what it was asked for on, in a page that may be gone from the front by now
 * @returns {Promise<RecipeContext>}
 */
export async function readContext(world, surface, recipe, asked, clicked = null) {
  const clipboard = asked && uses(recipe, 'clipboard') ? await inTime(world.paste()) : undefined;
  const time = new Date(world.now());
  const here = { ...(clipboard === undefined ? {} : { clipboard }), today: todayOf(time), now: nowOf(time) };
  if (clicked) return { ...about(clicked), ...here };
  const tab = surface === 'tab' ? {} : await world.browser.activeTab();
  const selection = tab.id !== undefined && uses(recipe, 'selection') ? await world.browser.readSelectionOf(tab.id) : '';
  return { page_url: tab.url ?? '', page_title: tab.title ?? '', selection, ...here };
}

/**
 * Returns what a click is about, without the menu entry that was clicked.
 * @param {Clicked} clicked
 * @returns {Clicked}
 */
const about = ({ page_url, page_title, selection, link_url, link_text, image_url }) => ({ page_url, page_title, selection, link_url, link_text, image_url });

/**
 * Replaces what is in front now by what the recipe was chosen on, from a context menu.
 * @param {RecipeContext} where
 * @param {{ click: MenuClick } | null} clicked
 * @returns {RecipeContext}
 */
export function withClicked(where, clicked) {
  if (!clicked) return where;
  const { page_url, page_title, selection, link_url, link_text, image_url } = clicked.click;
  return { ...where, page_url, page_title, selection, link_url, link_text, image_url };
}

/**
 * Waits for what the user may have to allow first; undefined where they do not, or not yet.
 * @param {Promise<string>} reading
 * @returns {Promise<string | undefined>}
 */
async function inTime(reading) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((/** @type {(value: undefined) => void} */ resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  const text = await Promise.race([reading.catch(() => undefined), late]);
  clearTimeout(timer);
  return text;
}
