// What the user does to the fields of the list: typing, taking back, finding. Part of
// app/actions.js.

import { editField, revertField, settleField, toggle } from './form.js';

/** @import {Context} from '../app/context.js' */
/** @import {Input} from '../values/draft.js' */

/** @param {Context} context */
export function fieldActions(context) {
  const { world: { focus }, set } = context;
  return {
    /** @param {string} key @param {Input} input */
    edit: (key, input) => set(editField(context.state, key, input)),
    /** @param {string} key */
    settle: (key) => set(settleField(context.state, key)),
    /** @param {string} key */
    revert: (key) => { set(revertField(context.state, key)); focus(key); },
    /** @param {string} key */
    clear: (key) => { set(editField(context.state, key, { value: null })); focus(key); },
    /** @param {string} filter */
    filter: (filter) => set({ ...context.state, filter }),
    /** @param {string} key */
    goTo: (key) => context.goTo(key, context.state),
    /** @param {string} id */
    toggle: (id) => set(toggle(context.state, id)),
    /** @param {string} id @param {string | null} query */
    openPicker: (id, query) => set({ ...context.state, open: { id, query } }),
    closePicker: () => { if (context.state.open) set({ ...context.state, open: null }); },
  };
}
