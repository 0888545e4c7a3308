// The ways to reach a contact: emails, phones and web addresses. Each is a type and a
// text under a key of its own, so that one editor serves all three.

import { isEmpty } from './format.js';

/** @import {FieldType, Value} from '../../api' */

/** @typedef {{ type: string, text: string }} Point */

/**
 * @typedef {Object} Kind
 * @property {string} noun
 * @property {string} add what the button says that adds one
 * @property {string} inputmode
 * @property {string[]} types those that Close's own interface offers; others may be typed
 */

/** @type {Record<string, Kind>} */
const KINDS = {
  emails: { noun: 'Email', add: 'Add an email', inputmode: 'email', types: ['office', 'home', 'direct', 'other'] },
  phones: { noun: 'Phone', add: 'Add a phone', inputmode: 'tel', types: ['office', 'mobile', 'home', 'direct', 'fax', 'other'] },
  urls: { noun: 'URL', add: 'Add a URL', inputmode: 'url', types: ['url'] },
};

/**
 * Says what a type of field holds; undefined where it holds no points.
 * @param {FieldType} type
 */
export function kindOf(type) {
  return KINDS[type];
}

/**
 * Returns the points of a value.
 * @param {Value | undefined} value
 * @returns {Point[]}
 */
export function pointsOf(value) {
  if (isEmpty(value) || typeof value === 'string') return [];
  return value.flatMap((item) => {
    if (typeof item === 'string') return [];
    if ('email' in item) return [{ type: item.type, text: item.email }];
    if ('phone' in item) return [{ type: item.type, text: item.phone }];
    return 'url' in item ? [{ type: item.type, text: item.url }] : [];
  });
}

/**
 * Returns points as the value of a field.
 * @param {FieldType} type of the field
 * @param {Point[]} points
 * @returns {Value}
 */
export function pointsValue(type, points) {
  switch (type) {
    case 'emails': return points.map((point) => ({ type: point.type, email: point.text }));
    case 'phones': return points.map((point) => ({ type: point.type, phone: point.text }));
    default: return points.map((point) => ({ type: point.type, url: point.text }));
  }
}

/**
 * Takes away the rows in which nothing has been written: nobody means them.
 * @param {FieldType} type of the field
 * @param {Value} value
 * @returns {Value}
 */
export function withoutBlanks(type, value) {
  const points = pointsOf(value);
  const written = points.filter((point) => point.text.trim() !== '');
  return kindOf(type) && written.length < points.length ? pointsValue(type, written) : value;
}
