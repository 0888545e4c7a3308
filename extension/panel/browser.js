// The panel's only door to the browser's tabs: which page is in front, when it
// moves on, and opening another.

import { webext } from '../webext.js';

/** @typedef {Pick<chrome.tabs.Tab, 'id' | 'url'>} Tab */

/**
 * Gives the tab in front of the user.
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
 * Opens an address in a new tab.
 * @param {string} url
 * @returns {Promise<void>}
 */
export async function openTab(url) {
  await webext.tabs.create({ url });
}

/**
 * Gives the address of this panel for a tab of its own.
 * @param {string} leadId empty for the log alone
 * @param {boolean} [log] whether it opens with the log in front
 * @returns {string}
 */
export function panelAddress(leadId, log = false) {
  const query = [leadId === '' ? '' : `lead=${encodeURIComponent(leadId)}`, log ? 'log' : ''];
  return webext.runtime.getURL(`panel/panel.html?${query.filter(Boolean).join('&')}`);
}
