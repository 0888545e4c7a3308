// How pending changes have ended. Pure, as app/state.js is.

import { sayWaiting } from '../apply/written.js';

/** @import {Entry, Journal} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */

/**
 * Takes what is under way for the lead in front, as the journal tells it.
 * @param {State} state
 * @param {Journal} journal
 * @returns {State}
 */
export function showPending(state, { entries, unsettled }) {
  const pending = entries.filter((entry) => entry.lead.id === state.leadId && !entry.settled).reverse();
  return { ...state, pending, history: { ...state.history, unsettled } };
}

/**
 * Takes the new state of a pending entry, and says how it ended once it is settled. An
 * error in the status line is not replaced.
 * @param {State} state
 * @param {Entry} entry
 * @param {number} now
 * @returns {State}
 */
export function follow(state, entry, now) {
  const before = state.pending.find(({ id }) => id === entry.id);
  if (!before) return state;
  const mine = state.outcome?.entry === entry.id;
  if (!entry.settled) {
    const next = { ...state, pending: state.pending.map((one) => (one === before ? entry : one)) };
    return mine ? sayWaiting(next, entry, now) : next;
  }
  const { history } = state;
  const next = {
    ...state, pending: state.pending.filter((one) => one !== before), history: { ...history, unsettled: Math.max(0, history.unsettled - 1) },
  };
  if (!mine && state.outcome?.tone === 'error') return next;
  return { ...next, outcome: endOf(entry), wait: 0 };
}

/**
 * Says how an entry has ended. A lead that was made can be opened in Close.
 * @param {Entry} entry
 * @returns {Outcome}
 */
export function endOf({ id, state, sentence, created, lead }) {
  if (state !== 'applied') return { tone: 'error', text: sentence, entry: id };
  return { tone: 'done', text: sentence, entry: id, ...(created && lead.url ? { open: lead.url } : {}) };
}
