// The keyword in the address bar: leads and recipes as one types, and what becomes of
// the one that is chosen.

import { handle } from '../backend/backend.js';
import { awake } from '../browser/awake.js';
import { inFront } from '../browser/front.js';
import { webext } from '../browser/webext.js';
import { noticeIn, showNotice } from './notices.js';

/** @import {Omnibox, OmniboxOutcome, Problem} from '../api' */

/** What stands first below the address bar while nothing is wrong. */
const HELP = 'Leadpatch: type the name of a lead or of a recipe';

/** How long, in milliseconds, a pause in the typing is: each search is a request to Close. */
const PAUSE = 150;

/** Counts what was typed, so that suggestions for an older text are dropped. */
let turn = 0;

/** Says what the keyword is for. */
export function introduce() {
  webext.omnibox.setDefaultSuggestion({ description: written(HELP) });
}

/**
 * Suggests what goes with a text, once the typing pauses.
 * @param {string} text
 * @param {(suggestions: chrome.omnibox.SuggestResult[]) => void} suggest
 * @returns {Promise<void>}
 */
export async function typed(text, suggest) {
  turn += 1;
  const mine = turn;
  await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  if (mine !== turn) return;
  const answer = await handle({ method: 'GET', path: `/omnibox?q=${encodeURIComponent(text)}` });
  if (mine !== turn) return;
  /** @type {Omnibox | Problem} */
  const found = JSON.parse(answer.body);
  const bad = 'detail' in found;
  webext.omnibox.setDefaultSuggestion({ description: written(bad ? `${found.title}. ${found.detail}` : HELP) });
  suggest(bad ? [] : found.suggestions.map(({ content, description }) => ({ content, description: written(description) })));
}

/**
 * Opens the lead, or runs the recipe, that was chosen or typed.
 * @param {string} content
 * @param {string} disposition where the user wants a page to open
 * @returns {Promise<void>}
 */
export async function entered(content, disposition) {
  turn += 1;
  await awake(async () => {
    const [tab] = await webext.tabs.query({ active: true, lastFocusedWindow: true });
    if (!tab) return;
    const page = await inFront(tab);
    const body = JSON.stringify({ ...page, content, intent: crypto.randomUUID() });
    const answer = await handle({ method: 'POST', path: '/omnibox', body });
    /** @type {OmniboxOutcome} */
    const { open: url, notice } = answer.status === 200 ? JSON.parse(answer.body) : { notice: noticeIn(answer) };
    if (url) await open(url, disposition);
    if (notice && tab.id !== undefined) await showNotice(tab.id, notice, page);
  });
}

/**
 * @param {string} url of a lead in Close, as the backend gave it
 * @param {string} disposition
 */
async function open(url, disposition) {
  if (disposition === 'currentTab') await webext.tabs.update({ url });
  else await webext.tabs.create({ url, active: disposition !== 'newBackgroundTab' });
}

/**
 * Writes a text as the browser takes it: Chrome reads a little markup in it, Firefox
 * shows it as it is.
 * @param {string} text
 */
function written(text) {
  if ('sidebarAction' in webext) return text;
  /** @type {Record<string, string>} */
  const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
