// What the panel's actions need from outside, and what their parts share. Types alone.

/** @typedef {import('./state.js').State} State */

/**
 * @typedef {Object} World what the actions need from outside
 * @property {typeof import('./backend-client.js').backend} backend
 * @property {import('./kept.js').Keeper} keep
 * @property {typeof import('./browser.js')} browser
 * @property {(state: State) => void} render draws a state, soon
 * @property {(target: string) => void} focus moves the focus once the state is drawn: a field's key, or one of
 *   "list", "review", "filter", "sign-in", "sign-in-close", "keys", "menu"
 * @property {(text: string) => Promise<void>} copy
 * @property {() => number} now
 * @property {() => boolean} visible whether the user can see the panel
 */

/**
 * @typedef {Object} Context what the parts of the panel's actions share
 * @property {World} world
 * @property {State} state as it is now
 * @property {(next: State) => void} set
 * @property {(work: import('./state.js').Work) => void} begin
 * @property {(leadId: string) => Promise<void>} start
 * @property {() => Promise<void>} reload
 * @property {() => Promise<unknown>} learn asks who is signed in
 * @property {() => void} focusSignIn moves the focus to where one signs in, if that is offered
 * @property {() => void} cannotKeep
 * @property {() => void} keepNothing keeps what the state holds from being written
 * @property {(action: () => Promise<void>) => void} tryAgainWith
 */

export {};
