// Undoing and redoing the last apply: what is sent, and how the answer is shown. Part of
// app/actions.js.

import { isSignedOut } from '../services/problems.js';
import { keyOf } from '../values/field-keys.js';
import { isAnswer } from './request.js';
import * as U from './undo.js';

/** @import {Applied, Conflict, Undone} from '../../api' */
/** @import {Context} from '../app/context.js' */
/** @import {State} from '../app/state.js' */
/** @import {Answer} from '../services/backend.js' */

/** @param {Context} context */
export function undoActions(context) {
  const { world, set, begin } = context;

  /** Sends the undo or the redo of the last apply. */
  async function undo() {
    const { undo: wanted, view, work, surface } = context.state;
    if (!wanted || !view || work !== '') return;
    if (U.isOld(wanted, world.now())) return set(U.expire(context.state));
    // Stored before it is sent: a panel that is opened again uses the same key.
    const asked = { ...wanted, intent: wanted.intent ?? world.newIntent() };
    set({ ...context.state, menu: false, open: null, undo: asked });
    context.tryAgainWith(undo);
    begin('undo');
    const answer = becameOf(await context.once(() => world.backend.undo(asked.entry, U.requestOf(asked, surface))));
    begin('');
    if (!answer.ok && isAnswer(answer.problem)) set({ ...context.state, undo: U.unasked(asked) });
    if (answer.ok) {
      set(U.showUndone(context.state, answer.data, wanted, world.now()));
      context.keepView(answer.data.view);
      return focusError();
    }
    const conflicts = answer.problem.conflicts ?? [];
    if (conflicts.length > 0) {
      set(U.showUndoConflicts(context.state, conflicts, wanted));
      return world.focus('review');
    }
    if (isSignedOut(answer.problem)) await context.learn();
    set(U.showNotUndone(context.state, answer.problem, wanted));
    context.focusSignIn();
  }

  /** Learns until when an undo is offered that an older version has kept. */
  async function learnUntil() {
    const { undo: kept } = context.state;
    if (!kept || kept.until !== '') return;
    const answer = await world.backend.entry(kept.entry);
    if (context.state.undo !== kept) return;
    const until = answer.ok ? answer.data.undo_until : undefined;
    set({ ...context.state, undo: until ? { ...kept, until } : null });
  }

  /** The focus stays where the user undid from, unless something needs a look. */
  function focusError() {
    const [key] = Object.keys(context.state.errors);
    if (key !== undefined) world.focus(key);
  }

  /**
   * Shows the next conflict; after the last one what is left is sent.
   * @param {State} next
   */
  async function afterChoice(next) {
    set(next);
    world.focus(next.mode === 'review' ? 'review' : 'list');
    if (next.mode === 'list' && next.undo) await undo();
  }

  return {
    undo, learnUntil,
    /** @param {Conflict} conflict */
    insist: (conflict) => afterChoice(U.insist(context.state, conflict)),
    /** @param {Conflict} conflict */
    letBe: (conflict) => afterChoice(U.letBe(context.state, conflict)),
    /** @param {Conflict} conflict */
    editInstead: (conflict) => {
      set(U.editInstead(context.state, conflict));
      world.focus(keyOf(conflict));
    },
  };
}

/**
 * Reads what became of an undo.
 * @param {Answer<Undone>} answer
 * @returns {Answer<Applied>}
 */
function becameOf(answer) {
  if (!answer.ok) return answer;
  const { applied, problem, notice } = answer.data;
  if (applied) return { ok: true, data: applied };
  return { ok: false, problem: problem ?? { type: 'urn:leadpatch:backend', title: notice.text, status: 500, detail: notice.text } };
}
