// What an apply has done, as the panel shows it. Pure, as app/state.js is.

import { withoutSent } from '../lead/edits.js';
import { doneOf } from '../lead/new-contacts.js';
import { nextStep } from '../services/problems.js';
import { keyOf } from '../values/field-keys.js';
import { firstAndMore, plural } from '../values/format.js';
import { undoOf } from './undo.js';
import { nameOf, showWaiting, showWritten, why } from './written.js';

/** @import {Applied} from '../../api' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */

/**
 * Shows what an apply has done. What Close ignored and what was not sent stays as typed;
 * what is pending will be sent automatically.
 * @param {State} state
 * @param {Applied} applied
 * @param {Drafts} sent the drafts that the request was made of
 * @param {number} now
 * @returns {State}
 */
export function showApplied(state, applied, sent, now) {
  if (applied.pending) {
    const waits = showWaiting(state, applied, applied.pending, sent, now);
    return { ...waits, undo: undoOf(waits, applied, 'undo', now, state.view) ?? state.undo };
  }
  const done = doneOf(state, applied, sent);
  const left = Object.keys(sent).filter((key) => !done.includes(key));
  const next = showWritten({ ...state, drafts: withoutSent(state.drafts, sent, done) }, applied);
  const undo = undoOf(next, applied, 'undo', now, state.view);
  return { ...next, undo: undo ?? state.undo, outcome: { ...said(next, applied, left), undo: undo !== null } };
}

/**
 * Says what an apply has done, in one line.
 * @param {State} state after it
 * @param {Applied} applied
 * @param {string[]} left the keys of what was not saved
 * @returns {Outcome}
 */
function said(state, applied, left) {
  const saved = applied.changes.length;
  const ignored = applied.ignored.length;
  const none = 'Nothing had to be saved: Close already has these values.';
  const text = saved > 0 ? `${plural(saved, 'change')} saved.` : none;
  if (applied.stopped) {
    const names = (/** @type {string[]} */ keys) => firstAndMore(keys.map((key) => nameOf(state, key)));
    const first = saved > 0 ? `Saved: ${names(applied.changes.map(keyOf))}. ` : '';
    return { tone: 'error', text: `${first}Not saved: ${names(left)}. ${why(applied.stopped)}`, action: nextStep(applied.stopped) };
  }
  if (ignored === 0) return { tone: 'done', text };
  const lost = `Close ignored ${plural(ignored, 'change')}: see ${ignored === 1 ? 'the field' : 'the fields'}.`;
  return { tone: 'error', text: saved > 0 ? `${text} ${lost}` : lost };
}
