// Signing in and out. Part of actions.js.

import * as S from './state.js';

/** @typedef {import('./actions.js').Context} Context */

/** @param {Context} context */
export function sessionActions(context) {
  const { world, set, begin } = context;
  const { backend, keep, focus } = world;

  /** Checks the key that was typed and signs in with it. */
  async function signIn() {
    const key = context.state.signIn.key.trim();
    if (context.state.work === 'sign-in') return;
    if (key === '') return refuse('Paste your API key first.');
    begin('sign-in');
    const answer = await backend.signIn(key);
    begin('');
    if (!answer.ok) return refuse(answer.problem.detail);
    // What was kept of the leads belongs to whoever was signed in before.
    await keep.dropViews().catch(context.cannotKeep);
    const { surface, leadId, page } = context.state;
    set({ ...S.initialState(surface), page, session: answer.data });
    await context.start(surface === 'tab' ? leadId : '');
    focus('list');
  }

  /** @param {string} error */
  function refuse(error) {
    set({ ...context.state, signIn: { ...context.state.signIn, error } });
    focus('sign-in');
  }

  /** Asks before edits are deleted; signs out at once where there are none. */
  async function askSignOut() {
    set({ ...context.state, menu: false });
    const kept = await keep.countDrafts();
    if (kept === 0) return signOut();
    set({ ...context.state, mode: 'sign-out', kept });
    focus('sign-out');
  }

  async function signOut() {
    context.tryAgainWith(signOut);
    const answer = await backend.signOut();
    if (!answer.ok) return set(S.showProblem({ ...context.state, mode: 'list' }, answer.problem));
    context.keepNothing();
    await keep.forget().catch(context.cannotKeep);
    const { surface, leadId, page } = context.state;
    set({ ...S.initialState(surface), leadId, page, session: answer.data, screen: 'sign-in' });
    focus('sign-in');
  }

  return { signIn, askSignOut, signOut };
}
