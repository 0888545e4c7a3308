// Fields with one value out of a list: choices, users, contacts, statuses.

import { h } from '../../../vendor/snabbdom/index.js';
import { isEmpty, optionLabel } from '../../values/format.js';
import { resolve } from '../../values/options.js';
import { combobox } from './combobox.js';

/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {EditorProps} from './props.js' */

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function choiceEditor({ field, value, draft, id, attrs, open, act }) {
  const options = field.options ?? [];
  const current = isEmpty(value) || typeof value !== 'string' ? null : value;
  return h('div.picker-frame', combobox({
    id, options, open, current,
    text: draft?.text ?? (current === null ? '' : optionLabel(options, current)),
    attrs: { placeholder: 'Choose or paste', ...attrs },
    onOpen: (query) => act.openPicker(id, query),
    onClose: act.closePicker,
    onType: (text) => act.edit(field.key, { value: resolve(options, text), text }),
    onPick: (picked) => { act.edit(field.key, { value: picked }); act.closePicker(); },
    onLeave: () => act.settle(field.key),
  }));
}
