// What the panel shows after a lead was created: the new lead, or a note that it is still
// on its way.

import { showOnItsWay, why } from '../apply/written.js';
import { chosenFor } from '../capture/state.js';
import { newName } from '../lead/form.js';
import { NOTE } from '../lead/note.js';
import { nextStep } from '../services/problems.js';
import { keyOf } from '../values/field-keys.js';
import { firstAndMore } from '../values/format.js';
import { openLead, showFresh } from './state.js';

/** @import {Applied, LeadView} from '../../api' */
/** @import {Drafts} from '../values/draft.js' */
/** @import {Context} from './context.js' */
/** @import {Outcome, State} from './state.js' */

/**
 * Turns to the new lead. A note that was not saved stays as an edit of it.
 * @param {State} state in which it was asked for
 * @param {Applied} applied
 * @param {LeadView} view of the new lead
 * @param {Drafts} sent the drafts that it was made of
 * @returns {State}
 */
export function showCreated(state, applied, view, sent) {
  const capture = state.capture && { ...chosenFor(state.capture, state.capture.site !== ''), offered: true, front: /** @type {const} */ ('list') };
  const next = showFresh({ ...openLead(state, view.lead.id, capture), work: '' }, view);
  const done = new Set([...applied.changes, ...applied.unchanged].map(keyOf));
  const note = sent[NOTE];
  const left = (applied.stopped || applied.waiting) && note && !done.has(NOTE) ? note : undefined;
  return {
    ...next,
    drafts: left && applied.stopped ? { [NOTE]: left } : {},
    outcome: { ...said(applied, view, left?.label), open: view.lead.url },
  };
}

/**
 * @param {Applied} applied
 * @param {LeadView} view
 * @param {string | undefined} left what did not get through
 * @returns {Outcome}
 */
function said({ stopped, waiting, ignored, entry }, { lead }, left) {
  const text = `${lead.name} created.`;
  if (waiting) return { tone: 'waiting', text: `${text} ${waiting.detail}`, entry };
  if (stopped) return { tone: 'error', text: `${text} ${left ? `Not saved: ${left}. ` : ''}${why(stopped)}`, action: nextStep(stopped) };
  if (ignored.length > 0) return { tone: 'error', text: `${text} Close ignored ${firstAndMore(ignored.map(({ label }) => label))}.`, entry };
  return { tone: 'done', text };
}

/**
 * Goes back to the page of a lead that is still to be made, or that could not be read yet.
 * @param {State} state
 * @param {Applied} applied
 * @param {string} name of the lead
 * @param {number} now
 * @returns {State}
 */
export function showNotYet(state, applied, name, now) {
  /** @type {State} */
  const next = { ...state, screen: 'capture', mode: 'list', leadId: '', view: null, preview: null, drafts: {}, errors: {} };
  if (applied.pending) return showOnItsWay(next, applied.pending, now);
  return { ...next, outcome: { tone: 'done', text: `${name} created.`, entry: applied.entry } };
}

/**
 * Shows a lead that was created, and remembers it for the site of the page.
 * @param {Context} context
 * @param {(leadId: string) => Promise<unknown>} remember
 */
export function goOnWithNewLead(context, remember) {
  const { world, set } = context;
  const { focus } = world;

  /** @param {Applied} applied @param {Drafts} sent */
  return async (applied, sent) => {
    const { state } = context;
    const name = newName(state);
    // Nothing is kept for the page from here on.
    set({ ...state, drafts: {}, asked: null });
    context.keepNothing();
    const { view } = applied;
    if (!view) {
      set(showNotYet(context.state, applied, name, world.now()));
      return focus('find-lead');
    }
    const next = showCreated(state, applied, view, sent);
    set({ ...next, drafts: {} });
    context.keepAs(view.lead.id);
    set(next);
    focus('list');
    context.keepView(view);
    await remember(view.lead.id);
  };
}
