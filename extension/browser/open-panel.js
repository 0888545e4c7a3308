// Opens the panel where the user has to say more.

import { keepOnce } from './once.js';
import { webext } from './webext.js';

/** @import {Clicked, MenuClick} from '../api' */

const PAGE = 'panel/panel.html';

/**
 * Opens the panel: as the popup over the page where the browser lets it, so that the
 * user stays there; else in a tab of its own. What the request is about is kept for the
 * panel, which takes it up once: an address is no place for a page's text.
 * @param {chrome.tabs.Tab} tab
 * @param {string} query a notice's panel; "clicked" or "recipe" in it say that the panel goes on with the request
 * @param {MenuClick | Clicked} [clicked]
 * @returns {Promise<void>}
 */
export async function openPanel(tab, query, clicked) {
  const asked = new URLSearchParams(query);
  const goesOn = clicked !== undefined && (asked.has('clicked') || asked.has('recipe'));
  asked.delete('clicked');
  if (goesOn) asked.set('clicked', await keepOnce(clicked));
  if (!await openPopup(tab, asked)) await webext.tabs.create({ url: webext.runtime.getURL(addressOf(asked)), windowId: tab.windowId });
}

/**
 * @param {chrome.tabs.Tab} tab
 * @param {URLSearchParams} asked
 * @returns {Promise<boolean>} whether it is open
 */
async function openPopup({ id, windowId }, asked) {
  if (id === undefined) return false;
  try {
    const within = new URLSearchParams(asked);
    if (within.size > 0) within.set('popup', '');
    await webext.action.setPopup({ tabId: id, popup: addressOf(within) });
    try {
      await webext.action.openPopup({ windowId });
    } finally {
      await webext.action.setPopup({ tabId: id, popup: PAGE });
    }
    return true;
  } catch {
    // Firefox allows it only in the moment of the click, and no browser over a window
    // that is not in front: that is no fault, and the tab does as well.
    return false;
  }
}

/** @param {URLSearchParams} query */
const addressOf = (query) => (query.size > 0 ? `${PAGE}?${query}` : PAGE);
