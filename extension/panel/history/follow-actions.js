// Following what is pending: asking for its state when it may have changed, and saying how
// it ended. Part of app/actions.js.

import { nextLook } from '../lead/pending.js';
import { follow, showPending } from './follow.js';
import * as H from './state.js';

/** @import {Context} from '../app/context.js' */

/** @param {Context} context */
export function pendingActions(context) {
  const { world, set } = context;
  const { backend } = world;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What the timer was set for, so that it is not set again at every key press. */
  let planned = '';
  let looking = false;

  /** Sets the timer for the next look, if what is followed has changed. */
  function plan() {
    const entries = H.followed(context.state);
    const plans = entries.map(({ id, state, waiting, look_in: soon }) => `${id} ${state} ${waiting?.retry_at} ${soon}`).join();
    if (plans === planned) return;
    planned = plans;
    wait();
  }

  function wait() {
    clearTimeout(timer);
    const soon = nextLook(H.followed(context.state), world.online());
    if (soon !== null) timer = setTimeout(() => void (world.visible() ? look() : wait()), soon);
  }

  /** Asks what is under way for the lead in front, and how much there is at all. */
  async function read() {
    const { leadId } = context.state;
    const answer = await backend.journal({ lead: leadId, state: 'unsettled' });
    // Without an answer nothing is marked; the log itself says what is wrong.
    if (!answer.ok || context.state.leadId !== leadId) return;
    set(leadId === '' ? H.withHistory(context.state, { unsettled: answer.data.unsettled }) : showPending(context.state, answer.data));
  }

  /**
   * Looks at each pending entry. The browser's alarms are slow: while the panel is open,
   * what is due is delivered at once.
   */
  async function look() {
    if (looking) return;
    looking = true;
    const before = context.state.pending.length;
    await ask();
    if (world.online() && H.followed(context.state).some(({ due }) => due)) {
      await backend.deliver();
      await ask();
    }
    looking = false;
    if (context.state.pending.length < before) await context.refresh();
    wait();
  }

  async function ask() {
    const answers = await Promise.all(H.followed(context.state).map(({ id }) => backend.entry(id)));
    for (const answer of answers) {
      if (answer.ok) set(H.showEntry(follow(context.state, answer.data, world.now()), answer.data));
    }
  }

  return {
    plan, read,
    /** Looks now, where there is something to look at. */
    look: () => (H.followed(context.state).length > 0 ? look() : undefined),
  };
}
