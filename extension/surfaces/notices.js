// Says what became of a request that was made outside the panel: on the toolbar, and in
// the page, or where the page does not let us, by the system.

import { handle } from '../backend/backend.js';
import { awake } from '../browser/awake.js';
import { keepOnce, takeOnce } from '../browser/once.js';
import { openPanel } from '../browser/open-panel.js';
import { report } from '../browser/report.js';
import { webext } from '../browser/webext.js';
import { showNotice as showInside } from '../page/notice.js';

/** @import {Clicked, MenuClick, Notice, Problem, Undone} from '../api' */
/** @import {Answer} from '../backend/problems.js' */

/** The badge's color, on which the browsers put white text. */
const COLOURS = { saved: '#1a7f37', unchanged: '#57606a', waiting: '#57606a', ask: '#0b5cad', error: '#b42318' };

/**
 * Reads the notice in an answer of the backend; a problem becomes one.
 * @param {Answer} answer
 * @returns {Notice}
 */
export function noticeIn(answer) {
  /** @type {Notice | Undone | Problem} */
  const outcome = JSON.parse(answer.body);
  if ('notice' in outcome) return outcome.notice;
  return 'kind' in outcome ? outcome : { kind: 'error', text: outcome.detail, badge: '!' };
}

/**
 * Shows on the toolbar that something is being done for a tab.
 * @param {number} tabId
 */
export function showWorking(tabId) {
  return showOnToolbar(tabId, { kind: 'unchanged', text: 'Leadpatch is at work', badge: '…' });
}

/**
 * Shows a notice to the user of a tab, and opens the panel where the notice asks for it.
 * @param {number} tabId
 * @param {Notice} notice
 * @param {MenuClick | Clicked} [clicked] what the request was about, for the panel that goes on with it
 * @returns {Promise<void>}
 */
export async function showNotice(tabId, notice, clicked) {
  await showOnToolbar(tabId, notice);
  const tab = await tabOf(tabId);
  if (notice.panel && tab) {
    await openPanel(tab, notice.panel, clicked);
    // The panel asks by itself, but does not say what went wrong before.
    if (notice.kind === 'ask') return;
  }
  const token = notice.undo ? await keepOnce({ entry: notice.undo, tabId, origin: originOf(tab?.url) }) : '';
  if (!await showInPage(tabId, notice, token)) await showBySystem(notice, token);
}

/**
 * Takes back what a notice in a page tells about, when its button was pressed there.
 * The name of the undo is only in that notice; even so it is good for nothing but its
 * own tab and site.
 * @param {string} token
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<void>}
 */
export async function undoInPage(token, sender) {
  const tabId = sender.tab?.id;
  if (tabId === undefined || sender.frameId !== 0) return;
  const kept = await takeOnce(token);
  if (kept && (kept.tabId !== tabId || kept.origin !== originOf(sender.url))) return;
  await undo(tabId, kept?.entry, token);
}

/**
 * Takes back what a notice of the system tells about.
 * @param {string} id the notice's
 * @returns {Promise<void>}
 */
export async function undoBySystem(id) {
  await webext.notifications.clear(id);
  const kept = await takeOnce(id);
  await undo(kept?.tabId ?? webext.tabs.TAB_ID_NONE, kept?.entry, id);
}

/**
 * Opens the log, where everything is that a notice of the system can tell about.
 * @param {string} id the notice's
 * @returns {Promise<void>}
 */
export async function openFromSystem(id) {
  await webext.notifications.clear(id);
  await webext.tabs.create({ url: webext.runtime.getURL('panel/panel.html?log') });
}

/**
 * @param {number} tabId
 * @param {string | undefined} entry of the journal; undefined where the offer is over
 * @param {string} intent
 */
async function undo(tabId, entry, intent) {
  await awake(async () => {
    if (entry === undefined) {
      await showNotice(tabId, { kind: 'error', text: 'This notice is too old to undo from. The log in the panel has the change.', badge: '!' });
      return;
    }
    await showWorking(tabId);
    const path = `/journal/${encodeURIComponent(entry)}/undo`;
    const body = JSON.stringify({ intent, surface: 'notice' });
    await showNotice(tabId, noticeIn(await handle({ method: 'POST', path, body })));
  });
}

/**
 * @param {number} tabId
 * @returns {Promise<chrome.tabs.Tab | undefined>} undefined when it is closed
 */
async function tabOf(tabId) {
  try {
    return await webext.tabs.get(tabId);
  } catch {
    return undefined;
  }
}

/** @param {string} [url] */
const originOf = (url) => (url && URL.canParse(url) ? new URL(url).origin : '');

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
 * @param {string} token
 * @returns {Promise<boolean>} whether the page shows it
 */
async function showInPage(tabId, { kind, text }, token) {
  try {
    const [shown] = await webext.scripting.executeScript({ target: { tabId }, func: showInside, args: [kind, text, token] });
    // Chrome does not say that a function has failed in the page.
    return shown?.result === true;
  } catch {
    // A page of the browser, of its store or of another extension, or a closed one.
    return false;
  }
}

/**
 * @param {Notice} notice
 * @param {string} token
 */
async function showBySystem({ text }, token) {
  /** @type {chrome.notifications.NotificationCreateOptions} */
  const options = { type: 'basic', title: 'Leadpatch', message: text, iconUrl: webext.runtime.getURL('icons/128.png') };
  // Firefox has no buttons there, and takes no notice that asks for some.
  if (token !== '' && !webext.runtime.getURL('').startsWith('moz-')) options.buttons = [{ title: 'Undo' }];
  try {
    await webext.notifications.create(token || crypto.randomUUID(), options);
  } catch (error) {
    report('the system could not show the outcome; the toolbar has it', error);
  }
}
