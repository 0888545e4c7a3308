// Which editor a field deserves.

import { kindOf } from '../../values/contact-points.js';
import { addressesEditor } from './addresses.js';
import { chipsEditor } from './chips.js';
import { choiceEditor } from './choice.js';
import { dateEditor } from './date.js';
import { pointsEditor } from './points.js';
import { textareaEditor, textEditor } from './text.js';

/** @import {Field} from '../../../api' */
/** @import {Editor} from './props.js' */

/**
 * Chooses the editor of a field. A type with options is picked from them; anything
 * else that has no editor of its own is text.
 * @param {Field} field
 * @returns {Editor}
 */
export function editorOf(field) {
  if (field.type === 'addresses') return addressesEditor;
  const kind = kindOf(field.type);
  if (kind) return (props) => pointsEditor(props, kind);
  if (field.multiple) return chipsEditor;
  switch (field.type) {
    case 'textarea': return textareaEditor;
    case 'date':
    case 'datetime': return dateEditor;
    case 'choices':
    case 'user':
    case 'contact':
    case 'status': return choiceEditor;
    default: return textEditor;
  }
}

/**
 * Returns the id of the element of a field that takes the focus.
 * @param {string} key
 */
export const editorId = (key) => `f-${key}`;
