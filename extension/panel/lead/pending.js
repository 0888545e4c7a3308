// Pending changes: recorded by the backend, and not yet settled with Close. Which they are,
// and when to look at them again. Pure.

import { keyOf } from '../values/field-keys.js';

/** @import {Change, Entry, Waiting} from '../../api' */
/** @import {State} from '../app/state.js' */

/** @typedef {Pick<Entry, 'id' | 'state' | 'changes' | 'waiting' | 'undoes' | 'created'> & { lead?: Entry['lead'] }} Pending an entry of the journal that is not settled */

/** Milliseconds between two looks at an entry without a time for its next try. */
const EVERY = 3000;

/** A look comes so many milliseconds after the backend's own try, to find it done. */
const AFTER = 500;

/** Timers are set for no longer than this: a laptop may sleep in the meantime. */
const LONGEST = 60_000;

/**
 * Reports whether an entry has still to be settled.
 * @param {{ state: string }} entry
 */
export const isUnsettled = ({ state }) => ['intended', 'sent', 'unknown'].includes(state);

/**
 * Returns the change of a field that is on its way, the last one where there are several.
 * @param {State} state
 * @param {string} key
 * @returns {Change | undefined}
 */
export function onItsWay({ pending }, key) {
  return pending.flatMap((entry) => entry.changes).findLast((change) => keyOf(change) === key);
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
 * Reports whether one of the entries can be delivered now.
 * @param {Pick<Pending, 'waiting'>[]} entries
 * @param {number} now
 */
export function isDue(entries, now) {
  return entries.some(({ waiting }) => waiting && (['offline', 'session-ended'].includes(waiting.reason) || secondsUntil(waiting, now) === 0));
}

/**
 * Returns in how many milliseconds to look at the entries again; null where an
 * event, such as the network or a sign-in, has to come first.
 * @param {Pick<Pending, 'waiting'>[]} entries
 * @param {number} now
 * @param {boolean} online
 */
export function nextLook(entries, now, online) {
  const times = entries.flatMap(({ waiting }) => {
    if (!online || waiting?.reason === 'session-ended') return [];
    const at = Date.parse(waiting?.retry_at ?? '') - now;
    return [at > 0 ? at + AFTER : EVERY];
  });
  return times.length === 0 ? null : Math.min(LONGEST, ...times);
}
