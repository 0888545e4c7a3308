// The one way from a page of the extension to the backend: a message to the
// background, answered with a status, headers and a body of JSON text.

import { webext } from '../../browser/webext.js';

/** @import {Applied, Cleared, CreateRequest, Delivered, EditsRequest, Entry, Exported, FillRequest, Filled, FoundLeads, Journal, JournalSettings, LeadView, MatchRequest, Matches, MenuClick, Notice, Page, PageContext, PageReading, PageSettings, Preview, Problem, Recipe, RecipeFileContents, RecipeVocabulary, Recipes, Session, Since, SiteChoice, UndoRequest, UndoResults, Undone} from '../../api' */

/**
 * @template T
 * @typedef {{ ok: true, data: T } | { ok: false, problem: Problem }} Answer
 */

/**
 * @typedef {Object} Reply
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 */

/** The backend's routes, as the panel uses them. */
export const backend = {
  /** @param {string} url @returns {Promise<Answer<Page>>} */
  page: (url) => call('POST', '/page', { url }),
  /** @returns {Promise<Answer<Session>>} */
  session: () => call('GET', '/session'),
  /** @param {string} key @returns {Promise<Answer<Session>>} */
  signIn: (key) => call('PUT', '/session/key', { key }),
  /**
   * Opens Close's window and answers once the user is through with it, which may take
   * minutes.
   * @param {string} account the one that signs in again; empty for any
   * @returns {Promise<Answer<Session>>}
   */
  signInWithClose: (account) => call('POST', '/session/oauth', account === '' ? {} : { account }),
  /** @param {string} account @returns {Promise<Answer<Session>>} */
  signOutOf: (account) => call('DELETE', `/session/accounts/${encodeURIComponent(account)}`),
  /** @returns {Promise<Answer<Session>>} */
  signOut: () => call('DELETE', '/session'),
  /** @param {string} id @returns {Promise<Answer<LeadView>>} */
  lead: (id) => call('GET', `/leads/${encodeURIComponent(id)}`),
  /**
   * The lead, with its fields, statuses and users read from Close even if they are known.
   * @param {string} id
   * @returns {Promise<Answer<LeadView>>}
   */
  leadAnew: (id) => call('GET', `/leads/${encodeURIComponent(id)}?fresh=1`),
  /** @param {string} id @param {EditsRequest} edits @returns {Promise<Answer<Preview>>} */
  preview: (id, edits) => call('POST', `/leads/${encodeURIComponent(id)}/preview`, edits),
  /** @param {string} id @param {EditsRequest} edits @returns {Promise<Answer<Applied>>} */
  apply: (id, edits) => call('POST', `/leads/${encodeURIComponent(id)}/apply`, edits),
  /** @param {PageContext} page @returns {Promise<Answer<PageReading>>} */
  readPage: (page) => call('POST', '/page/read', page),
  /** @returns {Promise<Answer<PageSettings>>} */
  pageSettings: () => call('GET', '/page/settings'),
  /** @param {PageSettings} settings @returns {Promise<Answer<PageSettings>>} */
  setPageSettings: (settings) => call('PUT', '/page/settings', settings),
  /** @param {MatchRequest} page @returns {Promise<Answer<Matches>>} */
  match: (page) => call('POST', '/leads/match', page),
  /** @param {SiteChoice} choice @returns {Promise<Answer<SiteChoice>>} */
  chooseLead: (choice) => call('PUT', '/leads/match', choice),
  /** @param {string} q @returns {Promise<Answer<FoundLeads>>} */
  findLeads: (q) => call('GET', `/leads?q=${encodeURIComponent(q)}`),
  /** @param {CreateRequest} lead @returns {Promise<Answer<Preview>>} */
  previewNew: (lead) => call('POST', '/leads/preview', lead),
  /** @param {CreateRequest} lead @returns {Promise<Answer<Applied>>} */
  create: (lead) => call('POST', '/leads/apply', lead),
  /**
   * @param {{ lead?: string, state?: string, q?: string, before?: string, limit?: string }} query
   * @returns {Promise<Answer<Journal>>}
   */
  journal: (query) => call('GET', `/journal${queryText(query)}`),
  /** @param {string} id @returns {Promise<Answer<Entry>>} */
  entry: (id) => call('GET', `/journal/${encodeURIComponent(id)}`),
  /**
   * Tells the backend to deliver what is due.
   * @returns {Promise<Answer<Delivered>>}
   */
  deliver: () => call('POST', '/journal/deliver'),
  /** @param {string} id @returns {Promise<Answer<Entry>>} */
  checkEntry: (id) => call('POST', `/journal/${encodeURIComponent(id)}/check`),
  /** @param {string} id @returns {Promise<Answer<Entry>>} */
  giveUp: (id) => call('DELETE', `/journal/${encodeURIComponent(id)}`),
  /**
   * Takes the change of an entry back. What stood in the way is in the answer.
   * @param {string} id
   * @param {UndoRequest} request
   * @returns {Promise<Answer<Undone>>}
   */
  undo: (id, request) => call('POST', `/journal/${encodeURIComponent(id)}/undo`, request),
  /** @param {string} id @returns {Promise<Answer<Since>>} */
  since: (id) => call('GET', `/journal/${encodeURIComponent(id)}/since`),
  /** @param {string[]} entries @returns {Promise<Answer<UndoResults>>} */
  previewUndo: (entries) => call('POST', '/journal/undo/preview', { entries }),
  /** @param {string[]} entries @param {string} intent @returns {Promise<Answer<UndoResults>>} */
  undoEntries: (entries, intent) => call('POST', '/journal/undo', { entries, intent }),
  /** @param {'json' | 'csv'} format @returns {Promise<Answer<Exported>>} */
  exportJournal: (format) => call('GET', `/journal/export?format=${format}`),
  /** @returns {Promise<Answer<Cleared>>} */
  clearJournal: () => call('DELETE', '/journal'),
  /** @param {JournalSettings} settings @returns {Promise<Answer<JournalSettings>>} */
  journalSettings: (settings) => call('PUT', '/journal/settings', settings),
  /** @returns {Promise<Answer<Recipes>>} */
  recipes: () => call('GET', '/recipes'),
  /**
   * @param {string} id "new" to make one
   * @param {Recipe} recipe
   * @returns {Promise<Answer<Recipes>>}
   */
  storeRecipe: (id, recipe) => call('PUT', `/recipes/${encodeURIComponent(id)}`, recipe),
  /** @param {string} id @returns {Promise<Answer<Recipes>>} */
  deleteRecipe: (id) => call('DELETE', `/recipes/${encodeURIComponent(id)}`),
  /** @param {string[]} ids all of them, in their new order @returns {Promise<Answer<Recipes>>} */
  orderRecipes: (ids) => call('PUT', '/recipes', { ids }),
  /** @returns {Promise<Answer<Recipes>>} */
  starters: () => call('GET', '/recipes/starters'),
  /** @returns {Promise<Answer<RecipeVocabulary>>} */
  vocabulary: () => call('GET', '/recipes/vocabulary'),
  /** @param {string[]} ids none for all @returns {Promise<Answer<Exported>>} */
  exportRecipes: (ids) => call('GET', `/recipes/export?${new URLSearchParams(ids.map((id) => ['id', id]))}`),
  /** @param {string} text of a file @returns {Promise<Answer<RecipeFileContents>>} */
  previewImport: (text) => call('POST', '/recipes/import/preview', { text }),
  /** @param {string} text @param {number[]} chosen their places in the file @returns {Promise<Answer<Recipes>>} */
  importRecipes: (text, chosen) => call('POST', '/recipes/import', { text, chosen }),
  /** @param {MenuClick} click @returns {Promise<Answer<Notice>>} */
  clickMenu: (click) => call('POST', '/menu/click', click),
  /** @param {FillRequest} request @returns {Promise<Answer<Filled>>} */
  fill: (request) => call('POST', '/recipes/fill', request),
};

