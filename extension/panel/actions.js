// What the panel does: each action asks the backend, the browser or the kept data,
// and turns the answer into the next state. It knows no DOM; panel.js lends it eyes
// and hands.

import { toBase, toEdits } from './edits.js';
import * as S from './state.js';

/**
 * @typedef {import('../api').Conflict} Conflict
 * @typedef {import('../api').Problem} Problem
 * @typedef {import('./state.js').State} State
 */

/**
 * @typedef {Object} World what the actions need from outside
 * @property {typeof import('./backend-client.js').backend} backend
 * @property {import('./kept.js').Keeper} keep
 * @property {typeof import('./browser.js')} browser
 * @property {(state: State) => void} render draws a state, soon
 * @property {(target: string) => void} focus moves the focus once the state is drawn: a field's key, or one of
 *   "list", "review", "filter", "sign-in", "keys", "menu"
 * @property {(text: string) => Promise<void>} copy
 * @property {() => number} now
 */

/** A wait is put into words after this many milliseconds. */
const PATIENCE = 1000;

/**
 * @param {World} world
 * @param {import('./state.js').Surface} surface
 */
export function panelActions(world, surface) {
  const { backend, keep, browser, focus } = world;
  let state = S.initialState(surface);
  /** The lead whose kept edits have been read: only then may they be written again. */
  let keptLead = '';
  /** The tab in front, once known: the panel follows it. */
  let following = false;
  /** Counts the readings of a lead and of the page, so that a late answer is dropped. */
  let reading = 0;
  let looking = 0;
  /** What "Try again" does. */
  let again = async () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  /** @param {State} next */
  function set(next) {
    const changed = next.drafts !== state.drafts && next.leadId === state.leadId && keptLead === next.leadId;
    state = next;
    world.render(state);
    if (changed) keep.keepDrafts(state.leadId, state.drafts).catch(cannotKeep);
  }

  /** Says that the browser refuses to store anything, rather than losing edits later. */
  function cannotKeep() {
    const text = 'This browser does not let Leadpatch keep your edits. Apply them before you close this panel.';
    set({ ...state, outcome: { tone: 'error', text } });
  }

  /** @param {import('./state.js').Work} work */
  function begin(work) {
    clearTimeout(patience);
    set({ ...state, work, slow: false });
    if (work !== '') patience = setTimeout(() => set({ ...state, slow: true }), PATIENCE);
  }

  /**
   * Opens the panel on a lead, or on whatever the tab in front shows.
   * @param {string} leadId empty in a popup
   */
  async function start(leadId) {
    again = () => start(leadId);
    if (leadId !== '') return load(leadId);
    begin('lead');
    const tab = await browser.activeTab();
    if (tab.id !== undefined && !following) {
      following = true;
      browser.followTab(tab.id, (url) => void moved(url));
    }
    await look(tab.url ?? '');
  }

  /**
   * Asks which lead an address shows, and turns to it.
   * @param {string} url
   */
  async function look(url) {
    looking += 1;
    const turn = looking;
    again = () => look(url);
    const answer = await backend.page(url);
    if (turn !== looking) return;
    if (!answer.ok) {
      begin('');
      return set(S.showProblem(state, answer.problem));
    }
    set({ ...state, page: answer.data });
    if (answer.data.lead_id !== '') return load(answer.data.lead_id);
    await noLead();
  }

  /** Says that the page shows no lead, to someone who is signed in. */
  async function noLead() {
    const session = await backend.session();
    begin('');
    if (!session.ok) return set(S.showProblem(state, session.problem));
    set({ ...state, session: session.data, screen: session.data.signed_in ? 'no-lead' : 'sign-in' });
    if (!session.data.signed_in) focus('sign-in');
  }

  /**
   * Follows the tab in front. With edits the panel stays with its lead, and says so.
   * @param {string} url
   */
  async function moved(url) {
    if (state.screen === 'sign-in') return;
    looking += 1;
    const turn = looking;
    const answer = await backend.page(url);
    if (turn !== looking || !answer.ok) return;
    set({ ...state, page: answer.data });
    const pinned = S.countEdits(state) > 0 || state.work === 'apply';
    if (pinned || answer.data.lead_id === state.leadId) return;
    if (answer.data.lead_id !== '') return load(answer.data.lead_id);
    keptLead = '';
    set({ ...S.initialState(surface), page: answer.data });
    await noLead();
  }

  /**
   * Turns to a lead: what is kept of it at once, then what Close has now.
   * @param {string} leadId
   */
  async function load(leadId) {
    keptLead = '';
    reading += 1;
    const turn = reading;
    set(S.openLead(state, leadId));
    const fresh = backend.lead(leadId);
    begin('lead');
    try {
      const [warm, drafts] = await Promise.all([keep.view(leadId), keep.drafts(leadId)]);
      if (turn !== reading) return;
      set(S.showKept(state, warm, drafts));
      keptLead = leadId;
    } catch {
      cannotKeep();
    }
    await take(fresh, turn);
  }

  /** Reads the lead again; edits stay. */
  async function reload() {
    if (state.leadId === '') return start('');
    reading += 1;
    const turn = reading;
    begin('lead');
    await take(backend.lead(state.leadId), turn);
  }

  /**
   * @param {Promise<import('./backend-client.js').Answer<import('../api').LeadView>>} coming
   * @param {number} turn
   */
  async function take(coming, turn) {
    const answer = await coming;
    if (turn !== reading) return;
    if (!answer.ok) {
      again = reload;
      const next = S.showProblem(state, answer.problem);
      if (next.screen === 'problem') await keep.dropView(state.leadId).catch(cannotKeep);
      begin('');
      set({ ...next, work: '', slow: false });
      if (next.screen === 'sign-in') focus('sign-in');
      return;
    }
    begin('');
    set(S.showFresh(state, answer.data));
    keep.keepView(answer.data, world.now()).catch(cannotKeep);
  }

  /** Shows what an apply would do. */
  async function review() {
    if (S.countEdits(state) === 0) {
      return set({ ...state, outcome: { tone: 'info', text: 'You have not changed anything yet.' } });
    }
    if (!ready()) return;
    set({ ...S.settleAll(state), outcome: null });
    const { leadId } = state;
    again = review;
    begin('review');
    const answer = await backend.preview(leadId, request());
    if (state.leadId !== leadId || state.work !== 'review') return;
    begin('');
    if (!answer.ok) return failed(answer.problem);
    set(S.showReview(state, answer.data));
    if (state.mode === 'review') focus('review');
    else focus(S.firstError(state) ?? 'list');
  }

  /** Sends the edits. */
  async function apply() {
    if (!ready() || (state.mode === 'review' && state.conflicts.length > 0)) return;
    set({ ...S.settleAll(state), outcome: null, menu: false });
    const { leadId, drafts } = state;
    again = apply;
    begin('apply');
    const answer = await backend.apply(leadId, request());
    begin('');
    if (!answer.ok) return failed(answer.problem);
    set(S.showApplied(state, answer.data, drafts));
    focus(S.firstError(state) ?? 'list');
    keep.keepView(answer.data.view, world.now()).catch(cannotKeep);
  }

  /** Reports whether edits may be sent now; says and shows why not. */
  function ready() {
    if (!state.view || state.readAt !== 0 || state.work !== '' || S.countEdits(state) === 0) return false;
    const refused = S.refuseIncomplete(S.settleAll(state));
    if (!refused) return true;
    set(refused);
    focus(S.firstError(state) ?? 'list');
    return false;
  }

  function request() {
    return { edits: toEdits(state.drafts, state.view?.fields ?? []), base: toBase(state.drafts) };
  }

  /** @param {Problem} problem */
  function failed(problem) {
    if (problem.conflicts?.length) {
      set(S.showConflicts(state, problem));
      return focus('review');
    }
    if (problem.errors?.length || problem.field) {
      set(S.showRefused(state, problem));
      return focus(S.firstError(state) ?? 'list');
    }
    set(S.showProblem(state, problem));
    if (state.screen === 'sign-in') focus('sign-in');
  }

  /** @param {Conflict} conflict */
  async function keepMine(conflict) {
    set(S.keepMine(state, conflict));
    await afterChoice();
  }

  /** @param {Conflict} conflict */
  async function takeTheirs(conflict) {
    set(S.takeTheirs(state, conflict));
    await afterChoice();
  }

  /** Goes on to the next conflict; after the last one the review is made again. */
  async function afterChoice() {
    focus(state.mode === 'review' ? 'review' : 'list');
    if (state.mode === 'review' && state.conflicts.length === 0) await review();
  }

  /** @param {Conflict} conflict */
  function editConflict(conflict) {
    set({ ...S.keepMine(state, conflict), mode: 'list', filter: '' });
    focus(conflict.field);
  }

  /** Checks the key that was typed and signs in with it. */
  async function signIn() {
    const key = state.signIn.key.trim();
    if (state.work === 'sign-in') return;
    if (key === '') {
      set({ ...state, signIn: { ...state.signIn, error: 'Paste your API key first.' } });
      return focus('sign-in');
    }
    begin('sign-in');
    const answer = await backend.signIn(key);
    begin('');
    if (!answer.ok) {
      set({ ...state, signIn: { ...state.signIn, error: answer.problem.detail } });
      return focus('sign-in');
    }
    // What was kept of the leads belongs to whoever was signed in before.
    await keep.dropViews().catch(cannotKeep);
    const { leadId, page } = state;
    set({ ...S.initialState(surface), page, session: answer.data });
    await start(surface === 'tab' ? leadId : '');
    focus('list');
  }

  /** Asks before edits are deleted; signs out at once where there are none. */
  async function askSignOut() {
    set({ ...state, menu: false });
    const kept = await keep.countDrafts();
    if (kept === 0) return signOut();
    set({ ...state, mode: 'sign-out', kept });
    focus('sign-out');
  }

  async function signOut() {
    again = signOut;
    const answer = await backend.signOut();
    if (!answer.ok) return set(S.showProblem({ ...state, mode: 'list' }, answer.problem));
    keptLead = '';
    await keep.forget().catch(cannotKeep);
    const { leadId, page } = state;
    set({ ...S.initialState(surface), leadId, page, session: answer.data, screen: 'sign-in' });
    focus('sign-in');
  }

  /** Takes the next step that a problem offers. @param {string | undefined} step */
  async function takeStep(step) {
    if (step === 'retry') return again();
    if (step === 'reload') return reload();
    set({ ...state, screen: 'sign-in', problem: null });
    focus('sign-in');
  }

  /** @param {import('./state.js').Mode} mode */
  function show(mode) {
    set({ ...state, mode, menu: false, open: null });
    focus(mode);
  }

  /** @param {string} text @param {string} said */
  async function copy(text, said) {
    try {
      await world.copy(text);
      set({ ...state, outcome: { tone: 'info', text: said } });
    } catch {
      set({ ...state, outcome: { tone: 'error', text: 'The browser did not allow copying. Select the text and copy it yourself.' } });
    }
  }

  return {
    get state() { return state; },
    start, reload, review, apply, keepMine, takeTheirs, editConflict, signIn, askSignOut, signOut, takeStep, show, copy, focus,
    /** @param {string} key @param {import('./edits.js').Input} input */
    edit: (key, input) => set(S.editField(state, key, input)),
    /** @param {string} key */
    settle: (key) => set(S.settleField(state, key)),
    /** @param {string} key */
    revert: (key) => { set(S.revertField(state, key)); focus(key); },
    /** @param {string} key */
    clear: (key) => { set(S.editField(state, key, { value: null })); focus(key); },
    /** @param {string} filter */
    filter: (filter) => set({ ...state, filter }),
    /** @param {string} key */
    goTo: (key) => { set({ ...state, mode: 'list', filter: '' }); focus(key); },
    /** @param {string} id @param {string | null} query */
    openPicker: (id, query) => set({ ...state, open: { id, query } }),
    closePicker: () => { if (state.open) set({ ...state, open: null }); },
    /** @param {boolean} menu */
    menu: (menu) => { set({ ...state, menu, open: null }); focus(menu ? 'menu' : 'menu-button'); },
    closeMenu: () => { if (state.menu) set({ ...state, menu: false }); },
    dropUnchanged: () => { set(S.dropUnchanged(state)); focus('list'); },
    /** @param {Partial<State['signIn']>} change */
    typeKey: (change) => set({ ...state, signIn: { ...state.signIn, ...change } }),
    dismiss: () => set({ ...state, outcome: null }),
    /** Turns to the lead that the page in front shows; the edits of this one are kept. */
    switchLead: () => (state.page?.lead_id && state.work !== 'apply' ? load(state.page.lead_id) : undefined),
    openInClose: () => { if (state.view) void browser.openTab(state.view.lead.url); },
    openInTab: () => { if (state.leadId) void browser.openTab(browser.panelAddress(state.leadId)); },
  };
}

/** @typedef {ReturnType<typeof panelActions>} Actions */
