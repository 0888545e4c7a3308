// The state of the panel and every way in which it changes. Pure: a function takes
// a state and gives the next one; actions.js does the talking.

import { isOtherPage } from '../capture/state.js';
import { noHistory } from '../history/state.js';
import { edit, settle, without } from '../lead/edits.js';
import { carried, holdsLead, noRecipes } from '../recipes/state.js';
import { hidesLead, isSignedOut, nextStep, waitOf } from '../services/problems.js';
import { cameFrom, usedFor } from '../session/accounts.js';
import { noSignIn, showSignedOut } from '../session/state.js';
import { withoutBlanks } from '../values/contact-points.js';
import { allFields, byKey, keyOf, splitKey, withKeys } from '../values/field-keys.js';
import { plural } from '../values/format.js';

/** @import {Conflict, Field, LeadView, Organization, Page, Preview, Problem, Session} from '../../api' */
/** @import {Asked} from '../apply/request.js' */
/** @import {Undo} from '../apply/undo.js' */
/** @import {Going} from '../apply/waiting.js' */
/** @import {Capture} from '../capture/state.js' */
/** @import {History} from '../history/state.js' */
/** @import {Drafts, Input} from '../lead/edits.js' */
/** @import {Clicked} from '../menu-click/state.js' */
/** @import {Palette} from '../palette/state.js' */
/** @import {Recipes} from '../recipes/state.js' */
/** @import {SignIn} from '../session/state.js' */

/** @typedef {'popup' | 'tab' | 'side'} Surface where the panel is shown */
/** @typedef {'starting' | 'sign-in' | 'no-lead' | 'problem' | 'lead' | 'capture' | 'create'} Screen */
/** @typedef {'list' | 'page' | 'choose' | 'review' | 'keys' | 'sign-in' | 'forget' | 'history' | 'recipes'} Mode what fills the middle, in place of what the screen says */
/** @typedef {'' | 'lead' | 'page' | 'review' | 'apply' | 'undo' | 'sign-in'} Work what the panel waits for */

/**
 * @typedef {Object} Outcome what happened, said in the status line
 * @property {'done' | 'info' | 'error' | 'waiting'} tone
 * @property {string} text
 * @property {ReturnType<typeof nextStep> | 'restore_recipe'} [action] the next step as a button
 * @property {string} [open] the address of a lead in Close, for a button that opens it
 * @property {boolean} [undo] whether the button that takes the last apply back stands beside it
 * @property {string} [entry] the id of the journal's entry that it is about, for a button that shows it
 */

/**
 * @typedef {Object} State
 * @property {Surface} surface
 * @property {Screen} screen
 * @property {Mode} mode
 * @property {string} leadId the lead that the panel edits; empty when there is none
 * @property {Page | null} page what the page in front shows; null in a tab
 * @property {string} url the address of that page; empty where it cannot be seen
 * @property {Capture | null} capture the page that is no lead's of Close, once the panel is on one
 * @property {Session | null} session
 * @property {Organization | null} cameFrom where the lead before was, if not where this one is
 * @property {LeadView | null} view with the panel's keys: see targets.js
 * @property {number} readAt when a view that is not fresh was read; 0 when it is fresh
 * @property {Drafts} drafts
 * @property {Record<string, string>} errors by field
 * @property {Record<string, string>} notes by field: how Close wrote what was sent
 * @property {string[]} expanded the ids of what is open in the list: "contacts" and single contacts
 * @property {Undo | null} undo what takes the last apply back
 * @property {Asked | null} asked the apply whose answer is not there yet
 * @property {Going[]} going what is on its way to this lead, the oldest first
 * @property {History} history
 * @property {Recipes} recipes
 * @property {Clicked | null} clicked what was chosen from a context menu and waits for its lead
 * @property {Palette | null} palette what is open over the panel; null for nothing
 * @property {string} filter
 * @property {{ id: string, query: string | null } | null} open the picker whose list is open
 * @property {boolean} menu whether the menu is open
 * @property {Preview | null} preview
 * @property {Conflict[]} conflicts
 * @property {'edits' | 'undo' | 'redo'} deciding what the conflicts stand in the way of
 * @property {Problem | null} problem what stands in the way of the whole panel
 * @property {Outcome | null} outcome
 * @property {Work} work
 * @property {boolean} slow whether the work has taken more than a second
 * @property {number} wait for so many seconds Close wants no second try
 * @property {SignIn} signIn
 * @property {boolean} ended whether the sign-in for the lead in sight is over
 * @property {number} kept leads with edits that are kept after signing out
 */

/**
 * @param {Surface} surface
 * @returns {State}
 */
export function initialState(surface) {
  return {
    surface, screen: 'starting', mode: 'list', leadId: '', page: null, url: '', capture: null, session: null, cameFrom: null, view: null,
    readAt: 0,
    drafts: {}, errors: {}, notes: {}, filter: '', expanded: [], open: null, menu: false, undo: null,
    preview: null, conflicts: [], deciding: 'edits', problem: null, outcome: null, work: '', slow: false, wait: 0,
    signIn: noSignIn, ended: false, kept: 0,
    asked: null, going: [], history: noHistory, recipes: noRecipes, palette: null, clicked: null,
  };
}

