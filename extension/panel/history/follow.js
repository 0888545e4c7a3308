// How pending changes have ended. Pure, as app/state.js is.

import { sayWaiting } from '../apply/written.js';
import { isUnsettled } from '../lead/pending.js';
import { plural } from '../values/format.js';

/** @import {Entry, Journal} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */

/**
 * Takes what is under way for the lead in front, as the journal tells it.
 * @param {State} state
 * @param {Journal} journal
 * @returns {State}
 */
export function showPending(state, { entries, unsettled }) {
  const pending = entries.filter((entry) => entry.lead.id === state.leadId && isUnsettled(entry)).reverse();
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
  if (isUnsettled(entry)) {
    // Until Close could be asked, the journal does not know which changes there will be.
    const known = entry.changes.length > 0 ? entry : { ...entry, changes: before.changes };
    const next = { ...state, pending: state.pending.map((one) => (one === before ? known : one)) };
    return mine ? sayWaiting(next, known, 0, now) : next;
  }
  const { history } = state;
  const next = {
    ...state, pending: state.pending.filter((one) => one !== before), history: { ...history, unsettled: Math.max(0, history.unsettled - 1) },
  };
  if (!mine && state.outcome?.tone === 'error') return next;
  return { ...next, outcome: settledText(state, entry), wait: 0 };
}

/**
 * Says how an entry has ended.
 * @param {State} state
 * @param {Entry} entry
 * @returns {Outcome}
 */
export function settledText(state, entry) {
  const changes = plural(entry.changes.length, 'change');
  const { detail = '', id } = entry;
  const lead = entry.lead.name || (entry.lead.id === state.leadId && state.view?.lead.name) || 'the lead';
  if (entry.created) return createdText(entry);
  if (entry.state === 'applied') {
    return { tone: 'done', text: entry.undoes === undefined ? `${changes} to ${lead} saved.` : `Undone on ${lead}.`, entry: id };
  }
  const text = {
    part: `Only a part was saved to ${lead}.`,
    conflict: `Not saved to ${lead}: somebody else changed it meanwhile.`,
    rejected: `Not saved to ${lead}.`,
  }[entry.state] ?? `Not saved to ${lead}.`;
  // The detail of a conflict asks for a choice for each field, which is not offered here.
  return { tone: 'error', text: detail === '' || entry.state === 'conflict' ? text : `${text} ${detail}`, entry: id };
}

/**
 * Says how the creation of a lead has ended.
 * @param {Entry} entry
 * @returns {Outcome}
 */
function createdText({ state, lead, detail = '', id }) {
  const name = lead.name || 'The new lead';
  if (state === 'applied') return { tone: 'done', text: `${name} created.`, entry: id, ...(lead.url ? { open: lead.url } : {}) };
  const text = state === 'part' ? `${name} created, but not with everything.` : `${name} was not created.`;
  return { tone: 'error', text: [text, detail].filter(Boolean).join(' '), entry: id };
}
