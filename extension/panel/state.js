// The state of the panel and every way in which it changes. Pure: a function takes
// a state and gives the next one; actions.js does the talking.

import { edit, rebase, settle, without, withoutSent } from './edits.js';
import { plural } from './format.js';
import { hidesLead, isSignedOut, nextStep, problemKind } from './problems.js';

/**
 * @typedef {import('../api').LeadView} LeadView
 * @typedef {import('../api').Field} Field
 * @typedef {import('../api').Page} Page
 * @typedef {import('../api').Session} Session
 * @typedef {import('../api').Preview} Preview
 * @typedef {import('../api').Conflict} Conflict
 * @typedef {import('../api').FieldError} FieldError
 * @typedef {import('../api').Applied} Applied
 * @typedef {import('../api').Problem} Problem
 * @typedef {import('./edits.js').Drafts} Drafts
 * @typedef {import('./edits.js').Input} Input
 */

/** @typedef {'popup' | 'tab'} Surface where the panel is shown */
/** @typedef {'starting' | 'sign-in' | 'no-lead' | 'problem' | 'lead'} Screen */
/** @typedef {'list' | 'review' | 'keys' | 'sign-out'} Mode what fills the middle of a lead */
/** @typedef {'' | 'lead' | 'review' | 'apply' | 'sign-in'} Work what the panel waits for */

/**
 * @typedef {Object} Outcome what happened, said in the status line
 * @property {'done' | 'info' | 'error'} tone
 * @property {string} text
 * @property {ReturnType<typeof nextStep>} [action] the next step as a button
 */

/**
 * @typedef {Object} State
 * @property {Surface} surface
 * @property {Screen} screen
 * @property {Mode} mode
 * @property {string} leadId the lead that the panel edits; empty when there is none
 * @property {Page | null} page what the tab in front shows; null outside a popup
 * @property {Session | null} session
 * @property {LeadView | null} view
 * @property {number} readAt when a view that is not fresh was read; 0 when it is fresh
 * @property {Drafts} drafts
 * @property {Record<string, string>} errors by field
 * @property {Record<string, string>} notes by field: how Close wrote what was sent
 * @property {string} filter
 * @property {{ id: string, query: string | null } | null} open the picker whose list is open
 * @property {boolean} menu whether the menu is open
 * @property {Preview | null} preview
 * @property {Conflict[]} conflicts
 * @property {Problem | null} problem what stands in the way of the whole panel
 * @property {Outcome | null} outcome
 * @property {Work} work
 * @property {boolean} slow whether the work has taken more than a second
 * @property {{ key: string, shown: boolean, error: string }} signIn
 * @property {number} kept leads with edits that signing out would delete
 */

/**
 * @param {Surface} surface
 * @returns {State}
 */
export function initialState(surface) {
  return {
    surface, screen: 'starting', mode: 'list', leadId: '', page: null, session: null, view: null, readAt: 0,
    drafts: {}, errors: {}, notes: {}, filter: '', open: null, menu: false, preview: null, conflicts: [],
    problem: null, outcome: null, work: '', slow: false, signIn: { key: '', shown: false, error: '' }, kept: 0,
  };
}

/**
 * Turns to a lead, with nothing known of it yet.
 * @param {State} state
 * @param {string} leadId
 * @returns {State}
 */
export function openLead(state, leadId) {
  return {
    ...initialState(state.surface), page: state.page, session: state.session, leadId, screen: 'lead', work: 'lead',
  };
}

/**
 * Shows what was kept of a lead: its last known values and the user's edits.
 * @param {State} state
 * @param {{ view: LeadView, at: number } | null} warm
 * @param {Drafts} drafts
 * @returns {State}
 */
export function showKept(state, warm, drafts) {
  return { ...state, drafts, view: warm?.view ?? null, readAt: warm?.at ?? 0 };
}

/**
 * Shows a lead as Close has it now. Edits stay as they are.
 * @param {State} state
 * @param {LeadView} view
 * @returns {State}
 */
export function showFresh(state, view) {
  return { ...state, screen: 'lead', view, readAt: 0, problem: null, outcome: state.mode === 'list' ? null : state.outcome };
}

/**
 * Shows why something failed: over everything where there is no lead to show,
 * else in the status line, with the next step as a button.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showProblem(state, problem) {
  if (isSignedOut(problem)) {
    const ended = problemKind(problem) === 'session-ended';
    /** @type {State} */
    const next = { ...state, screen: 'sign-in', mode: 'list', menu: false, open: null, outcome: null };
    return { ...next, signIn: { ...state.signIn, error: ended ? problem.detail : '' } };
  }
  const reading = state.work === 'lead' || state.work === '';
  if (!state.view || (reading && hidesLead(problem))) {
    return { ...state, screen: 'problem', problem, view: null, outcome: null };
  }
  return { ...state, outcome: { tone: 'error', text: problem.detail, action: nextStep(problem) } };
}

/**
 * @param {State} state
 * @param {string} key
 * @returns {Field | undefined}
 */