/**
 * Turns to a lead, with nothing known of it yet.
 * @param {State} state
 * @param {string} leadId
 * @param {State['capture']} [capture] the page that it was matched with
 * @returns {State}
 */
export function openLead(state, leadId, capture = null) {
  return {
    ...initialState(state.surface), page: state.page, url: state.url, session: state.session, leadId, screen: 'lead', work: 'lead',
    capture, mode: capture ? capture.front : 'list',
    history: { ...noHistory, unsettled: state.history.unsettled }, ...carried(state),
  };
}

/**
 * Shows what was kept of a lead: its last known values, the user's edits, the way back
 * from the last apply, and the apply that was not answered.
 * @param {State} state
 * @param {{ view: LeadView, at: number } | null} warm
 * @param {Drafts} drafts
 * @param {Undo | null} [undo]
 * @param {Asked | null} [asked]
 * @returns {State}
 */
export function showKept(state, warm, drafts, undo = null, asked = null) {
  return { ...state, drafts, undo, asked, view: warm && withKeys(warm.view), readAt: warm?.at ?? 0 };
}

/**
 * Shows a lead as Close has it now. Edits stay as they are.
 * @param {State} state
 * @param {LeadView} view
 * @returns {State}
 */
export function showFresh(state, view) {
  const outcome = state.mode === 'list' ? null : state.outcome;
  return {
    ...state, screen: 'lead', view: withKeys(view), readAt: 0, problem: null, ended: false, outcome,
    session: usedFor(state.session, view), cameFrom: cameFrom(state, view),
  };
}

/**
 * Shows why something failed: over everything where there is no lead to show,
 * else in the status line, with the next step as a button.
 * @param {State} before
 * @param {Problem} problem
 * @returns {State}
 */
export function showProblem(before, problem) {
  const state = { ...before, wait: waitOf(problem) };
  if (isSignedOut(problem)) return showSignedOut(state, problem);
  const reading = state.work === 'lead' || state.work === '';
  if (!state.view || (reading && hidesLead(problem))) {
    return { ...state, screen: 'problem', problem, view: null, ended: false, outcome: null };
  }
  return { ...state, outcome: { tone: 'error', text: problem.detail, action: nextStep(problem) } };
}

/**
 * @param {State} state
 * @param {string} key
 * @returns {Field | undefined}
 */
export function fieldOf(state, key) {
  return allFields(state.view).find((field) => field.key === key);
}

/**
 * Takes what the user did to a field. An older review says nothing about it.
 * @param {State} state
 * @param {string} key
 * @param {Input} input
 * @returns {State}
 */
export function editField(state, key, input) {
  const field = fieldOf(state, key);
  if (!state.view || !field) return state;
  const drafts = edit(state.drafts, state.view, field, input);
  // What was saved is old news once the next edit begins; what went wrong stays.
  const outcome = state.outcome?.tone === 'error' ? state.outcome : null;
  return { ...state, drafts, outcome, errors: omit(state.errors, key), notes: omit(state.notes, key), preview: null };
}

/**
 * Ends the typing in a field, as leaving it does.
 * @param {State} state
 * @param {string} key
 * @returns {State}
 */
export function settleField(state, key) {
  const field = fieldOf(state, key);
  const draft = state.drafts[key];
  if (!state.view || !field || draft?.text === undefined) return state;
  const { value, incomplete } = settle(draft, field);
  return { ...state, drafts: edit(state.drafts, state.view, field, incomplete ? { value, incomplete } : { value }) };
}

/**
 * Ends the typing everywhere, as reviewing and applying do. Rows that were added to
 * a contact and not filled in are gone.
 * @param {State} state
 * @returns {State}
 */
export function settleAll(state) {
  const settled = Object.keys(state.drafts).reduce(settleField, { ...state, open: null });
  return allFields(state.view).reduce((next, field) => {
    const draft = next.drafts[field.key];
    const value = draft && withoutBlanks(field.type, draft.value);
    return !draft || value === undefined || value === draft.value ? next : editField(next, field.key, { value });
  }, settled);
}

/**
 * Gives a field back what Close has.
 * @param {State} state
 * @param {string} key
 * @returns {State}
 */
export function revertField(state, key) {
  return { ...state, drafts: without(state.drafts, key), errors: omit(state.errors, key), open: null, preview: null };
}

/**
 * Marks the fields whose date is only half typed; gives null when there are none.
 * @param {State} state
 * @returns {State | null}
 */
export function refuseIncomplete(state) {
  const keys = Object.keys(state.drafts).filter((key) => state.drafts[key]?.incomplete);
  if (keys.length === 0) return null;
  const errors = { ...state.errors };
  for (const key of keys) errors[key] = 'This date is only half typed. Finish it, or clear the field.';
  return reveal({ ...state, mode: 'list', errors, outcome: attention(keys.length) }, keys);
}

