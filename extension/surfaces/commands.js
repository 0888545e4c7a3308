// The browser's shortcuts: each becomes one request to the backend about the page in
// front, or opens the side panel.

import { handle } from '../backend/backend.js';
import { awake } from '../browser/awake.js';
import { inFront } from '../browser/front.js';
import { openSide } from '../browser/side.js';
import { noticeIn, showNotice, showWorking } from './notices.js';

/** @import {Clicked} from '../api' */

/**
 * The tabs in which a shortcut is at work. A key that is held down repeats its command.
 * @type {Set<number>}
 */
const busy = new Set();

/**
 * Serves a shortcut. Firefox and Chrome open the panel itself by a command of their own.
 * @param {string} command
 * @param {chrome.tabs.Tab} [tab] the one in front
 * @returns {Promise<void>}
 */
export async function pressed(command, tab) {
  if (tab?.id === undefined) return;
  // First of all: the browser allows it only at once after the key.
  if (command === 'open-side-panel') return openSide(tab);
  const tabId = tab.id;
  if (busy.has(tabId)) return;
  busy.add(tabId);
  try {
    await awake(async () => {
      await showWorking(tabId);
      const page = await inFront(tab);
      const [path, asked] = requestOf(command, page);
      const body = JSON.stringify({ ...asked, intent: crypto.randomUUID() });
      await showNotice(tabId, noticeIn(await handle({ method: 'POST', path, body })), page);
    });
  } finally {
    busy.delete(tabId);
  }
}

/**
 * Returns the request that a shortcut stands for.
 * @param {string} command
 * @param {Clicked} page
 * @returns {[string, object]}
 */
function requestOf(command, page) {
  if (command === 'undo-last') return ['/journal/last/undo', { page_url: page.page_url, surface: 'keys' }];
  const slot = Number(/^run-recipe-([1-4])$/.exec(command)?.[1]);
  return ['/recipes/run', { ...page, slot, surface: 'keys' }];
}
