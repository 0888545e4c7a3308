// The context menus: the backend says which there are and what a choice does;
// this builds them, hands a choice over and shows what came of it.

import { awake } from './awake.js';
import { handle } from './backend.js';
import { showNotice } from './page/notice.js';
import { readSelection } from './page/selection.js';
import { report } from './report.js';
import { webext } from './webext.js';

/**
 * @typedef {import('./api').Menu} Menu
 * @typedef {import('./api').MenuClick} MenuClick
 * @typedef {import('./api').Notice} Notice
 * @typedef {import('./api').Problem} Problem
 */

/** The badge's colour, on which the browsers put white text. */
const COLOURS = { saved: '#1a7f37', unchanged: '#57606a', error: '#b42318' };

/** @type {Promise<void>} */
let building = Promise.resolve();

/**
 * Puts the menus up anew. Callers queue: two at once would make each entry twice.
 * @returns {Promise<void>}
 */
export function rebuildMenus() {
  building = building.then(build, build);
  return building;
}

async function build() {
  const answer = await handle({ method: 'GET', path: '/menu' });
  if (answer.status !== 200) throw new Error(answer.body);
  /** @type {Menu} */
  const menu = JSON.parse(answer.body);
  await webext.contextMenus.removeAll();
  for (const item of menu.items) await create(item);
}

/**
 * @param {import('./api').MenuItem} item
 * @returns {Promise<void>}
 */
function create(item) {
  /** @type {any} */
  const entry = {
    id: item.id,
    title: item.title,
    contexts: item.contexts,
    documentUrlPatterns: item.document_url_patterns,
  };
  if (item.parent_id) entry.parentId = item.parent_id;
  return new Promise((resolve, reject) => {
    webext.contextMenus.create(entry, () => {
      const error = webext.runtime.lastError;
      if (error) reject(new Error(`${item.id}: ${error.message}`));
      else resolve();
    });
  });
}

/**
 * Serves a choice from a menu, and shows the outcome on the toolbar and in the page.
 * @param {chrome.contextMenus.OnClickData} info
 * @param {chrome.tabs.Tab} [tab]
 * @returns {Promise<void>}
 */
export async function clicked(info, tab) {
  const tabId = tab?.id;
  if (tabId === undefined) return;
  await awake(async () => {
    await showOnToolbar(tabId, { kind: 'unchanged', text: 'Leadpatch is at work', badge: '…' });
    const notice = await serve(info, tab, tabId);
    await Promise.all([showOnToolbar(tabId, notice), showInPage(tabId, notice)]);
  });
}

/**
 * @param {chrome.contextMenus.OnClickData} info
 * @param {chrome.tabs.Tab | undefined} tab
 * @param {number} tabId
 * @returns {Promise<Notice>}
 */
async function serve(info, tab, tabId) {
  /** @type {MenuClick} */
  const click = {
    item: String(info.menuItemId),
    page_url: tab?.url ?? info.pageUrl ?? '',
    selection: info.selectionText ? await selection(info, tabId) : '',
    link_url: info.linkUrl ?? '',
  };
  const answer = await handle({ method: 'POST', path: '/menu/click', body: JSON.stringify(click) });
  /** @type {Notice | Problem} */
  const outcome = JSON.parse(answer.body);
  return 'kind' in outcome ? outcome : { kind: 'error', text: outcome.detail, badge: '!' };
}

/**
 * Reads the selection with its line breaks, which the browser leaves out of what
 * it says about the click. Where the frame cannot be read, that has to do.
 * @param {chrome.contextMenus.OnClickData} info
 * @param {number} tabId
 * @returns {Promise<string>}
 */
async function selection(info, tabId) {
  const given = info.selectionText ?? '';
  try {
    const target = { tabId, frameIds: [info.frameId ?? 0] };
    const [read] = await webext.scripting.executeScript({ target, func: readSelection });
    return (read?.result && JSON.parse(read.result)) || given;
  } catch (error) {
    report('the selection could not be read from the page', error);
    return given;
  }
}

/**
 * @param {number} tabId
 * @param {Notice} notice
 */
async function showOnToolbar(tabId, { kind, text, badge }) {
  const color = COLOURS[/** @type {keyof typeof COLOURS} */ (kind)] ?? COLOURS.error;
  try {
    await Promise.all([
      webext.action.setBadgeText({ tabId, text: badge }),
      webext.action.setBadgeBackgroundColor({ tabId, color }),
      webext.action.setBadgeTextColor({ tabId, color: '#ffffff' }),
      webext.action.setTitle({ tabId, title: `Leadpatch: ${text}` }),
    ]);
  } catch (error) {
    report('the toolbar could not show the outcome; its tab may be closed', error);
  }
}

/**
 * @param {number} tabId
 * @param {Notice} notice
 */
async function showInPage(tabId, { kind, text }) {
  try {
    await webext.scripting.executeScript({ target: { tabId }, func: showNotice, args: [kind, text] });
  } catch (error) {
    // The toolbar carries the same words.
    report('the page could not show the outcome', error);
  }
}
