// What the user does to the fields of the list: typing, taking back, finding. Part of
// actions.js.

import * as S from '../app/state.js';

/** @import {Context} from '../app/context.js' */
/** @import {Input} from './edits.js' */

/** @param {Context} context */
export function fieldActions(context) {
  const { world: { focus }, set } = context;
  return {
    /** @param {string} key @param {Input} input */
    edit: (key, input) => set(S.editField(context.state, key, input)),
    /** @param {string} key */
    settle: (key) => set(S.settleField(context.state, key)),
    /** @param {string} key */
    revert: (key) => { set(S.revertField(context.state, key)); focus(key); },
    /** @param {string} key */
    clear: (key) => { set(S.editField(context.state, key, { value: null })); focus(key); },
    /** @param {string} filter */
    filter: (filter) => set({ ...context.state, filter }),
    /** @param {string} key */
    goTo: (key) => context.goTo(key, context.state),
    /** @param {string} id */
    toggle: (id) => set(S.toggle(context.state, id)),
    /** @param {string} id @param {string | null} query */
    openPicker: (id, query) => set({ ...context.state, open: { id, query } }),
    closePicker: () => { if (context.state.open) set({ ...context.state, open: null }); },
  };
}
