// The alarms that have the backend go on with what it could not finish at once.

import { webext } from '../browser/webext.js';

/**
 * The alarms, and the route of the backend that each is for.
 * @type {Record<string, string>}
 */
const ROUTES = {
  settle: '/session/settle',
  deliver: '/journal/deliver',
};

/** The routes of all alarms. */
export const ALL = Object.values(ROUTES);

/** Chrome takes no shorter delay and warns of one. */
const SHORTEST = 0.5;

/**
 * Returns the route that an alarm is for; undefined where the alarm is not one of ours.
 * @param {string} name
 * @returns {string | undefined}
 */
export function routeOf(name) {
  return Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
}

/**
 * Has old sign-outs settled then, in place of an earlier time.
 * @param {number} minutes
 * @returns {Promise<void>}
 */
export function settleIn(minutes) {
  return alarmIn('settle', minutes);
}

/**
 * Has the journal delivered then, in place of an earlier time; never where it is zero.
 * @param {number} minutes
 * @returns {Promise<void>}
 */
export function deliverIn(minutes) {
  return alarmIn('deliver', minutes);
}

/**
 * @param {string} name
 * @param {number} minutes
 * @returns {Promise<void>}
 */
async function alarmIn(name, minutes) {
  if (minutes > 0) await webext.alarms.create(name, { delayInMinutes: Math.max(minutes, SHORTEST) });
  else await webext.alarms.clear(name);
}
