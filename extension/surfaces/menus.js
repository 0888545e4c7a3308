// The context menus: the backend says which there are and what a choice does;
// this puts them up, keeps them as they should be, and hands a choice over.

import { ask, handle } from '../backend/backend.js';
import { awake } from '../browser/awake.js';
import { report } from '../browser/report.js';
import { openSide } from '../browser/side.js';
import { get, put } from '../browser/store.js';
import { webext } from '../browser/webext.js';
import { readSelection } from '../page/selection.js';
import { MENUS } from './menu-titles.js';
import { noticeIn, showNotice, showWorking } from './notices.js';

/** @import {Menu, MenuClick, MenuItem} from '../api' */

/**
 * The menus as the browser has them, and for which page they were made. The browser
 * keeps its menus while the background is stopped, so this is kept as well.
 * @typedef {{ menu: Menu, url: string }} Shown
 */

/** The entry of the toolbar button that opens the side panel. */
const SIDE = 'action/side-panel';

/**
 * The build that has not begun yet; whoever asks in the meantime shares it.
 * @type {Promise<void> | undefined}
 */
let next;

/** @type {Promise<void>} */
let last = Promise.resolve();

/** Whether the next build takes nothing for granted. */
let freshNext = false;

/**
 * Brings the menus up to date. Two builds never meet, or each entry would be made
 * twice, and those that are asked for while one goes on become one.
 * @param {{ fresh?: boolean }} [how] fresh puts them up from nothing, when the browser may have lost them
 * @returns {Promise<void>}
 */
export function rebuildMenus(how = {}) {
  freshNext ||= how.fresh === true;
  if (!next) {
    const begin = () => {
      next = undefined;
      const fresh = freshNext;
      freshNext = false;
      return build(fresh);
    };
    next = last.then(begin, begin);
    last = next;
  }
  return next;
}

/**
 * Brings the menus up to date when another page has come in front, where that makes
 * a difference: pages whose address the extension may not see all have the same.
 * @returns {Promise<void>}
 */
export async function followPage() {
  await last.catch(() => {});
  const shown = await kept();
  if (shown === undefined || await urlInFront() !== shown.url) await rebuildMenus();
}

/** @returns {Promise<Shown | undefined>} */
const kept = () => get('kept', MENUS);

/**
 * The address of the page in front; empty where the extension may not see it.
 * @returns {Promise<string>}
 */
async function urlInFront() {
  const [tab] = await webext.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.url ?? '';
}

/** @param {boolean} fresh */
async function build(fresh) {
  const url = await urlInFront();
  const answer = await ask({ method: 'POST', path: '/menu', body: JSON.stringify({ url }) });
  if (answer.status !== 200) throw new Error(answer.body);
  /** @type {Menu} */
  const menu = JSON.parse(answer.body);
  const before = fresh ? undefined : await kept();
  if (JSON.stringify(before) === JSON.stringify({ menu, url })) return;
  // Stopped in the middle, the menus are no longer those that are kept.
  await put('kept', MENUS, undefined);
  if (!before || !sameBut(before.menu.items, menu.items) || !await retitle(before.menu.items, menu.items)) {
    await webext.contextMenus.removeAll();
    for (const item of menu.items) await create(item);
  }
  await put('kept', MENUS, { menu, url });
}

/**
 * Reports whether two menus differ in nothing but titles.
 * @param {MenuItem[]} old
 * @param {MenuItem[]} now
 */
function sameBut(old, now) {
  const shape = (/** @type {MenuItem[]} */ items) => JSON.stringify(items.map((item) => ({ ...item, title: '' })));
  return shape(old) === shape(now);
}

/**
 * Sets the new titles of the entries that are there, which does not make an open menu
 * flicker.
 * @param {MenuItem[]} old
 * @param {MenuItem[]} now
 * @returns {Promise<boolean>} whether all of them were there
 */
async function retitle(old, now) {
  try {
    for (const [i, { id, title }] of now.entries()) {
      if (title !== old[i].title) await webext.contextMenus.update(id, { title });
    }
    return true;
  } catch (error) {
    report('the menus are not as they were left, and are put up again', error);
    return false;
  }
}

/**
 * @param {MenuItem} item
 * @returns {Promise<void>}
 */
function create(item) {
  /** @type {any} */
  const entry = { id: item.id, title: item.title, contexts: item.contexts };
  if (item.parent_id) entry.parentId = item.parent_id;
  if (item.document_url_patterns) entry.documentUrlPatterns = item.document_url_patterns;
  if (item.target_url_patterns) entry.targetUrlPatterns = item.target_url_patterns;
  return new Promise((resolve, reject) => {
    webext.contextMenus.create(entry, () => {
      const error = webext.runtime.lastError;
      if (error) reject(new Error(`${item.id}: ${error.message}`));
      else resolve();
    });
  });
}

/**
 * Makes the first line of an opening menu right, where the browser says that it opens:
 * in Firefox.
 * @returns {Promise<void>}
 */
export async function opening() {
  await rebuildMenus();
  await /** @type {any} */ (webext.contextMenus).refresh();
}

/**
 * Serves a choice from a menu, and shows the outcome.
 * @param {chrome.contextMenus.OnClickData} info
 * @param {chrome.tabs.Tab} [tab]
 * @returns {Promise<void>}
 */
export async function clicked(info, tab) {
  const tabId = tab?.id;
  if (tab === undefined || tabId === undefined) return;
  // First of all: the browser allows it only at once after the click.
  if (info.menuItemId === SIDE) return openSide(tab);
  await awake(async () => {
    await showWorking(tabId);
    const click = await read(info, tab, tabId);
    const answer = await handle({ method: 'POST', path: '/menu/click', body: JSON.stringify(click) });
    await showNotice(tabId, noticeIn(answer), click);
  });
}

/**
 * @param {chrome.contextMenus.OnClickData} info
 * @param {chrome.tabs.Tab | undefined} tab
 * @param {number} tabId
 * @returns {Promise<MenuClick>}
 */
async function read(info, tab, tabId) {
  return {
    item: String(info.menuItemId),
    shown_lead: (await kept())?.menu.lead_id ?? '',
    intent: crypto.randomUUID(),
    page_url: tab?.url ?? info.pageUrl ?? '',
    page_title: tab?.title ?? '',
    selection: info.selectionText ? await selection(info, tabId) : '',
    link_url: info.linkUrl ?? '',
    // Firefox alone says it.
    link_text: /** @type {any} */ (info).linkText ?? '',
    image_url: info.srcUrl ?? '',
  };
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
    const [inPage] = await webext.scripting.executeScript({ target, func: readSelection });
    return (inPage?.result && JSON.parse(inPage.result)) || given;
  } catch {
    // A page of the browser, its viewer of PDFs, or a frame of another site.
    return given;
  }
}
