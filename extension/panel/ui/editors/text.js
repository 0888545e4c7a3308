// Fields that are written: text, long text, addresses of pages, numbers, ids.

import { h } from '../../../vendor/snabbdom/index.js';
import { kindOf } from '../../values/field-types.js';

/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {EditorProps} from './props.js' */

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function textEditor({ field, value, id, attrs, act }) {
  return h('input.control', {
    props: { value: typeof value === 'string' ? value : '' },
    // A number stays text: a number input would round long ones and hide what it
    // does not understand.
    attrs: { id, type: 'text', autocomplete: 'off', ...kindOf(field.type).attrs, ...attrs },
    on: { input: (/** @type {Event} */ event) => act.edit(field.key, { value: box(event).value }) },
  });
}

/** @param {Event} event */
const box = (event) => /** @type {HTMLInputElement | HTMLTextAreaElement} */ (event.target);

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function textareaEditor({ field, value, id, attrs, act }) {
  return h('textarea.control', {
    props: { value: typeof value === 'string' ? value : '' },
    attrs: { id, rows: 1, ...attrs },
    on: { input: (/** @type {Event} */ event) => act.edit(field.key, { value: box(event).value }) },
    hook: {
      insert: (vnode) => grow(vnode),
      postpatch: (_, vnode) => grow(vnode),
    },
  });
}

/**
 * Makes a text area as high as its text, up to the height that the style sheet
 * allows, in browsers where the style sheet alone cannot.
 * @param {VNode} vnode
 */
export function grow(vnode) {
  if (CSS.supports('field-sizing', 'content')) return;
  const area = /** @type {HTMLTextAreaElement} */ (vnode.elm);
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
