// The accounts that are signed in, side by side: each is one person in one organization.
// Pure, as app/state.js is.

/** @import {Account, LeadView, Session} from '../../api' */
/** @import {State} from '../app/state.js' */

/** The session before anything is known of it. @type {Session} */
export const nobody = { signed_in: false, accounts: [], can_sign_in_with_close: false, signing_in: false, forms: { lead: [], contact: [] } };

/**
 * Lists the accounts, the one used last first.
 * @param {State} state
 * @returns {Account[]}
 */
export const accountsOf = (state) => state.session?.accounts ?? [];

/**
 * Reports whether writes could go to more than one organization, so that each must be named.
 * @param {State} state
 */
export const isSeveral = (state) => accountsOf(state).length > 1;

/**
 * @param {State} state
 * @param {string} id
 * @returns {Account | undefined}
 */
export const accountOf = (state, id) => accountsOf(state).find((account) => account.id === id);

/**
 * Names an account: "Held-out Inc · Ada".
 * @param {Pick<Account, 'organization' | 'user'>} account
 */
export const accountName = ({ organization, user }) => `${organization.name} · ${user.name}`;

/**
 * Says how an account is signed in, or that it is not any more.
 * @param {Account} account
 */
export function howOf({ kind, ended }) {
  if (ended) return 'ended';
  return kind === 'oauth' ? 'with Close' : 'API key';
}

/**
 * Returns the ids of the accounts that can be worked with.
 * @param {Session | null} session
 */
export const goodIds = (session) => (session?.accounts ?? []).filter((account) => !account.ended).map((account) => account.id);

/**
 * Names the organizations that can be worked with, as a sentence does: "A", "A and B",
 * "A, B and C".
 * @param {State} state
 */
export function organizationNames(state) {
  const names = accountsOf(state).filter((account) => !account.ended).map((account) => account.organization.name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * Returns the session as it is once a lead has been read with one of its accounts.
 * @param {Session | null} session
 * @param {LeadView} view
 * @returns {Session}
 */
export const usedFor = (session, { user, organization }) => ({ ...(session ?? nobody), signed_in: true, user, organization });

/**
 * Returns the organization that was worked in before a lead of another one came in front;
 * null where it is the same one.
 * @param {State} state before the lead is shown
 * @param {LeadView} view
 */
export function cameFrom(state, view) {
  if (state.view && state.readAt === 0) return state.cameFrom;
  const before = state.session?.organization;
  return before && before.id !== view.organization.id ? before : null;
}

/**
 * Returns the account in which a new lead is made.
 * @param {State} state
 */
export function accountFor({ session, capture }) {
  const good = goodIds(session);
  const id = capture?.account && good.includes(capture.account) ? capture.account : good[0];
  return session?.accounts.find((account) => account.id === id);
}
