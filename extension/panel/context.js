// What the panel's actions need from outside, and what their parts share. Types alone.

/** @typedef {import('./state.js').State} State */

/**
 * @typedef {Object} World what the actions need from outside
 * @property {typeof import('./backend-client.js').backend} backend
 * @property {import('./kept.js').Keeper} keep
 * @property {typeof import('./browser.js')} browser
 * @property {(state: State) => void} render draws a state, soon
 * @property {(target: string) => void} focus moves the focus once the state is drawn: a field's key, or one of
 *   "list", "review", "filter", "sign-in", "sign-in-close", "keys", "menu", or the id of any element
 * @property {(text: string) => Promise<void>} copy
 * @property {() => number} now
 * @property {() => boolean} visible whether the user can see the panel
 * @property {() => boolean} online whether the browser has a network
 * @property {() => string} newIntent makes the name of a wish: see intent.js
 * @property {(name: string, type: string, text: string) => void} save hands a file to the user
 */

/**
 * @typedef {Object} Context what the parts of the panel's actions share
 * @property {World} world
 * @property {State} state as it is now
 * @property {(next: State) => void} set
 * @property {(work: import('./state.js').Work) => void} begin
 * @property {(leadId: string) => Promise<void>} start
 * @property {() => Promise<void>} reload
 * @property {() => Promise<void>} refresh reads the lead again beside whatever is said and done
 * @property {(key: string, next: State) => void} goTo shows a field, and puts the focus there
 * @property {(view: import('../api').LeadView | undefined) => void} keepView keeps a fresh view, where there is one
 * @property {(leadId: string, body: import('../api').EditsRequest) => Promise<import('./backend-client.js').Answer<import('../api').Applied>>} applyOnce
 *   sends edits; where the backend dies over them they are asked for once more, as the same wish
 * @property {() => Promise<unknown>} learn asks who is signed in
 * @property {() => void} focusSignIn moves the focus to where one signs in, if that is offered
 * @property {() => void} cannotKeep
 * @property {() => void} keepNothing keeps what the state holds from being written
 * @property {(action: () => Promise<void>) => void} tryAgainWith
 */

export {};
