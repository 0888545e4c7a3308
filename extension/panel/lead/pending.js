// Pending changes: recorded by the backend, and not yet settled with Close. Which they are,
// and when to look at them again. Pure.

import { keyOf } from '../values/field-keys.js';

/** @import {Change, Entry, Waiting} from '../../api' */
/** @import {State} from '../app/state.js' */

/** Timers are set for no longer than this: a laptop may sleep in the meantime. */
const LONGEST = 60_000;

/**
 * Returns the change of a field that is on its way, the last one where there are several.
 * @param {State} state
 * @param {string} key
 * @returns {Change | undefined}
 */
export function onItsWay({ pending }, key) {
  return pending.flatMap((entry) => (entry.created ? [] : entry.changes)).findLast((change) => keyOf(change) === key);
}

/**
 * Returns the seconds until the next try, zero if that is not known.
 * @param {Waiting | undefined} waiting
 * @param {number} now
 */
export function secondsUntil(waiting, now) {
  const at = Date.parse(waiting?.retry_at ?? '');
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
}

/**
 * Returns in how many milliseconds to look at the entries again; null where an
 * event, such as the network or a sign-in, has to come first.
 * @param {Pick<Entry, 'look_in'>[]} entries
 * @param {boolean} online
 */
export function nextLook(entries, online) {
  const times = online ? entries.flatMap(({ look_in: seconds }) => (seconds ? [seconds * 1000] : [])) : [];
  return times.length === 0 ? null : Math.min(LONGEST, ...times);
}
