// The browser's extension functions, under the one name that the rest uses:
// Firefox calls them browser, Chrome and Edge call them chrome.

/** @type {typeof chrome} */
export const webext = /** @type {any} */ (globalThis).browser ?? chrome;
