// Signing in: what is offered, what is waited for, and how the answer is shown. Pure, as
// app/state.js is.

import { problemKind } from '../services/problems.js';
import { accountName, accountOf, accountsOf, goodIds } from './accounts.js';

/** @import {Problem, Session} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * @typedef {Object} SignIn
 * @property {string} account the account that signs in again; empty for any
 * @property {string[]} before the accounts that were good when this began
 * @property {boolean} window whether Close's window is open, here or by another panel
 * @property {string} said what became of the last try, or why one is needed
 * @property {string} key what was typed as an API key
 * @property {boolean} shown whether the key can be read
 * @property {string} error what is wrong with the key
 */

/** @type {SignIn} */
export const noSignIn = { account: '', before: [], window: false, said: '', key: '', shown: false, error: '' };

/**
 * Begins a sign-in. A window that is open stays so.
 * @param {State} state
 * @param {string} account the one that signs in again; empty for any
 * @param {string} [said]
 * @returns {SignIn}
 */
function begun({ session, signIn }, account, said = '') {
  return { ...noSignIn, account, said, before: goodIds(session), window: signIn.window };
}

/**
 * Reports whether the panel offers to sign in, wherever that stands.
 * @param {State} state
 */
export const offersSignIn = (state) => state.screen === 'sign-in' || state.mode === 'sign-in' || state.ended;

/**
 * Reports whether the panel shows that it waits for Close's window.
 * @param {State} state
 */
export const waitsForWindow = (state) => offersSignIn(state) && state.signIn.window;

/**
 * Returns the ways in. An account signs in again as it did before; anyone else may choose,
 * where there is a choice.
 * @param {State} state
 * @returns {{ close: boolean, key: 'none' | 'folded' | 'open' }}
 */
export function waysIn(state) {
  const canClose = state.session?.can_sign_in_with_close ?? false;
  const account = accountOf(state, state.signIn.account);
  if (!canClose || account?.kind === 'key') return { close: false, key: 'open' };
  return { close: true, key: account ? 'none' : 'folded' };
}

/**
 * Names what takes the focus where a sign-in is offered.
 * @param {State} state
 */
export const signInFocus = (state) => (waysIn(state).close ? 'sign-in-close' : 'sign-in');

/**
 * Offers to sign in, in place of what is in front, with a way back to it.
 * @param {State} state
 * @param {string} account empty to add one
 * @returns {State}
 */
export function offerSignIn(state, account) {
  return { ...state, mode: 'sign-in', menu: false, open: null, outcome: null, signIn: begun(state, account) };
}

/**
 * Asks to sign in because there is no other way on. A lead that is in sight stays so
 * when it is only a sign-in that has ended.
 * @param {State} state
 * @param {Problem} [problem]
 * @returns {State}
 */
export function showSignedOut(state, problem) {
  const over = problem !== undefined && problemKind(problem) === 'session-ended';
  const account = over ? endedAccount(state, problem) : onlyEnded(state);
  const signIn = begun(state, account, over ? problem.detail : '');
  /** @type {State} */
  const next = { ...state, mode: 'list', menu: false, open: null, outcome: null, problem: null, signIn };
  return over && state.view ? { ...next, screen: 'lead', ended: true } : { ...next, screen: 'sign-in', ended: false };
}

/**
 * Finds the account that a problem is about: the one that it names, else the one of the
 * lead's organization.
 * @param {State} state
 * @param {Problem} problem
 */
function endedAccount(state, problem) {
  if (problem.account) return problem.account;
  const organization = state.view?.organization.id;
  return accountsOf(state).find((account) => account.organization.id === organization)?.id ?? onlyEnded(state);
}

/**
 * Returns the account that signs in again where there is no other; empty where the user chooses.
 * @param {State} state
 */
function onlyEnded(state) {
  const [account, ...others] = accountsOf(state);
  return account?.ended && others.length === 0 ? account.id : '';
}

/**
 * Takes what is known of the session.
 * @param {State} state
 * @param {Session} session
 * @param {boolean} asked whether this panel itself waits for the window's answer
 * @returns {State}
 */
export function showSession(state, session, asked) {
  return { ...state, session, signIn: { ...state.signIn, window: asked || session.signing_in } };
}

/**
 * Reports whether the sign-in that is offered has been done: there is an account that was
 * not good when this began; where one signs in again, that one or one in its place. A key
 * that Close refuses counts as good until it is replaced: only its form's answer tells.
 * @param {State} state
 * @param {Session} session
 */
export function isDone(state, session) {
  const { account, before } = state.signIn;
  const ended = accountOf(state, account);
  const fresh = session.accounts.filter((one) => !one.ended && !before.includes(one.id));
  return fresh.some((one) => account === '' || one.id === account || one.organization.id === ended?.organization.id);
}

/**
 * Shows that Close's window is open.
 * @param {State} state
 * @returns {State}
 */
export const showWindow = (state) => ({ ...state, signIn: { ...state.signIn, window: true, said: '' } });

/** What is said where another panel's window was closed without a sign-in. */
const UNFINISHED = 'The window was closed before you were signed in. Nothing has changed.';

/** What is said where Leadpatch was stopped while the window was open. */
const RESTARTED = 'Leadpatch was restarted while it waited for Close. Nothing you typed is lost; press the button again.';

/**
 * Shows that nobody was signed in by Close's window.
 * @param {State} state
 * @param {Problem} [problem] absent where the window was another panel's
 * @returns {State}
 */
export function showNotSignedIn(state, problem) {
  const restarted = problem !== undefined && problemKind(problem) === 'restarted';
  const said = restarted ? RESTARTED : problem?.detail ?? UNFINISHED;
  const session = state.session && { ...state.session, signing_in: false };
  return { ...state, session, signIn: { ...state.signIn, window: false, said } };
}

/**
 * Shows that somebody has signed in, beside what is in front, and says who.
 * @param {State} state
 * @param {Session} session
 * @returns {State}
 */
export function showSignedIn(state, session) {
  const { user, organization } = session;
  const text = user && organization ? `Signed in to ${accountName({ user, organization })}.` : 'Signed in.';
  const mode = state.mode === 'sign-in' ? 'list' : state.mode;
  return { ...state, session, mode, ended: false, signIn: noSignIn, outcome: { tone: 'done', text } };
}
