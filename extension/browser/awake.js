// Keeps the background alive while it waits for something that is not the browser's.

import { webext } from './webext.js';

/** How often, in milliseconds, a worker at work tells the browser so. */
const SIGN_OF_LIFE = 20_000;

/**
 * Does a work in which the browser may see nothing happen for long: it stops a
 * worker that has asked it for nothing in a while.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function awake(work) {
  const signs = setInterval(() => {
    webext.runtime.getPlatformInfo();
  }, SIGN_OF_LIFE);
  try {
    return await work();
  } finally {
    clearInterval(signs);
  }
}
