// A lead that is still to be created, as a view without values: so its fields are edited,
// stored, reviewed and refused like those of any other. Pure, as app/state.js is.

import { accountFor } from '../session/accounts.js';
import { isEmpty } from '../values/format.js';
import { groupsOf, setTick, ticksFor } from './suggest.js';

/** @import {Field} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Asked} from '../services/storage.js' */
/** @import {Drafts} from '../values/draft.js' */
/** @import {Row} from './suggest.js' */

/**
 * Turns to a lead that is still to be made. Where nothing of it was kept, it begins with
 * what the page says.
 * @param {State} state
 * @param {Drafts} drafts those that were kept for the page
 * @param {Asked | null} asked
 * @returns {State}
 */
export function openCreate(state, drafts, asked) {
  const blank = inAccount({
    ...state, screen: 'create', mode: 'list', leadId: '', drafts, asked, errors: {}, notes: {}, preview: null, conflicts: [], outcome: null, undo: null,
    view: null, readAt: 0, menu: false, open: null, filter: '', pending: [],
  }, state.capture?.account ?? '');
  return Object.keys(drafts).length > 0 ? blank : { ...prefilled(blank), outcome: null };
}

/**
 * Chooses the account in which the lead is made. What was typed stays.
 * @param {State} state
 * @param {string} id empty for the account used last
 * @returns {State}
 */
export function inAccount(state, id) {
  if (!state.capture) return state;
  const next = { ...state, capture: { ...state.capture, account: id } };
  const account = accountFor(next);
  if (!account) return next;
  const { organization, user } = account;
  const { lead: fields, contact } = state.session?.forms ?? { lead: [], contact: [] };
  return {
    ...next,
    view: {
      lead: { id: '', name: 'New lead', url: '', status_id: '' }, organization, user, fields, contacts: state.view?.contacts ?? [],
      new_contact: contact, base: {},
    },
  };
}

/**
 * Fills in the best of what the page says. The user sees all of it before it is sent, so a
 * guess will do for the name; other guesses are left out, and so is a person about whom
 * nothing is certain.
 * @param {State} state
 * @returns {State}
 */
function prefilled(state) {
  let next = state;
  for (const group of groupsOf(state)) {
    const rows = ticksFor(group).filter(({ suggestion, field }) => suggestion.confidence !== 'low' || field.key === 'name');
    if (!group.isNew || rows.some(({ suggestion }) => suggestion.confidence === 'high')) {
      next = rows.reduce((it, row) => setTick(it, row, true, true), next);
    }
  }
  return next;
}

/**
 * Lists the other ways in which the page says what a field holds.
 * @param {State} state
 * @param {Field} field
 * @returns {Row[]}
 */
export const otherWays = (state, field) => groupsOf(state).flatMap(({ rows }) => rows)
  .filter((row) => row.field.key === field.key && !row.ticked && !isEmpty(row.suggestion.value));
