// The note that goes with the edits. The panel keeps it as a draft like any other, under a
// key that no field has, so that it is counted, kept, reviewed and dropped as edits are. Pure.

/** @import {Step} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */

/** The key of the note that goes with the edits. */
export const NOTE = 'note';

/**
 * Reports whether a draft is a step of its own, beside the fields.
 * @param {string} key
 */
export const isStep = (key) => key === NOTE;

/**
 * Turns the drafts that are no edits into the steps to send.
 * @param {Drafts} drafts
 * @returns {Step[]}
 */
export function toSteps(drafts) {
  const text = drafts[NOTE]?.value;
  return typeof text === 'string' && text !== '' ? [{ do: 'note', text }] : [];
}

/**
 * Writes a note into the drafts; an empty text takes it away.
 * @param {State} state
 * @param {string} text
 * @returns {State}
 */
export function withNote(state, text) {
  const drafts = { ...state.drafts };
  const errors = { ...state.errors };
  delete drafts[NOTE];
  delete errors[NOTE];
  if (text !== '') drafts[NOTE] = { label: 'Note', value: text, was: null };
  return { ...state, drafts, errors, preview: null, outcome: null };
}
