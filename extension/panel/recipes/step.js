// One step of a recipe in its editor: what it does, to which field, with which value.

import { h } from '../../vendor/snabbdom/index.js';
import { iconButton } from '../ui/buttons.js';
import { combobox } from '../ui/editors/combobox.js';
import { grow } from '../ui/editors/text.js';
import * as D from './draft.js';
import { described, issueList } from './parts.js';
import { isFieldStep, kindOf, STEP_KINDS } from './step-kinds.js';

/** @import {Option, RecipeStep} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {IconName} from '../ui/icons.js' */
/** @import {Editor} from './draft.js' */
/** @import {Part} from './step-kinds.js' */

/**
 * @param {State} state
 * @param {Editor} editor
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 * @returns {VNode}
 */
export function stepCard(state, editor, step, at, act) {
  const { recipe } = editor;
  const issues = D.shownIssues(editor);
  const name = `Step ${at + 1}`;
  const id = `step-${at}`;
  const rest = D.issuesAt(issues, at).filter((detail) => !kindOf(step).parts.some((part) => D.issuesAt(issues, at, [part]).includes(detail)));
  return h('li', { key: id }, [h('div.step', {
    attrs: { id, tabindex: '-1', role: 'group', 'aria-label': name },
    on: {
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (!event.altKey || event.ctrlKey || event.metaKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        // In a picker the key opens the list.
        if (event.target instanceof HTMLElement && event.target.getAttribute('role') === 'combobox') return;
        event.preventDefault();
        act.moveStep(at, event.key === 'ArrowUp' ? -1 : 1);
      },
    },
  }, [
    h('div.step-head', { key: 'head' }, [
      h('span.step-number', { attrs: { 'aria-hidden': 'true' } }, String(at + 1)),
      doing(step, at, act),
      h('div.step-tools', [
        tool('up', `Move ${name} up`, at > 0, `${id}-up`, () => act.moveStep(at, -1, '-up')),
        tool('down', `Move ${name} down`, at < recipe.steps.length - 1, `${id}-down`, () => act.moveStep(at, 1, '-down')),
        tool('close', `Remove ${name}`, true, `${id}-remove`, () => act.removeStep(at)),
      ]),
    ]),
    ...kindOf(step).parts.map((part) => PARTS[part](state, issues, step, at, act)),
    issueList(rest, `${id}-issues`),
  ])]);
}

/**
 * How each part of a step's form is drawn.
 * @type {Record<Part, (state: State, issues: Editor['issues'], step: RecipeStep, at: number, act: Actions) => VNode>}
 */
const PARTS = {
  field: fieldPicker,
  status: statusPicker,
  value,
  date: (state, issues, step, at, act) => written(state, issues, step, at, 'date', 'Due', 'No date', act),
  assigned_to: assignee,
};

/**
 * A button that stays visible when it is disabled, so that the others do not move.
 * @param {IconName} sign
 * @param {string} label
 * @param {boolean} on
 * @param {string} id
 * @param {() => void} click
 */
function tool(sign, label, on, id, click) {
  const button = iconButton(sign, label, () => { if (on) click(); });
  if (button.data) button.data.attrs = { ...button.data.attrs, id, ...(on ? {} : { 'aria-disabled': 'true' }) };
  return button;
}

/**
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 */
function doing(step, at, act) {
  return h('select.control.step-do', {
    attrs: { id: `step-${at}-do`, 'aria-label': `What step ${at + 1} does` },
    on: { change: (/** @type {Event} */ event) => act.doStep(at, /** @type {HTMLSelectElement} */ (event.target).value) },
  }, Object.entries(STEP_KINDS).map(([word, { label }]) => h('option', { key: word, props: { value: word, selected: word === step.do } }, label)));
}

/**
 * @param {string} label
 * @param {string} id of the control
 * @param {(VNode | null)[]} nodes
 */
const labelled = (label, id, nodes) => h('div.step-part', { key: id }, [h('label.step-label', { attrs: { for: id } }, label), h('div.step-control', nodes)]);

/**
 * @param {State} state
 * @param {Editor['issues']} issues
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 */
function fieldPicker(state, issues, step, at, act) {
  const id = `step-${at}-field`;
  const options = D.fieldOptions(state.recipes.vocabulary, step);
  const current = D.fieldValue(step);
  const known = options.find((option) => option.value === current);
  const wrong = D.issuesAt(issues, at, ['field']);
  const shown = known ? `${known.label}${known.note ? ` (${known.note.toLowerCase()})` : ''}` : step.field_label ?? step.field ?? '';
  return labelled('Field', id, [
    h('div.picker-frame', combobox({
      id, options, current: known ? current : null, open: state.open,
      text: state.open?.id === id ? state.open.query ?? shown : shown,
      attrs: { placeholder: 'Choose a field', ...described(wrong, `${id}-issues`) },
      nothing: 'No field that this step can change is called that.',
      onOpen: (query) => act.openPicker(id, query),
      onClose: act.closePicker,
      onType: () => {},
      onPick: (picked) => { act.pickField(at, picked); act.closePicker(); },
      onLeave: () => {},
    })),
    issueList(wrong, `${id}-issues`),
  ]);
}

