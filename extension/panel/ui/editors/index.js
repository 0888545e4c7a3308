// Which editor a field deserves.

import { kindOf } from '../../values/contact-points.js';
import { addressesEditor } from './addresses.js';
import { chipsEditor } from './chips.js';
import { choiceEditor } from './choice.js';
import { dateEditor } from './date.js';
import { pointsEditor } from './points.js';
import { textEditor, textareaEditor } from './text.js';

/** @import {Field, Value} from '../../../api' */
/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../../app/actions.js' */
/** @import {State} from '../../app/state.js' */
/** @import {Draft} from '../../lead/edits.js' */

/**
 * @typedef {Object} EditorProps
 * @property {Field} field
 * @property {Value} value what the field shows: the user's value or Close's
 * @property {Draft | undefined} draft
 * @property {string} id of the element that takes the focus
 * @property {Record<string, string>} attrs names and descriptions for that element
 * @property {State['open']} open
 * @property {Actions} act
 */

/** @typedef {(props: EditorProps) => VNode} Editor */

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
 * Gives the id of the element of a field that takes the focus.
 * @param {string} key
 */
export const editorId = (key) => `f-${key}`;
