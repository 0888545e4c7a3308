// What the panel's actions need from outside, and what their parts share. Types alone.

/** @import {Applied, EditsRequest, LeadView, MenuClick} from '../../api' */
/** @import {Answer, Backend} from '../services/backend.js' */
/** @import * as browser from '../services/browser.js' */
/** @import {PanelStorage} from '../services/storage.js' */
/** @import {Drafts} from '../values/draft.js' */
/** @import {State, Work} from './state.js' */

/**
 * @typedef {Object} World what the actions need from outside
 * @property {Backend} backend
 * @property {PanelStorage} storage
 * @property {typeof browser} browser
 * @property {(state: State) => void} render draws a state, soon
 * @property {(target: string) => void} focus moves the focus once the state is drawn: a field's key, or one of
 *   "list", "review", "filter", "sign-in", "sign-in-close", "keys", "menu", or the id of any element
 * @property {(text: string) => Promise<void>} copy
 * @property {() => Promise<string>} paste returns what the user has copied, where the browser and the user allow it
 * @property {() => number} now
 * @property {() => boolean} visible whether the user can see the panel
 * @property {() => boolean} online whether the browser has a network
 * @property {() => string} region the country of the browser's language, where it names one
 * @property {() => string} newIntent makes an idempotency key: see apply/request.js
 * @property {(name: string, type: string, text: string) => void} save hands a file to the user
 * @property {(name: string) => Promise<MenuClick | undefined>} takeClicked takes up what the background has kept for the panel
 * @property {(item: string) => Promise<string>} menuTitle returns the title of an entry of the context menus
 * @property {() => void} close closes the panel, where it is one that closes
 */

/**
 * @typedef {Object} Context what the parts of the panel's actions share
 * @property {World} world
 * @property {State} state as it is now
 * @property {(next: State) => void} set
 * @property {() => State} blank returns a panel of which nothing is known yet, in the same place
 * @property {(work: Work) => void} begin
 * @property {(leadId: string) => Promise<void>} start
 * @property {() => Promise<void>} reload
 * @property {() => Promise<void>} refresh reads the lead again beside whatever is said and done
 * @property {(key: string, next: State) => void} goTo shows a field, and puts the focus there
 * @property {(view: LeadView | undefined) => void} keepView keeps a fresh view, where there is one
 * @property {(leadId: string, body: EditsRequest) => Promise<Answer<Applied>>} applyOnce
 *   sends edits; if the backend stops over them they are sent once more, under the same key
 * @property {<T>(ask: () => Promise<Answer<T>>) => Promise<Answer<T>>} once
 *   sends a request that carries an idempotency key, and once more if the backend stops over it
 * @property {() => Promise<unknown>} learn asks who is signed in
 * @property {() => void} focusSignIn moves the focus to where one signs in, if that is offered
 * @property {() => void} cannotKeep
 * @property {() => void} keepNothing keeps what the state holds from being written
 * @property {(name: string) => void} keepAs says under which name what the state holds is kept: see keptAs
 * @property {(leadId: string, capture?: State['capture']) => Promise<void>} load turns to a lead, perhaps from a page that it was matched with
 * @property {() => Promise<void>} sendAgain asks again for what a closed panel has left without an answer
 * @property {(applied: Applied, sent: Drafts) => Promise<void>} created goes on with a lead that was made
 * @property {(action: () => Promise<void>) => void} tryAgainWith
 */

export {};