/** @typedef {typeof backend} Backend */

/**
 * Writes what is asked for as the query of a path; what is empty is not asked for.
 * @param {Record<string, string | undefined>} query
 */
function queryText(query) {
  const text = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * Sends one request to the backend. It never throws: whatever goes wrong on the
 * way comes back as a problem with a sentence for the user.
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<Answer<T>>}
 */
async function call(method, path, body) {
  /** @type {Reply | undefined} */
  let reply;
  try {
    const message = { method, path, body: body === undefined ? '' : JSON.stringify(body) };
    reply = await webext.runtime.sendMessage(message);
  } catch (error) {
    return { ok: false, problem: unreachable(error) };
  }
  return read(reply);
}

/**
 * Reads the backend's reply.
 * @template T
 * @param {Reply | undefined} reply
 * @returns {Answer<T>}
 */
export function read(reply) {
  if (!reply || typeof reply.status !== 'number') return { ok: false, problem: unreachable() };
  try {
    const data = JSON.parse(reply.body);
    return reply.status < 400 ? { ok: true, data } : { ok: false, problem: data };
  } catch {
    return { ok: false, problem: fault(`The backend answered ${reply.status} with something that is not JSON.`) };
  }
}

/**
 * Returns the problem of a background that did not answer: it was stopped, or the
 * extension was updated while this page was open.
 * @param {unknown} [error]
 * @returns {Problem}
 */
function unreachable(error) {
  return {
    type: 'urn:leadpatch:restarted',
    title: 'Leadpatch was restarted',
    status: 503,
    detail: 'Leadpatch was restarted before it could answer. What you typed is still here. Try again.'
      + (error instanceof Error && /invalidated/i.test(error.message) ? ' If that does not help, reload this page.' : ''),
    action: 'retry',
  };
}

/**
 * @param {string} detail
 * @returns {Problem}
 */
function fault(detail) {
  return { type: 'urn:leadpatch:backend', title: 'Something went wrong in Leadpatch', status: 500, detail, action: 'retry' };
}
