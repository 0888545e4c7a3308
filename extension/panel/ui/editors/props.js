// What every editor is given, and what it may do. Types alone.

/** @import {Field, Value} from '../../../api' */
/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {Draft, Input} from '../../values/draft.js' */

/** @typedef {{ id: string, query: string | null }} Open a picker whose list is open, and what narrows it */

/**
 * @typedef {Object} EditorActions
 * @property {(key: string, input: Input) => void} edit
 * @property {(key: string) => void} settle ends the typing in a field
 * @property {(id: string) => void} focus
 * @property {(id: string, query: string | null) => void} openPicker
 * @property {() => void} closePicker
 */

/**
 * @typedef {Object} EditorProps
 * @property {Field} field
 * @property {Value} value what the field shows: the user's value or Close's
 * @property {Draft | undefined} draft
 * @property {string} id of the element that takes the focus
 * @property {Record<string, string>} attrs names and descriptions for that element
 * @property {Open | null} open the picker whose list is open
 * @property {EditorActions} act
 */

/** @typedef {(props: EditorProps) => VNode} Editor */

export {};
