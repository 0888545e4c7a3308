// Reviewing and applying the user's edits: what is sent, under which key, and how the
// answer is shown. Part of app/actions.js.

import { adopted, toBase, toEdits } from '../lead/edits.js';
import { countEdits, firstError, refuseIncomplete, refuseNameless, settleAll } from '../lead/form.js';
import { toSteps } from '../lead/note.js';
import { isSignedOut } from '../services/problems.js';
import { accountFor } from '../session/accounts.js';
import { showProblem } from '../session/problem.js';
import { allFields, keyOf } from '../values/field-keys.js';
import { showApplied } from './applied.js';
import * as C from './conflicts.js';
import { askedFor, draftsOf, isAnswer, isStillWanted } from './request.js';
import { showRefused, showReview } from './reviewed.js';

/** @import {Conflict, Problem} from '../../api' */
/** @import {Context} from '../app/context.js' */
/** @import {Asked} from '../services/storage.js' */

/** @param {Context} context */
export function editsActions(context) {
  const { world, set, begin } = context;
  const { backend, focus } = world;

  /** Shows what an apply would do. */
  async function review() {
    if (!ready()) return;
    set({ ...settleAll(context.state), outcome: null });
    const { leadId } = context.state;
    context.tryAgainWith(review);
    begin('review');
    const answer = await (isNew() ? backend.previewNew(request()) : backend.preview(leadId, request()));
    if (context.state.leadId !== leadId || context.state.work !== 'review') return;
    begin('');
    if (!answer.ok) return failed(answer.problem, 'review');
    set(showReview(context.state, answer.data));
    if (context.state.mode === 'review') focus('review');
    else focus(firstError(context.state) ?? 'list');
  }

  /** Sends the edits. */
  async function apply() {
    if (!ready() || (context.state.mode === 'review' && context.state.conflicts.length > 0)) return;
    // Stored from here on: once applied, suggestions count as the user's own edits.
    set({ ...adopted(settleAll(context.state)), outcome: null, menu: false });
    await send(askedFor(context.state.asked, request(), world.newIntent, world.now()));
  }

  /**
   * Sends a request, and stores it until it is answered.
   * @param {Asked} asked
   */
  async function send(asked) {
    const { leadId, drafts, view, surface } = context.state;
    const sent = draftsOf(drafts, allFields(view), asked.body);
    set({ ...context.state, asked });
    context.tryAgainWith(apply);
    begin('apply');
    const body = { ...asked.body, intent: asked.intent, surface };
    const answer = await (isNew() ? context.once(() => backend.create(body)) : context.applyOnce(leadId, body));
    begin('');
    if (answer.ok || isAnswer(answer.problem)) set({ ...context.state, asked: null });
    if (!answer.ok) return failed(answer.problem, 'apply');
    if (isNew()) return context.created(answer.data, sent);
    set(showApplied(context.state, answer.data, sent, world.now()));
    focus(firstError(context.state) ?? 'list');
    context.keepView(answer.data.view);
  }

  /** Sends a request again that an earlier panel left unanswered. */
  async function sendAgain() {
    const { asked, drafts, view, work, ended } = context.state;
    if (!asked || work !== '' || ended) return;
    if (!isStillWanted(asked, drafts, allFields(view), world.now())) return set({ ...context.state, asked: null });
    await send(asked);
  }

  /** Reports whether edits may be sent now; says and shows why not. */
  function ready() {
    const settled = settleAll(context.state);
    if (countEdits(settled) === 0) {
      set({ ...settled, outcome: { tone: 'info', text: 'You have not changed anything yet.' } });
      return false;
    }
    const { view, ended, readAt, work } = context.state;
    if (ended) context.focusSignIn();
    if (!view || ended || readAt !== 0 || work !== '') return false;
    const refused = refuseIncomplete(settled) ?? refuseNameless(settled);
    if (!refused) return true;
    set(refused);
    focus(firstError(context.state) ?? 'list');
    return false;
  }

  /** Reports whether the edits are a lead that is still to be made. */
  const isNew = () => context.state.screen === 'create';

  /** @returns {Asked['body']} */
  function request() {
    const { drafts, view } = context.state;
    const edits = toEdits(drafts, allFields(view));
    const steps = toSteps(drafts);
    const account = isNew() ? accountFor(context.state)?.id : undefined;
    return { edits, ...(isNew() ? {} : { base: toBase(drafts) }), ...(steps.length > 0 ? { steps } : {}), ...(account ? { account } : {}) };
  }

  /**
   * @param {Problem} problem
   * @param {'review' | 'apply'} work what it was that failed
   */
  async function failed(problem, work) {
    if (problem.conflicts?.length) {
      set(C.showConflicts(context.state, problem));
      return focus('review');
    }
    if (problem.errors?.length || problem.field) {
      set(showRefused(context.state, problem));
      return focus(firstError(context.state) ?? 'list');
    }
    if (isSignedOut(problem)) await context.learn();
    set({ ...showProblem({ ...context.state, work }, problem), work: '' });
    context.focusSignIn();
  }

  /** Goes on to the next conflict; after the last one the review is made again. */
  async function afterChoice() {
    focus(context.state.mode === 'review' ? 'review' : 'list');
    if (context.state.mode === 'review' && context.state.conflicts.length === 0) await review();
  }

  return {
    review, apply, sendAgain,
    /** @param {Conflict} conflict */
    keepMine(conflict) {
      set(C.keepMine(context.state, conflict));
      return afterChoice();
    },
    /** @param {Conflict} conflict */
    takeTheirs(conflict) {
      set(C.takeTheirs(context.state, conflict));
      return afterChoice();
    },
    /** @param {Conflict} conflict */
    editConflict: (conflict) => context.goTo(keyOf(conflict), C.keepMine(context.state, conflict)),
  };
}
