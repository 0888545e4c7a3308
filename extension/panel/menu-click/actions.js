// Carries out what the user chose from a context menu, once its lead is known. Part of
// app/actions.js.

import { isWriting } from '../lead/form.js';

/** @import {MenuClick} from '../../api' */
/** @import {Context} from '../app/context.js' */
/** @import {Outcome, State} from '../app/state.js' */

/** @type {Record<string, Outcome['tone']>} */
const TONES = { saved: 'done', unchanged: 'info', waiting: 'waiting', ask: 'info', error: 'error' };

/** @param {Context} context */
export function menuClickActions(context) {
  const { world, set } = context;

  return {
    /**
     * Takes up what the background has stored for this panel, under a name that can be used
     * once.
     * @param {string} name
     */
    async takeClick(name) {
      const click = await world.takeClicked(name);
      if (click) set({ ...context.state, menuClick: { click, title: plainTitle(await world.menuTitle(click.item ?? '')), work: false } });
    },

    /** Carries it out on the lead in sight, whose name is on the button. */
    async carryOutClick() {
      const { menuClick: clicked, leadId } = context.state;
      if (!clicked || clicked.work || leadId === '' || isWriting(context.state)) return;
      set({ ...context.state, menuClick: { ...clicked, work: true } });
      const answer = await context.once(() => world.backend.clickMenu({ ...clicked.click, lead_id: leadId }));
      const failed = !answer.ok || answer.data.kind === 'error';
      set({
        ...context.state,
        // What was not done can be tried again.
        menuClick: failed && context.state.menuClick ? { ...clicked, work: false } : null,
        outcome: answer.ok
          ? { tone: TONES[answer.data.kind] ?? 'error', text: answer.data.text, ...(answer.data.undo ? { entry: answer.data.undo } : {}) }
          : { tone: 'error', text: answer.problem.detail },
      });
      if (!failed && context.state.leadId === leadId) await context.refresh();
    },

    dropClick: () => set({ ...context.state, menuClick: null }),
  };
}

/**
 * What was clicked, and the entry's title as the menu had it.
 * @typedef {{ click: MenuClick, title: string, work: boolean }} WaitingClick
 */

/**
 * Returns the title of a menu without its escapes.
 * @param {string} title
 */
export const plainTitle = (title) => title.replaceAll('&&', '&').replaceAll('\u2060', '');

/**
 * Returns the text that was clicked: what is selected, the link, or the image; for a page
 * its title.
 * @param {MenuClick} click
 */
export const textOf = ({ item, selection, link_url: link, image_url: image, page_title: title }) => {
  const of = { selection, link, image }[item.split('/')[0] ?? ''];
  return String(of || title || '');
};

/**
 * Reports whether what was clicked waits for a lead. A recipe does not: it uses what was
 * clicked when it is tried.
 * @param {State} state
 */
export const waits = ({ menuClick: clicked }) => clicked !== null && 'item' in clicked.click && !clicked.click.item.includes('/recipe:');
