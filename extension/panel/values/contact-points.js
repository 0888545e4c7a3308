// The ways to reach a contact: emails, phones and web addresses. Each is a type and a
// text under a key of its own, so that one editor serves all three.

import { isEmpty } from './format.js';

/** @import {Value} from '../../api' */

/** @typedef {{ type: string, text: string }} Point */

/**
 * Returns the points of a value.
 * @param {string} part the key of their text
 * @param {Value | undefined} value
 * @returns {Point[]}
 */
export function pointsOf(part, value) {
  if (isEmpty(value) || typeof value === 'string') return [];
  return value.flatMap((item) => {
    const parts = new Map(Object.entries(item));
    return typeof item === 'string' || !parts.has(part) ? [] : [{ type: parts.get('type') ?? '', text: parts.get(part) ?? '' }];
  });
}

/**
 * Returns points as the value of a field.
 * @param {string} part the key of their text
 * @param {Point[]} points
 * @returns {Value}
 */
export const pointsValue = (part, points) => /** @type {Value} */ (/** @type {unknown} */ (points.map(({ type, text }) => ({ type, [part]: text }))));
