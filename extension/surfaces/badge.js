// The badge and the title of the toolbar button where nothing has just happened: how many
// changes wait, and which lead a tab of Close shows. What came of a choice or a shortcut
// stands there too, until its tab shows another page: see notices.js.

import { ask } from '../backend/backend.js';
import { webext } from '../browser/webext.js';
import { config } from '../config.js';

/** @import {Toolbar, ToolbarTab} from '../api' */

/** The badge's color, on which the browsers put white text. */
const COLOUR = '#8a4b00';

/** Who applies one change after the other has the button drawn once in so many milliseconds. */
const PAUSE = 100;

/** @type {Promise<void> | undefined} */
let next;
/** @type {Promise<void>} */
let drawing = Promise.resolve();

/**
 * Redraws the button of each tab of Close, and of all others. Callers queue, and those
 * who come while others wait are served with them.
 * @returns {Promise<void>}
 */
export function drawBadges() {
  next ??= drawing = drawing.catch(() => {}).then(async () => {
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    next = undefined;
    await draw();
  });
  return next;
}

/**
 * Draws the button once a tab of Close shows another page. Of a page that loads, the browser
 * itself forgets what was there; of one that changes its address alone, it does not.
 * @param {number} tabId
 * @param {{ url?: string, status?: string }} change
 * @param {Pick<chrome.tabs.Tab, 'url'>} tab
 * @returns {Promise<void>}
 */
export async function tabMoved(tabId, change, { url }) {
  if (!isClose(url) || (change.url === undefined && change.status !== 'complete')) return;
  if (change.url !== undefined) await webext.action.setBadgeText({ tabId, text: NONE });
  await drawBadges();
}

/** Resets a tab to the text that all others have. */
const NONE = /** @type {any} */ (null);

/** @param {string | undefined} url */
const isClose = (url) => url?.startsWith(`${config.app}/`) ?? false;

async function draw() {
  const tabs = (await webext.tabs.query({})).filter(({ id, url }) => id !== undefined && isClose(url));
  const body = JSON.stringify({ urls: tabs.map(({ url }) => url) });
  const answer = await ask({ method: 'POST', path: '/toolbar', body });
  if (answer.status !== 200) throw new Error(answer.body);
  /** @type {Toolbar} */
  const toolbar = JSON.parse(answer.body);
  await Promise.all([
    webext.action.setBadgeText({ text: toolbar.waiting > 0 ? String(toolbar.waiting) : '' }),
    webext.action.setBadgeBackgroundColor({ color: COLOUR }),
    webext.action.setBadgeTextColor({ color: '#ffffff' }),
    webext.action.setTitle({ title: toolbar.title }),
    ...toolbar.tabs.map((said, i) => drawTab(/** @type {number} */ (tabs[i]?.id), said)),
  ]);
}

/**
 * @param {number} tabId
 * @param {ToolbarTab} said
 */
async function drawTab(tabId, { waiting, title }) {
  try {
    // What has just happened is worth more than what waits.
    if (!/^\d*$/.test(await webext.action.getBadgeText({ tabId }))) return;
    await Promise.all([
      webext.action.setBadgeText({ tabId, text: waiting > 0 ? String(waiting) : NONE }),
      webext.action.setBadgeBackgroundColor({ tabId, color: COLOUR }),
      webext.action.setTitle({ tabId, title }),
    ]);
  } catch (error) {
    // A tab that was closed in the meantime has no button.
    if (await webext.tabs.get(tabId).catch(() => null)) throw error;
  }
}
