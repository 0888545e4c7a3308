// The items of a value that holds several.

import { isEmpty } from './format.js';

/** @import {Address, Value} from '../../api' */

/**
 * Adds an item to a list of texts, once.
 * @param {Value} list
 * @param {string} item
 * @returns {string[]}
 */
export function addItem(list, item) {
  const items = texts(list);
  return items.includes(item) ? items : [...items, item];
}

/**
 * Returns the texts of a value as a list.
 * @param {Value} value
 * @returns {string[]}
 */
export function texts(value) {
  if (isEmpty(value)) return [];
  if (typeof value === 'string') return [value];
  return value.filter((item) => typeof item === 'string');
}

/**
 * Returns the addresses of a value as a list.
 * @param {Value} value
 * @returns {Address[]}
 */
export function addresses(value) {
  if (isEmpty(value) || typeof value === 'string') return [];
  return value.filter((item) => typeof item !== 'string' && 'address_1' in item);
}
