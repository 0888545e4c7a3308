// The state of the panel and every way in which it changes. Pure: a function takes
// a state and returns the next one; actions.js does the talking.

import { isOtherPage } from '../capture/state.js';
import { noHistory } from '../history/state.js';
import { isWriting } from '../lead/form.js';
import { carried, holdsLead, noRecipes } from '../recipes/state.js';
import { cameFrom, usedFor } from '../session/accounts.js';
import { noSignIn } from '../session/state.js';
import { withKeys } from '../values/field-keys.js';

/** @import {Conflict, Entry, LeadView, Organization, Page, Preview, Problem, Session} from '../../api' */
/** @import {Capture} from '../capture/state.js' */
/** @import {History} from '../history/state.js' */
/** @import {WaitingClick} from '../menu-click/actions.js' */
/** @import {Palette} from '../palette/state.js' */
/** @import {Recipes} from '../recipes/state.js' */
/** @import {NextStep} from '../services/problems.js' */
/** @import {Asked, Undo} from '../services/storage.js' */
/** @import {SignIn} from '../session/state.js' */
/** @import {Open} from '../ui/editors/props.js' */
/** @import {Drafts} from '../values/draft.js' */

/** @typedef {'popup' | 'tab' | 'side'} Surface where the panel is shown */
/** @typedef {'starting' | 'sign-in' | 'no-lead' | 'problem' | 'lead' | 'capture' | 'create'} Screen */
/** @typedef {'list' | 'page' | 'choose' | 'review' | 'keys' | 'sign-in' | 'forget' | 'history' | 'recipes'} Mode what fills the middle, in place of what the screen says */
/** @typedef {'' | 'lead' | 'page' | 'review' | 'apply' | 'undo' | 'sign-in'} Work what the panel waits for */

/**
 * @typedef {Object} Outcome what happened, said in the status line
 * @property {'done' | 'info' | 'error' | 'waiting'} tone
 * @property {string} text
 * @property {NextStep | 'restore_recipe'} [action] the next step as a button
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
 * @property {LeadView | null} view with the panel's keys: see values/field-keys.js
 * @property {number} readAt when a view that is not fresh was read; 0 when it is fresh
 * @property {Drafts} drafts
 * @property {Record<string, string>} errors by field
 * @property {Record<string, string>} notes by field: how Close wrote what was sent
 * @property {string[]} expanded the ids of what is open in the list: "contacts" and single contacts
 * @property {Undo | null} undo what takes the last apply back
 * @property {Asked | null} asked the apply whose answer is not there yet
 * @property {Entry[]} pending what is on its way to this lead, the oldest first
 * @property {History} history
 * @property {Recipes} recipes
 * @property {WaitingClick | null} menuClick what was chosen from a context menu and waits for its lead
 * @property {Palette | null} palette what is open over the panel; null for nothing
 * @property {string} filter
 * @property {Open | null} open the picker whose list is open
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
 * @property {number} storedLeads leads with edits that are kept after signing out
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
    signIn: noSignIn, ended: false, storedLeads: 0,
    asked: null, pending: [], history: noHistory, recipes: noRecipes, palette: null, menuClick: null,
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
 * Reports whether the page in front shows another lead than the one being edited, or is
 * another page than the one that is captured.
 * @param {State} state
 */
export function isElsewhere(state) {
  if (state.page === null || (state.capture !== null && !isOtherPage(state))) return false;
  return state.screen === 'create' || (state.screen === 'lead' && state.page.lead_id !== state.leadId);
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
