// Signing in and out, of one organization or of all. Part of app/actions.js.

import { problemKind } from '../services/problems.js';
import { plural } from '../values/format.js';
import { accountOf } from './accounts.js';
import { showProblem } from './problem.js';
import * as I from './state.js';

/** @import {Session} from '../../api' */
/** @import {Context} from '../app/context.js' */

/** @param {Context} context */
export function sessionActions(context) {
  const { world, set, begin } = context;
  const { backend, storage, focus } = world;
  /** Whether this panel waits for the answer to its own window. */
  let asked = false;
  /** Counts the windows, so that an answer is dropped once the sign-in is known to be done. */
  let windows = 0;
  let looking = false;

  /** Asks who is signed in, and whether Close's window is open. */
  async function learn() {
    const answer = await backend.session();
    if (answer.ok) set(I.showSession(context.state, answer.data, asked));
    return answer;
  }

  /**
   * Looks whether the sign-in that is offered has been done, here or by another panel.
   * While this panel waits for its own window, only that one's answer tells of a failure.
   */
  async function look() {
    if (looking || !I.offersSignIn(context.state) || context.state.work === 'sign-in') return;
    looking = true;
    const before = context.state;
    const answer = await backend.session();
    looking = false;
    const { state } = context;
    // What was offered then may be over by now.
    if (!I.offersSignIn(state) || state.work === 'sign-in' || state.signIn.before !== before.signIn.before) return;
    if (!answer.ok) {
      if (!asked && state.signIn.window) set(I.showNotSignedIn(state, answer.problem));
    } else if (I.isDone(state, answer.data)) {
      await arrived(answer.data);
    } else if (!asked && state.signIn.window && !answer.data.signing_in) {
      set(I.showNotSignedIn({ ...state, session: answer.data }));
    } else {
      set(I.showSession(state, answer.data, asked));
    }
  }

  /** Opens Close's window. While one is open this only looks how far it is. */
  async function signInWithClose() {
    if (context.state.signIn.window) return look();
    windows += 1;
    const turn = windows;
    const offered = context.state;
    asked = true;
    set(I.showWindow(offered));
    const answer = await backend.signInWithClose(offered.signIn.account);
    if (turn !== windows) return;
    asked = false;
    if (answer.ok) return arrived(answer.data);
    // The window is another panel's: this one sees how it ends by looking.
    if (problemKind(answer.problem) === 'sign-in-open') return;
    // An answer that was lost on its way may have been a good one, or be still to come.
    const now = problemKind(answer.problem) === 'restarted' ? await backend.session() : undefined;
    if (turn !== windows) return;
    if (now?.ok && I.isDone(offered, now.data)) return arrived(now.data);
    if (now?.ok && now.data.signing_in) return set(I.showSession(context.state, now.data, false));
    set(I.showNotSignedIn(context.state, answer.problem));
    context.focusSignIn();
  }

  /** Checks the key that was typed and signs in with it. */
  async function signIn() {
    const key = context.state.signIn.key.trim();
    if (context.state.work === 'sign-in') return;
    if (key === '') return refuse('Paste your API key first.');
    begin('sign-in');
    const answer = await backend.signIn(key);
    begin('');
    if (!answer.ok) return refuse(answer.problem.detail);
    await arrived(answer.data);
  }

  /** @param {string} error */
  function refuse(error) {
    set({ ...context.state, signIn: { ...context.state.signIn, error } });
    focus('sign-in');
  }

  /**
   * Continues after a sign-in: with the lead in sight if there is one, else with the page
   * in front.
   * @param {Session} session
   */
  async function arrived(session) {
    asked = false;
    windows += 1;
    const before = context.state;
    set(I.showSignedIn(before, session));
    // Busy from here on: what is in sight is not yet what Close has.
    context.begin('lead');
    // The stored views belong to the accounts that were signed in before.
    await storage.dropViews().catch(context.cannotKeep);
    const beside = before.screen === 'lead' && before.view !== null;
    if (beside && before.ended) await context.reload();
    else if (beside) context.begin('');
    if (!beside) await startAnew(session);
    if (I.offersSignIn(before)) focus('list');
  }

  /** @param {Session} session */
  async function startAnew(session) {
    const { surface, leadId, page } = context.state;
    set({ ...context.blank(), page, session });
    await context.start(surface === 'tab' ? leadId : '');
  }

  /** Offers to sign in, with a way back. @param {string} account empty to add one */
  function offer(account) {
    set(I.offerSignIn(context.state, account));
    context.focusSignIn();
    void learn();
  }

  /** Signs an account in again: at once where that is Close's part. @param {string} account */
  async function signInAgain(account) {
    offer(account);
    if (I.waysIn(context.state).key === 'none') await signInWithClose();
  }

  /** Signs one account out. The leads of the others stay. @param {string} id */
  async function signOutOf(id) {
    const organization = accountOf(context.state, id)?.organization;
    context.tryAgainWith(() => signOutOf(id));
    const answer = await backend.signOutOf(id);
    if (!answer.ok) return set(showProblem(context.state, answer.problem));
    if (answer.data.accounts.length === 0) return leave(answer.data);
    await storage.leave(organization?.id).catch(context.cannotKeep);
    const edits = await storage.countDrafts();
    const { view } = context.state;
    if (!view || view.organization.id === organization?.id) {
      context.keepNothing();
      await startAnew(answer.data);
    } else {
      set({ ...context.state, session: answer.data });
    }
    const said = `Signed out${organization ? ` of ${organization.name}` : ''}.`;
    const stay = edits > 0 ? ` Your edits on ${plural(edits, 'lead')} stay in this browser.` : '';
    set({ ...context.state, outcome: { tone: 'info', text: said + stay } });
    focus('list');
  }

  /** Signs every account out. */
  async function signOut() {
    context.tryAgainWith(signOut);
    const answer = await backend.signOut();
    if (!answer.ok) return set(showProblem(context.state, answer.problem));
    await leave(answer.data);
  }

  /** Shows that nobody is signed in any longer, and which edits stay. @param {Session} session */
  async function leave(session) {
    context.keepNothing();
    await storage.leave().catch(context.cannotKeep);
    const { leadId, page } = context.state;
    const storedLeads = await storage.countDrafts();
    set(I.showSignedOut({ ...context.blank(), leadId, page, session, storedLeads }));
    context.focusSignIn();
  }

  /** Deletes the edits that stayed after signing out. */
  async function forget() {
    await storage.forget().catch(context.cannotKeep);
    set({ ...context.state, mode: 'list', storedLeads: 0 });
    context.focusSignIn();
  }

  return {
    learn, look,
    actions: {
      signIn, signInWithClose, signInAgain, signOutOf, signOut, forget,
      addAccount: () => offer(''),
    },
  };
}
