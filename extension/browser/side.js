// The browser's side panel: Chrome's and Edge's, and Firefox's sidebar.

import { webext } from './webext.js';

/**
 * Opens the side panel in the window of a tab. Firefox opens it in the window in front,
 * where the user has just asked for it. The browsers allow it only at once after
 * a gesture of the user, so nothing may be waited for before.
 * @param {Pick<chrome.tabs.Tab, 'windowId'>} tab
 * @returns {Promise<void>}
 */
export async function openSide({ windowId }) {
  /** @type {any} */
  const { sidebarAction } = /** @type {any} */ (webext);
  // An async function runs at once up to its first await.
  await (sidebarAction ? sidebarAction.open() : webext.sidePanel.open({ windowId }));
}
