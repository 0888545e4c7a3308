// What the entries of the context menus are called, for the panel that goes on with one.

import { get } from '../browser/store.js';

/** @import {MenuItem} from '../api' */

/** Under this name the menus are kept as the browser has them. */
export const MENUS = 'menus';

/**
 * Returns the title of an entry, after that of the menu which it stands in where that is
 * more than the line that names the lead.
 * @param {string} id
 * @returns {Promise<string>}
 */
export async function titleOf(id) {
  /** @type {MenuItem[]} */
  const items = (await get('kept', MENUS))?.menu.items ?? [];
  const item = items.find((one) => one.id === id);
  const above = items.find((one) => one.id === item?.parent_id);
  if (!item) return '';
  return above?.parent_id ? `${above.title}: ${item.title}` : item.title;
}