/**
 * The value of a field that has options is picked; a placeholder can be written in its place.
 * @param {State} state
 * @param {Editor['issues']} issues
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 */
function value(state, issues, step, at, act) {
  const options = D.valueOptions(state.recipes.vocabulary, step);
  const several = D.fieldOf(state.recipes.vocabulary, step)?.multiple && step.do === 'set';
  if (options.length === 0 || several) {
    return written(state, issues, step, at, 'value', isFieldStep(step) ? 'Value' : 'Text', several ? 'Several values: one a line' : '', act);
  }
  const id = `step-${at}-value`;
  const wrong = D.issuesAt(issues, at, ['value']);
  return labelled('Value', id, [
    ...picker(state, id, options, step.value ?? '', 'Choose, or use a placeholder', wrong, (text) => act.writeStep(at, { value: text }), act),
    inserter(state, step, at, 'value', act),
    issueList(wrong, `${id}-issues`),
  ]);
}

/**
 * @param {State} state
 * @param {string} id
 * @param {Option[]} options
 * @param {string} text
 * @param {string} placeholder
 * @param {string[]} wrong
 * @param {(text: string) => void} put
 * @param {Actions} act
 */
function picker(state, id, options, text, placeholder, wrong, put, act) {
  return [h('div.picker-frame', { key: 'picker' }, combobox({
    id, options, open: state.open, current: options.find((option) => [option.value, option.label].includes(text))?.value ?? null,
    text: D.labelOf(options, text),
    attrs: { placeholder, ...described(wrong, `${id}-issues`) },
    nothing: 'Nothing here is called that. A placeholder stays as you write it.',
    onOpen: (query) => act.openPicker(id, query),
    onClose: act.closePicker,
    onType: put,
    onPick: (picked) => { put(D.nameOption(options, picked)); act.closePicker(); },
    onLeave: () => {},
  }))];
}

/**
 * @param {State} state
 * @param {Editor['issues']} issues
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 */
function statusPicker(state, issues, step, at, act) {
  const id = `step-${at}-status`;
  const wrong = D.issuesAt(issues, at, ['status']);
  const options = state.recipes.vocabulary?.opportunity_statuses ?? [];
  return labelled('To', id, [
    ...picker(state, id, options, step.status ?? '', 'Choose a status', wrong, (text) => act.writeStep(at, { status: text }), act),
    issueList(wrong, `${id}-issues`),
  ]);
}

/**
 * @param {State} state
 * @param {Editor['issues']} issues
 * @param {RecipeStep} step
 * @param {number} at
 * @param {Actions} act
 */
function assignee(state, issues, step, at, act) {
  const id = `step-${at}-assigned`;
  const wrong = D.issuesAt(issues, at, ['assigned_to']);
  return labelled('For', id, [
    ...picker(state, id, state.recipes.vocabulary?.users ?? [], step.assigned_to ?? '', 'You', wrong, (text) => act.writeStep(at, { assigned_to: text }), act),
    issueList(wrong, `${id}-issues`),
  ]);
}

/**
 * @param {State} state
 * @param {Editor['issues']} issues
 * @param {RecipeStep} step
 * @param {number} at
 * @param {'value' | 'date'} part
 * @param {string} label
 * @param {string} placeholder
 * @param {Actions} act
 */
function written(state, issues, step, at, part, label, placeholder, act) {
  const id = `step-${at}-${part}`;
  const wrong = D.issuesAt(issues, at, [part]);
  return labelled(label, id, [
    h('textarea.control', {
      key: 'text', props: { value: step[part] ?? '' }, attrs: { id, rows: 1, placeholder, ...described(wrong, `${id}-issues`) },
      on: { input: (/** @type {Event} */ event) => act.writeStep(at, { [part]: /** @type {HTMLTextAreaElement} */ (event.target).value }) },
      hook: { insert: (vnode) => grow(vnode), postpatch: (_, vnode) => grow(vnode) },
    }),
    inserter(state, step, at, part, act),
    issueList(wrong, `${id}-issues`),
  ]);
}

/**
 * Offers what can be put into a text: placeholders, and the filters for the one before
 * the caret.
 * @param {State} state
 * @param {RecipeStep} step
 * @param {number} at
 * @param {'value' | 'date'} part
 * @param {Actions} act
 */
function inserter({ open, recipes: { vocabulary } }, step, at, part, act) {
  const id = `step-${at}-${part}-insert`;
  const target = `step-${at}-${part}`;
  const filters = (step[part] ?? '').includes('}}') ? vocabulary?.filters ?? [] : [];
  const options = [...vocabulary?.placeholders ?? [], ...filters].map(({ text, help }) => ({ value: text, label: text, note: help }));
  return h('div.picker-frame.inserter', { key: 'insert' }, combobox({
    id, options, open, current: null,
    text: open?.id === id ? open.query ?? '' : '',
    attrs: { 'aria-label': `Insert a placeholder into the ${part} of step ${at + 1}`, placeholder: 'Insert a placeholder' },
    nothing: 'There is no placeholder like that.',
    onOpen: (query) => act.openPicker(id, query),
    onClose: act.closePicker,
    onType: () => {},
    onPick: (picked) => {
      const box = document.getElementById(target);
      const length = (step[part] ?? '').length;
      const caret = isBox(box) ? { start: box.selectionStart ?? length, end: box.selectionEnd ?? length } : { start: length, end: length };
      const after = act.insertInto(at, part, picked, caret);
      act.closePicker();
      act.focus(target);
      // The caret follows once the text and the focus are there.
      setTimeout(() => { if (isBox(box)) box.setSelectionRange(after, after); });
    },
    onLeave: () => {},
  }));
}

/**
 * @param {HTMLElement | null} element
 * @returns {element is HTMLInputElement | HTMLTextAreaElement}
 */
const isBox = (element) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
