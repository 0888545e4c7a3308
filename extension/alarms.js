// The alarm that has the backend settle what it could not settle at once.

import { webext } from './webext.js';

/** The alarm's name. */
export const SETTLE = 'settle';

/**
 * Sets the alarm, in place of an earlier one.
 * @param {number} minutes
 * @returns {Promise<void>}
 */
export async function settleIn(minutes) {
  await webext.alarms.create(SETTLE, { delayInMinutes: minutes });
}