/**
 * @param {number} count
 * @returns {Outcome}
 */
function attention(count) {
  return { tone: 'error', text: `${plural(count, 'field')} ${count === 1 ? 'needs' : 'need'} another look before you can apply.` };
}

/**
 * Shows a review. Errors alone go to their fields instead: nothing can be applied
 * until they are gone.
 * @param {State} state
 * @param {Preview} preview
 * @returns {State}
 */
export function showReview(state, preview) {
  const errors = byKey(preview.errors);
  /** @type {State} */
  const next = { ...state, preview, conflicts: preview.conflicts, deciding: 'edits', errors, outcome: null };
  if (preview.errors.length > 0 && preview.conflicts.length === 0) {
    return reveal({ ...next, mode: 'list', filter: '', outcome: attention(preview.errors.length) }, Object.keys(errors));
  }
  return { ...next, mode: 'review' };
}

/**
 * Puts errors at their fields after a refused apply. A contact that is no longer
 * there is an error at each of its edits.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showRefused(state, problem) {
  const rows = problem.errors ?? [];
  const at = problem.field ?? '';
  const ofContact = Object.keys(state.drafts).filter((key) => splitKey(key).target === at);
  const alone = Object.fromEntries((ofContact.length > 0 ? ofContact : [at]).map((key) => [key, problem.detail]));
  const errors = rows.length > 0 ? byKey(rows) : alone;
  const outcome = /** @type {const} */ ({ tone: 'error', text: problem.detail, action: nextStep(problem) });
  return reveal({ ...state, mode: 'list', filter: '', errors, preview: null, outcome }, Object.keys(errors));
}

/**
 * Drops the edits that a review found to change nothing.
 * @param {State} state
 * @returns {State}
 */
export function dropUnchanged(state) {
  let drafts = state.drafts;
  for (const row of state.preview?.unchanged ?? []) drafts = without(drafts, keyOf(row));
  return { ...state, drafts, mode: homeOf(state), preview: null, outcome: { tone: 'done', text: 'Nothing had to be sent.' } };
}

/**
 * Reports whether the page in front shows another lead than the one being edited, or is
 * another page than the one that is captured.
 * @param {State} state
 */
export function isElsewhere(state) {
  if (state.page === null || (state.capture !== null && !isOtherPage(state))) return false;
  return state.screen === 'create' || (state.screen === 'lead' && state.page.lead_id !== state.leadId);
}

/**
 * Gives the place of the lead that one comes back to.
 * @param {State} state
 * @returns {'list' | 'page'}
 */
export const homeOf = ({ capture, screen }) => (capture && screen === 'lead' ? capture.front : 'list');

/**
 * Counts the edits that an apply would send.
 * @param {State} state
 */
export function countEdits(state) {
  return Object.keys(state.drafts).length;
}

/**
 * Reports whether something is on its way into Close: then the panel stays with its lead.
 * @param {State} state
 */
export function isWriting(state) {
  return state.work === 'apply' || state.work === 'undo';
}

/**
 * Reports whether the panel stays with its lead while the page in front moves on: there
 * are edits, something is reviewed or asked of Close, or the user reads something else.
 * @param {State} state
 */
export function isPinned(state) {
  const edits = Object.values(state.drafts).some((draft) => !draft.offered);
  return edits || state.screen === 'create' || state.asked !== null || isWriting(state) || ['review', 'history'].includes(state.mode) || holdsLead(state);
}

/**
 * The page in front where the extension may not see it: unlike a page that cannot be
 * read, it can be shown to it.
 * @type {Page}
 */
export const unseenPage = {
  kind: 'unknown', lead_id: '', detail: 'Click the Leadpatch button in the toolbar to read this page.',
};

/**
 * Gives the first field, in the order shown, that has an error.
 * @param {State} state
 */
export function firstError(state) {
  const key = allFields(state.view).find((field) => state.errors[field.key])?.key;
  return key ?? Object.keys(state.errors)[0];
}

/**
 * Opens or closes a part of the list.
 * @param {State} state
 * @param {string} id "contacts", or the id of a contact
 * @returns {State}
 */
export function toggle(state, id) {
  const isOpen = state.expanded.includes(id);
  return { ...state, expanded: isOpen ? state.expanded.filter((other) => other !== id) : [...state.expanded, id] };
}

/**
 * Opens the parts of the list in which these fields stand.
 * @param {State} state
 * @param {string[]} keys
 * @returns {State}
 */
export function reveal(state, keys) {
  const ids = keys.flatMap((key) => splitKey(key).target ?? []);
  return ids.length === 0 ? state : { ...state, expanded: [...new Set([...state.expanded, 'contacts', ...ids])] };
}

/**
 * @param {Record<string, string>} map
 * @param {string} key
 */
function omit(map, key) {
  if (!(key in map)) return map;
  const rest = { ...map };
  delete rest[key];
  return rest;
}
