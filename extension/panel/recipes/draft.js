// A recipe while it is being written: its steps, what each may act on, and the text of its
// values. Pure: only the backend says what is wrong with a recipe.

import { hasValue, isFieldStep, kindOf } from './step-kinds.js';

/** @import {Field, Filled, Option, Problem, Recipe, RecipeIssue, RecipeStep, RecipeVocabulary} from '../../api' */

/**
 * @typedef {Object} Editor
 * @property {Recipe} recipe as it stands in the form
 * @property {Recipe | null} saved as it is stored; null for one that is not
 * @property {RecipeIssue[]} issues what is wrong with it
 * @property {boolean} pressed whether the user has wanted to save it
 * @property {Recipe | null} triedAs the recipe that was last tried on the lead
 * @property {string} triedOn the lead that it was tried on
 * @property {Filled | null} tried what it would do there
 * @property {Problem | null} problem why that is not known
 */

/** The context menus that can hold a recipe. @type {[string, string][]} */
export const MENUS = [
  ['page', 'Page'], ['selection', 'Selected text'], ['link', 'Link'], ['image', 'Image'], ['editable', 'Text box'],
];

/** @type {Recipe} */
export const blankRecipe = { id: '', name: '', steps: [{ do: 'set' }] };

/**
 * @param {Recipe} recipe
 * @param {Recipe | null} saved
 * @param {RecipeIssue[]} [issues]
 * @returns {Editor}
 */
export const editorFor = (recipe, saved, issues = []) => ({ recipe, saved, issues, pressed: false, triedAs: null, triedOn: '', tried: null, problem: null });

/**
 * Reports whether something would be lost by leaving the editor.
 * @param {Pick<Editor, 'recipe' | 'saved'>} editor
 */
export const isDirty = ({ recipe, saved }) => JSON.stringify(recipe) !== JSON.stringify(saved ?? blankRecipe);

/**
 * Returns a copy that is a recipe of its own. A shortcut runs a single recipe, so the copy
 * does not have it.
 * @param {Recipe} recipe
 * @returns {Recipe}
 */
export function copyOf(recipe) {
  const copy = { ...recipe, id: '', name: `${recipe.name} (copy)` };
  delete copy.slot;
  return copy;
}

/**
 * Changes what a step does. What the new kind has no use for is dropped; a text stays a
 * text.
 * @param {RecipeStep} step
 * @param {string} doing
 * @returns {RecipeStep}
 */
export function withDoing(step, doing) {
  /** @type {RecipeStep} */
  const next = { do: doing };
  if (isFieldStep(next) && isFieldStep(step)) {
    const { on, field, field_label: label } = step;
    Object.assign(next, on && { on }, field && { field }, label && { field_label: label });
  }
  if (hasValue(next) && step.value) next.value = step.value;
  return next;
}

/**
 * @param {Recipe} recipe
 * @param {number} at
 * @param {(step: RecipeStep) => RecipeStep} change
 * @returns {Recipe}
 */
export const withStep = (recipe, at, change) => ({ ...recipe, steps: recipe.steps.map((step, i) => (i === at ? change(step) : step)) });

/**
 * Puts a value into a step; an empty one leaves nothing behind.
 * @param {RecipeStep} step
 * @param {Partial<RecipeStep>} part
 * @returns {RecipeStep}
 */
export function withPart(step, part) {
  const next = { ...step, ...part };
  for (const key of /** @type {(keyof RecipeStep)[]} */ (Object.keys(part))) if (next[key] === '' && key !== 'do') delete next[key];
  return next;
}

/**
 * Moves a step; returns the recipe itself where it is at the end already.
 * @param {Recipe} recipe
 * @param {number} from
 * @param {1 | -1} by
 * @returns {Recipe}
 */
export function moveStep(recipe, from, by) {
  const to = from + by;
  const step = recipe.steps[from];
  if (!step || to < 0 || to >= recipe.steps.length) return recipe;
  const steps = recipe.steps.filter((_, i) => i !== from);
  steps.splice(to, 0, step);
  return { ...recipe, steps };
}

/** @param {RecipeStep} step */
const ownerOf = (step) => (step.on === 'contact' ? 'contact' : 'lead');

/**
 * Returns the value of a step's field among the options of its picker.
 * @param {RecipeStep} step
 */
export const fieldValue = (step) => (step.field ? `${ownerOf(step)}/${step.field}` : '');

/**
 * Lists the fields that a step may be about, those of the lead first. A field of one value
 * has nothing added to it or taken from it; only a text is appended to.
 * @param {RecipeVocabulary | null} vocabulary
 * @param {RecipeStep} step
 * @returns {Option[]}
 */
