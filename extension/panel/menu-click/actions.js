// Goes on with what the user chose from a context menu, once its lead is known. Part of
// actions.js.

import { isWriting } from '../app/state.js';
import { plainTitle } from './state.js';

/** @import {Context} from '../app/context.js' */
/** @import {Outcome} from '../app/state.js' */

/** @type {Record<string, Outcome['tone']>} */
const TONES = { saved: 'done', unchanged: 'info', waiting: 'waiting', ask: 'info', error: 'error' };

/** @param {Context} context */
export function clickedActions(context) {
  const { world, set } = context;

  return {
    /**
     * Takes up what the background has kept for this panel, under a name that is good once.
     * @param {string} name
     */
    async takeClick(name) {
      const click = await world.takeClicked(name);
      if (click) set({ ...context.state, clicked: { click, title: plainTitle(await world.menuTitle(click.item ?? '')), work: false } });
    },

    /** Does it to the lead in sight, whose name stands on the button. */
    async carryOutClick() {
      const { clicked, leadId } = context.state;
      if (!clicked || clicked.work || leadId === '' || isWriting(context.state)) return;
      set({ ...context.state, clicked: { ...clicked, work: true } });
      const answer = await context.once(() => world.backend.clickMenu({ ...clicked.click, lead_id: leadId }));
      const failed = !answer.ok || answer.data.kind === 'error';
      set({
        ...context.state,
        // What was not done can be tried again.
        clicked: failed && context.state.clicked ? { ...clicked, work: false } : null,
        outcome: answer.ok
          ? { tone: TONES[answer.data.kind] ?? 'error', text: answer.data.text, ...(answer.data.undo ? { entry: answer.data.undo } : {}) }
          : { tone: 'error', text: answer.problem.detail },
      });
      if (!failed && context.state.leadId === leadId) await context.refresh();
    },

    dropClick: () => set({ ...context.state, clicked: null }),
  };
}
