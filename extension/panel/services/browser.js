// The panel's only door to the browser's tabs: which page is in front, when it
// moves on, and opening another.

import { openSide } from '../../browser/side.js';
import { webext } from '../../browser/webext.js';
import { readPage as read } from '../../page/read.js';
import { readSelection } from '../../page/selection.js';

/** @import {PageContext} from '../../api' */

/** @typedef {Pick<chrome.tabs.Tab, 'id' | 'url' | 'title'>} Tab */

/**
 * Returns the tab in front of the user.
 * @returns {Promise<Tab>}
 */
export async function activeTab() {
  const [tab] = await webext.tabs.query({ active: true, currentWindow: true });
  return tab ?? {};
}

/**
 * Calls back with the address of a tab each time it shows another page, also when
 * the page changes its address by itself without loading. The address is empty
 * where the extension may not see it.
 * @param {number} id
 * @param {(url: string) => void} moved
 */
export function followTab(id, moved) {
  webext.tabs.onUpdated.addListener((tabId, change, tab) => {
    if (tabId === id && (change.url !== undefined || change.status === 'loading')) moved(tab.url ?? '');
  });
}

/**
 * Calls back with the address of the page in front in this window each time it is another,
 * because another tab comes to the front or the one there moves on. The address is empty
 * where the extension may not see it.
 *
 * The browser tells what has changed, not what is so now, and says nothing of a page that
 * becomes visible through a click on the toolbar: so each time the tab is asked for, and
 * an answer that is overtaken by the next is dropped.
 * @param {(url: string) => void} moved
 */
export function followWindow(moved) {
  let turn = 0;
  let last = '';
  const look = async () => {
    turn += 1;
    const mine = turn;
    const { id, url = '' } = await activeTab();
    const now = `${id} ${url}`;
    if (mine !== turn || now === last) return;
    last = now;
    moved(url);
  };
  const looks = () => void look();
  webext.tabs.onActivated.addListener(looks);
  webext.tabs.onUpdated.addListener((_id, change, tab) => {
    if (tab.active && (change.url !== undefined || change.status !== undefined)) looks();
  });
  addEventListener('focus', looks);
}

/**
 * Opens the side panel of this window. Firefox allows it only at once after the click;
 * Chrome has to be told the window.
 * @returns {Promise<void>}
 */
export async function openBeside() {
  if ('sidebarAction' in webext) return openSide({ windowId: 0 });
  const { id } = await webext.windows.getCurrent();
  await openSide({ windowId: /** @type {number} */ (id) });
}

/**
 * Reads the page in front, which the browser allows only after a user gesture. It fails if
 * the browser does not let extensions read that page.
 * @returns {Promise<PageContext>}
 */
export async function readPage() {
  const { id } = await activeTab();
  if (id === undefined) throw new Error('there is no tab');
  const [frame] = await webext.scripting.executeScript({ target: { tabId: id }, func: read });
  if (!frame?.result) throw new Error('the page gave nothing');
  return JSON.parse(frame.result);
}

/**
 * Returns the text that is selected in a tab, in whichever frame it is; empty if the
 * browser does not let extensions read it.
 * @param {number} id
 * @returns {Promise<string>}
 */
export async function readSelectionOf(id) {
  try {
    const frames = await webext.scripting.executeScript({ target: { tabId: id, allFrames: true }, func: readSelection });
    return frames.map(({ result }) => JSON.parse(result ?? '""')).find((text) => text !== '') ?? '';
  } catch {
    return '';
  }
}

/**
 * Opens an address in a new tab.
 * @param {string} url
 * @returns {Promise<void>}
 */
export async function openTab(url) {
  await webext.tabs.create({ url });
}

/**
 * Returns the address of this panel for a tab of its own.
 * @param {string} leadId empty for the log alone
 * @param {boolean} [log] whether it opens with the log in front
 * @returns {string}
 */
export function panelAddress(leadId, log = false) {
  const query = [leadId === '' ? '' : `lead=${encodeURIComponent(leadId)}`, log ? 'log' : ''];
  return webext.runtime.getURL(`panel/panel.html?${query.filter(Boolean).join('&')}`);
}
