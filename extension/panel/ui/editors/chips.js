// Fields of several values: each value is a chip that can be taken away; new ones
// are picked, typed or pasted, several at once too.

import { h } from '../../../vendor/snabbdom/index.js';
import { formatItem, kindOf } from '../../values/field-types.js';
import { addItem, texts } from '../../values/lists.js';
import { splitPaste } from '../../values/options.js';
import { icon } from '../icons.js';
import { combobox } from './combobox.js';

/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {EditorProps} from './props.js' */

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function chipsEditor(props) {
  const { field, value, id } = props;
  const items = texts(value);
  const chips = items.map((item, i) => chip(props, items, item, i));
  const add = field.options ? pickOne(props, items) : kindOf(field.type).input ? addDate(props, items) : typeOne(props, items);
  return h('div.chips', { attrs: { id: `${id}-chips` } }, [
    items.length > 0 ? h('ul.chip-list', { key: 'chips', attrs: { 'aria-label': `${field.label}: values` } }, chips) : null,
    h('div.chip-add', { key: 'add' }, add),
  ]);
}

/**
 * @param {EditorProps} props
 * @param {string[]} items
 * @param {string} item
 * @param {number} i
 */
function chip({ field, id, act }, items, item, i) {
  const label = formatItem(field, item);
  return h('li.chip', { key: item }, [
    h('span.chip-label', label),
    h('button.chip-remove', {
      attrs: { type: 'button', 'aria-label': `Remove ${label}` },
      on: {
        click: () => {
          act.edit(field.key, { value: items.filter((_, other) => other !== i) });
          act.focus(id);
        },
      },
    }, [icon('close')]),
  ]);
}

/**
 * @param {EditorProps} props
 * @param {string[]} items
 */
function pickOne({ field, draft, id, attrs, open, act }, items) {
  const options = field.options ?? [];
  const free = options.filter((option) => !items.includes(option.value));
  return [h('div.picker-frame', combobox({
    id, options: free, open, current: null,
    text: draft?.text ?? '',
    attrs: { placeholder: items.length > 0 ? 'Add' : 'Choose or paste', ...attrs },
    onOpen: (query) => act.openPicker(id, query),
    onClose: act.closePicker,
    onType: (text) => act.edit(field.key, { value: items, text }),
    onPick: (picked) => { act.edit(field.key, { value: addItem(items, picked) }); act.closePicker(); },
    onLeave: () => act.settle(field.key),
    onEnter: () => { act.settle(field.key); act.closePicker(); },
    onPaste: (text) => paste({ field, act }, items, text),
    onBackspace: () => dropLast({ field, act }, items),
  }))];
}

/**
 * @param {EditorProps} props
 * @param {string[]} items
 */
function typeOne({ field, draft, id, attrs, act }, items) {
  const inputmode = kindOf(field.type).attrs?.inputmode;
  return [h('input.control', {
    props: { value: draft?.text ?? '' },
    attrs: {
      id, type: 'text', autocomplete: 'off', placeholder: items.length > 0 ? 'Add' : 'Type or paste',
      ...(inputmode ? { inputmode } : {}), ...attrs,
    },
    on: {
      input: (/** @type {Event} */ event) => act.edit(field.key, { value: items, text: box(event).value }),
      blur: () => act.settle(field.key),
      paste: (/** @type {ClipboardEvent} */ event) => {
        if (paste({ field, act }, items, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && box(event).value.trim() !== '') {
          event.preventDefault();
          act.settle(field.key);
        } else if (event.key === 'Backspace' && box(event).value === '') {
          dropLast({ field, act }, items);
        }
      },
    },
  })];
}

/**
 * A date is added by a button: while it is typed, its input goes through dates that the
 * user did not mean.
 * @param {EditorProps} props
 * @param {string[]} items
 */
function addDate({ field, draft, id, attrs, act }, items) {
  const text = draft?.text ?? '';
  return [
    h('input.control.uses-arrows', {
      props: { value: text },
      attrs: { id, type: kindOf(field.type).input ?? 'text', ...attrs },
      on: {
        input: (/** @type {Event} */ event) => act.edit(field.key, { value: items, text: box(event).value }),
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || text === '') return;
          event.preventDefault();
          act.settle(field.key);
        },
      },
    }),
    h('button.button', {
      attrs: { type: 'button', 'aria-disabled': String(text === ''), 'aria-label': `Add to ${field.label}` },
      on: { click: () => act.settle(field.key) },
    }, [icon('plus'), 'Add']),
  ];
}

/** @param {Event} event */
const box = (event) => /** @type {HTMLInputElement} */ (event.target);

/**
 * Takes a paste of several values; one value alone is left to the box.
 * @param {Pick<EditorProps, 'field' | 'act'>} props
 * @param {string[]} items
 * @param {string} text
 */
function paste({ field, act }, items, text) {
  const values = splitPaste(text, field.options ?? [], { commas: !kindOf(field.type).whole });
  if (values.length < 2) return false;
  act.edit(field.key, { value: values.reduce(addItem, items) });
  return true;
}

/**
 * @param {Pick<EditorProps, 'field' | 'act'>} props
 * @param {string[]} items
 */
function dropLast({ field, act }, items) {
  if (items.length > 0) act.edit(field.key, { value: items.slice(0, -1) });
}
