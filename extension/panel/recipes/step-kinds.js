// What a step of a recipe can do: a row for each kind, with its label, the parts of its form,
// and the fields that it can act on.

import { allows } from '../values/field-types.js';

/** @import {Field, Op, RecipeStep} from '../../api' */

/** @typedef {'field' | 'status' | 'value' | 'date' | 'assigned_to'} Part a part of a step's form; step.js draws it */

/**
 * @typedef {Object} StepKind
 * @property {string} label
 * @property {Part[]} parts in the order of the form; all of them are empty in a new step
 * @property {(field: Field) => boolean} [takes] whether it can act on a field; absent where it is not about a field
 */

/** @param {Op} op */
const allowing = (op) => (/** @type {Field} */ field) => allows(field, op);

/** @type {Record<string, StepKind>} */
export const STEP_KINDS = {
  set: { label: 'Set a field', parts: ['field', 'value'], takes: () => true },
  clear: { label: 'Empty a field', parts: ['field'], takes: allowing('clear') },
  add: { label: 'Add to a field', parts: ['field', 'value'], takes: allowing('add') },
  remove: { label: 'Take from a field', parts: ['field', 'value'], takes: allowing('remove') },
  append: { label: 'Append to a text', parts: ['field', 'value'], takes: allowing('append') },
  note: { label: 'Write a note', parts: ['value'] },
  task: { label: 'Add a task', parts: ['value', 'date', 'assigned_to'] },
  opportunity_status: { label: 'Move an opportunity', parts: ['status'] },
};

/**
 * Returns what a step does. One of a newer version is shown as one that sets a field.
 * @param {RecipeStep} step
 * @returns {StepKind}
 */
export const kindOf = (step) => STEP_KINDS[step.do] ?? /** @type {StepKind} */ (STEP_KINDS.set);

/**
 * Reports whether a step is about a field.
 * @param {RecipeStep} step
 */
export const isFieldStep = (step) => kindOf(step).parts.includes('field');

/**
 * Reports whether a step writes a value.
 * @param {RecipeStep} step
 */
export const hasValue = (step) => kindOf(step).parts.includes('value');
