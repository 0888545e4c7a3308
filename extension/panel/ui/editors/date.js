// Fields with one day or one moment, in the browser's own date inputs.

import { h } from '../../../vendor/snabbdom/index.js';
import { kindOf } from '../../values/field-types.js';

/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {EditorProps} from './props.js' */

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function dateEditor({ field, value, draft, id, attrs, act }) {
  const { input: type = 'date', show, read } = kindOf(field.type);
  const text = typeof value === 'string' ? value : '';
  const previous = text || (typeof field.value === 'string' ? field.value : '');
  const shown = show ? show(text) : text;
  return h('input.control.uses-arrows', {
    props: { value: shown },
    half: draft?.incomplete ?? false,
    // Only a step of one second lets the user change the seconds of a moment that has some.
    attrs: { id, type, ...(shown.length > 16 ? { step: '1' } : {}), ...attrs },
    hook: {
      // The virtual DOM does not know of a half-typed date: reverting has to remove it
      // directly.
      postpatch: (before, after) => {
        if (before.data?.half && !after.data?.half) /** @type {HTMLInputElement} */ (after.elm).value = shown;
      },
    },
    on: {
      input: (/** @type {Event} */ event) => {
        const input = /** @type {HTMLInputElement} */ (event.target);
        // A half typed date has no value yet: the field keeps what it had.
        if (input.validity.badInput) act.edit(field.key, { value, incomplete: true });
        else act.edit(field.key, { value: read ? read(input.value, previous) : input.value });
      },
    },
  });
}