export function fieldOptions(vocabulary, step) {
  const list = (/** @type {Field[]} */ fields, /** @type {string} */ owner) => fields
    .filter((field) => !field.locked && kindOf(step).takes?.(field))
    .map(({ key, label }) => ({ value: `${owner}/${key}`, label, ...(owner === 'contact' ? { note: 'Contact' } : {}) }));
  return vocabulary ? [...list(vocabulary.lead_fields, 'lead'), ...list(vocabulary.contact_fields, 'contact')] : [];
}

/**
 * Sets the field of a step to the one that was picked.
 * @param {RecipeVocabulary | null} vocabulary
 * @param {RecipeStep} step
 * @param {string} picked a value of fieldOptions
 * @returns {RecipeStep}
 */
export function withField(vocabulary, step, picked) {
  const slash = picked.indexOf('/');
  const [owner, key] = [picked.slice(0, slash), picked.slice(slash + 1)];
  const next = withPart(step, { on: owner === 'contact' ? 'contact' : '', field: key });
  const label = fieldOf(vocabulary, next)?.label ?? '';
  return withPart(next, { field_label: label });
}

/**
 * Returns the field of a step as the organization has it.
 * @param {RecipeVocabulary | null} vocabulary
 * @param {RecipeStep} step
 * @returns {Field | undefined}
 */
export function fieldOf(vocabulary, step) {
  const fields = ownerOf(step) === 'contact' ? vocabulary?.contact_fields : vocabulary?.lead_fields;
  return fields?.find(({ key }) => key === step.field);
}

/**
 * Lists what the value of a step can be picked from; empty where it is written.
 * @param {RecipeVocabulary | null} vocabulary
 * @param {RecipeStep} step
 * @returns {Option[]}
 */
export function valueOptions(vocabulary, step) {
  const field = isFieldStep(step) ? fieldOf(vocabulary, step) : undefined;
  return field?.options ?? [];
}

/**
 * Returns the text by which a recipe names an option: its label, which other organizations
 * understand too, unless several have the same.
 * @param {Option[]} options
 * @param {string} value
 */
export function nameOption(options, value) {
  const option = options.find((one) => one.value === value);
  if (!option) return value;
  return options.filter(({ label }) => label === option.label).length === 1 ? option.label : value;
}

/**
 * Returns what is written of a value in its box: an option that was named by its id shows
 * its label.
 * @param {Option[]} options
 * @param {string} text
 */
export const labelOf = (options, text) => options.find(({ value }) => value === text)?.label ?? text;

/**
 * Puts a placeholder into a text where the caret is. A filter goes into the placeholder
 * before the caret, or the last one of the text.
 * @param {string} text
 * @param {{ start: number, end: number }} caret
 * @param {string} what "{{selection}}", or a filter such as "trim"
 * @returns {{ text: string, caret: number }}
 */
export function insert(text, { start, end }, what) {
  if (what.startsWith('{{')) return { text: text.slice(0, start) + what + text.slice(end), caret: start + what.length };
  const inside = text.indexOf('}}', start);
  const opened = text.lastIndexOf('{{', start);
  const closed = text.lastIndexOf('}}', start);
  const before = opened >= 0 && opened > closed && inside >= 0 ? inside : text.lastIndexOf('}}', start);
  const at = before >= 0 ? before : text.lastIndexOf('}}');
  if (at < 0) return { text, caret: end };
  return { text: `${text.slice(0, at)}|${what}${text.slice(at)}`, caret: at + what.length + 3 };
}

/**
 * Returns the issues to show. That something is still empty is only said once the user
 * wants to save, not to someone who has just begun to write.
 * @param {Editor} editor
 * @returns {RecipeIssue[]}
 */
export function shownIssues({ recipe, saved, issues, pressed }) {
  if (saved || pressed) return issues;
  return issues.filter(({ step, part }) => {
    const held = step < 0 ? recipe[/** @type {keyof Recipe} */ (part)] : recipe.steps[step]?.[/** @type {keyof RecipeStep} */ (part)];
    return held !== undefined && held !== '';
  });
}

/**
 * Returns the sentences about one part of a recipe.
 * @param {RecipeIssue[]} issues
 * @param {number} step -1 for the recipe itself
 * @param {string[]} [parts] all of them unless given
 */
export const issuesAt = (issues, step, parts) => issues.filter((issue) => issue.step === step && (!parts || parts.includes(issue.part))).map(({ detail }) => detail);

/**
 * Returns the issues of a recipe after a step has gone or moved away: those of other steps
 * go with them, and what was said of the one that changed is out of date.
 * @param {RecipeIssue[]} issues
 * @param {(step: number) => number} to where a step is now; -2 for nowhere
 */
export const movedIssues = (issues, to) => issues.flatMap((issue) => {
  const step = issue.step < 0 ? issue.step : to(issue.step);
  return step === -2 ? [] : [{ ...issue, step }];
});
