// The browser's own window for signing in: it shows Close's consent page, and ends
// at an address that the browser keeps for this extension.

import { awake } from '../browser/awake.js';
import { webext } from '../browser/webext.js';
import { config } from '../config.js';

/**
 * Returns the address at which a sign-in ends.
 * @returns {Promise<string>}
 */
export async function redirectURL() {
  return webext.identity.getRedirectURL();
}

/**
 * Shows the consent page and returns the address that it led back to, or null when
 * the user closed the window.
 * @param {string} url
 * @returns {Promise<string | null>}
 */
export async function authorize(url) {
  const { origin, pathname } = new URL(url);
  if (config.broker === '' || origin !== config.broker || pathname !== '/authorize') {
    throw new Error('this address does not begin a sign-in');
  }
  try {
    return (await awake(() => webext.identity.launchWebAuthFlow({ url, interactive: true }))) ?? null;
  } catch (error) {
    // Both browsers have an error of their own for a page that did not load. For
    // every other they say that the user did not approve.
    if (/load/i.test(String(error))) throw new Error('the sign-in page could not be loaded', { cause: error });
    return null;
  }
}
