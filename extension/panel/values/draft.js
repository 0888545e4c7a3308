// What the user has typed for a field and not yet applied, as it is kept. Types alone.

/** @import {Value} from '../../api' */

/**
 * @typedef {Object} Draft
 * @property {string} label the field's full name, kept for the day it is gone from Close
 * @property {Value} value what the field shall hold; empty means: clear it
 * @property {string} [text] what stands in a picker and is not yet a value
 * @property {boolean} [incomplete] a date of which only a part has been typed
 * @property {string} [base] what the backend gave for this field when it was first touched
 * @property {Value} was the value that the user saw at that time
 * @property {boolean} [offered] whether a page has suggested it and the user has not looked at it yet
 */

/** @typedef {Record<string, Draft>} Drafts */

/**
 * @typedef {Object} Input
 * @property {Value} value
 * @property {string} [text]
 * @property {boolean} [incomplete]
 * @property {boolean} [offered]
 */

export {};