export function fieldOf(state, key) {
  return state.view?.fields.find((field) => field.key === key);
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
  const outcome = state.outcome?.tone === 'done' ? null : state.outcome;
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
 * Ends the typing everywhere, as reviewing and applying do.
 * @param {State} state
 * @returns {State}
 */
export function settleAll(state) {
  return Object.keys(state.drafts).reduce(settleField, { ...state, open: null });
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
  return { ...state, mode: 'list', errors, outcome: attention(keys.length) };
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
  const errors = byField(preview.errors);
  const next = { ...state, preview, conflicts: preview.conflicts, errors, outcome: null };
  if (preview.errors.length > 0 && preview.conflicts.length === 0) {
    return { ...next, mode: 'list', filter: '', outcome: attention(preview.errors.length) };
  }
  return { ...next, mode: 'review' };
}

/**
 * Puts errors at their fields after a refused apply.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showRefused(state, problem) {
  const errors = problem.errors ?? [];
  const at = errors.length > 0 ? byField(errors) : { [problem.field ?? '']: problem.detail };
  return { ...state, mode: 'list', filter: '', errors: at, preview: null, outcome: { tone: 'error', text: problem.detail } };
}

/**
 * Shows the conflicts that stopped an apply.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function showConflicts(state, problem) {
  const conflicts = problem.conflicts ?? [];
  const theirs = new Set(conflicts.map((conflict) => conflict.field));
  const preview = state.preview && {
    ...state.preview,
    changes: state.preview.changes.filter((change) => !theirs.has(change.field)),
    requests: [],
  };
  return { ...state, mode: 'review', preview, conflicts, outcome: { tone: 'error', text: problem.detail } };
}

/**
 * Lets the user's value stand against what Close has now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function keepMine(state, conflict) {
  const drafts = rebase(state.drafts, conflict.field, conflict.new_base, conflict.theirs);
  return { ...withTheirs(state, conflict), drafts, conflicts: others(state, conflict), outcome: null };
}

/**
 * Gives up the user's value for what Close has now.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
export function takeTheirs(state, conflict) {
  const drafts = without(state.drafts, conflict.field);
  const conflicts = others(state, conflict);
  const mode = Object.keys(drafts).length === 0 ? 'list' : state.mode;
  return { ...withTheirs(state, conflict), drafts, conflicts, mode, outcome: null };
}

/**
 * @param {State} state
 * @param {Conflict} conflict
 */
const others = (state, conflict) => state.conflicts.filter((other) => other.field !== conflict.field);

/**
 * Puts what Close has now under a field, once the user has seen it.
 * @param {State} state
 * @param {Conflict} conflict
 * @returns {State}
 */
function withTheirs(state, conflict) {
  if (!state.view) return state;
  const fields = state.view.fields.map((field) =>
    field.key === conflict.field ? { ...field, value: conflict.theirs } : field);
  const base = { ...state.view.base, [conflict.field]: conflict.new_base };
  return { ...state, view: { ...state.view, fields, base } };
}

/**
 * Shows what an apply has done. What Close ignored, and what was not reached any
 * more, stays as typed.
 * @param {State} state
 * @param {Applied} applied
 * @param {Drafts} sent the drafts that the request was made of
 * @returns {State}
 */
export function showApplied(state, applied, sent) {
  const done = [...applied.changes, ...applied.unchanged].map((item) => item.field);
  let drafts = withoutSent(state.drafts, sent, done);
  for (const field of applied.view.fields) {
    if (drafts[field.key]) drafts = rebase(drafts, field.key, applied.view.base[field.key], field.value);
  }
  /** @type {Record<string, string>} */
  const notes = {};
  for (const change of applied.changes) if (change.note) notes[change.field] = change.note;
  return {
    ...state, mode: 'list', view: applied.view, readAt: 0, drafts, notes, errors: byField(applied.ignored),
    preview: null, conflicts: [], outcome: said(applied),
  };
}

/**
 * Says what an apply has done, in one line.
 * @param {Applied} applied
 * @returns {Outcome}
 */
function said(applied) {
  const saved = applied.changes.length;
  const ignored = applied.ignored.length;
  const none = 'Nothing had to be saved: Close already has these values.';
  const text = saved > 0 ? `${plural(saved, 'change')} saved.` : none;
  if (applied.stopped) {
    const { stopped } = applied;
    return { tone: 'error', text: saved > 0 ? `${text} ${stopped.detail}` : stopped.detail, action: nextStep(stopped) };
  }
  if (ignored === 0) return { tone: 'done', text };
  const lost = `Close ignored ${plural(ignored, 'change')}: see ${ignored === 1 ? 'the field' : 'the fields'}.`;
  return { tone: 'error', text: saved > 0 ? `${text} ${lost}` : lost };
}

/**
 * Drops the edits that a review found to change nothing.
 * @param {State} state
 * @returns {State}
 */
export function dropUnchanged(state) {
  let drafts = state.drafts;
  for (const { field } of state.preview?.unchanged ?? []) drafts = without(drafts, field);
  return { ...state, drafts, mode: 'list', preview: null, outcome: { tone: 'done', text: 'Nothing had to be sent.' } };
}

/**
 * Reports whether the page in front shows another lead than the one being edited.
 * @param {State} state
 */
export function isElsewhere(state) {
  return state.screen === 'lead' && state.page !== null && state.page.lead_id !== state.leadId;
}

/**
 * Counts the edits that an apply would send.
 * @param {State} state
 */
export function countEdits(state) {
  return Object.keys(state.drafts).length;
}

/**
 * Gives the first field, in the order shown, that has an error.
 * @param {State} state
 */
export function firstError(state) {
  const key = state.view?.fields.find((field) => state.errors[field.key])?.key;
  return key ?? Object.keys(state.errors)[0];
}

/** @param {{ field: string, detail: string }[]} list */
function byField(list) {
  return Object.fromEntries(list.map(({ field, detail }) => [field, detail]));
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
