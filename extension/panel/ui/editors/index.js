// Which editor a field has. A new one is a file here, a line in EDITORS, and the row of its
// type in values/field-types.js.

import { isList, kindOf } from '../../values/field-types.js';
import { addressesEditor } from './addresses.js';
import { chipsEditor } from './chips.js';
import { choiceEditor } from './choice.js';
import { dateEditor } from './date.js';
import { pointsEditor } from './points.js';
import { textareaEditor, textEditor } from './text.js';

/** @import {Field} from '../../../api' */
/** @import {FieldKind} from '../../values/field-types.js' */
/** @import {Editor} from './props.js' */

/** The editors, by the names that the table of types has for them. @type {Record<FieldKind['editor'], Editor>} */
const EDITORS = {
  text: textEditor,
  textarea: textareaEditor,
  date: dateEditor,
  choice: choiceEditor,
  addresses: addressesEditor,
  points: pointsEditor,
};

/**
 * Chooses the editor of a field.
 * @param {Field} field
 * @returns {Editor}
 */
export const editorOf = ({ type, multiple }) => (multiple && !isList(type) ? chipsEditor : EDITORS[kindOf(type).editor]);

/**
 * Returns the id of the element of a field that takes the focus.
 * @param {string} key
 */
export const editorId = (key) => `f-${key}`;
