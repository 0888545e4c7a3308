// What the panel does: each action asks the backend, the browser or the storage, and turns
// the answer into the next state. It does not touch the DOM; panel.js does that for it.

import { editsActions } from '../apply/actions.js';
import { dropUnchanged } from '../apply/reviewed.js';
import { undoActions } from '../apply/undo-actions.js';
import * as U from '../apply/undo.js';
import { captureActions } from '../capture/actions.js';
import { keptAs, showsPage, withCapture, withFront } from '../capture/state.js';
import { withOffers } from '../capture/suggest.js';
import { historyActions } from '../history/actions.js';
import { pendingActions } from '../history/follow-actions.js';
import { fieldActions } from '../lead/actions.js';
import { chosen } from '../lead/edits.js';
import { isWriting, reveal } from '../lead/form.js';
import { withNewContacts } from '../lead/new-contacts.js';
import { menuClickActions } from '../menu-click/actions.js';
import { paletteActions } from '../palette/actions.js';
import { recipesActions } from '../recipes/actions.js';
import { carried } from '../recipes/state.js';
import { countdown } from '../services/countdown.js';
import { unseenPage } from '../services/page.js';
import { problemKind } from '../services/problems.js';
import { watch } from '../services/watch.js';
import { sessionActions } from '../session/actions.js';
import { showProblem } from '../session/problem.js';
import * as I from '../session/state.js';
import { goOnWithNewLead } from './created.js';
import * as S from './state.js';

/** @import {Conflict, EditsRequest, LeadView, Problem} from '../../api' */
/** @import {Answer} from '../services/backend.js' */
/** @import {Context, World} from './context.js' */
/** @import {Mode, State, Surface, Work} from './state.js' */

/** After this many milliseconds the panel says what it is waiting for. */
const PATIENCE = 1000;

/**
 * @param {World} world
 * @param {Surface} surface
 */
export function panelActions(world, surface) {
  const { backend, storage, browser, focus } = world;
  let state = S.initialState(surface);
  /** The lead whose stored edits have been read: only then may they be written again. */
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

  const clock = countdown(world.now, (wait) => set({ ...state, wait }));

  /** @param {State} next */
  function set(next) {
    const before = state;
    state = withNewContacts(next);
    const { drafts, undo, asked, wait } = state;
    const name = keptAs(state);
    world.render(state);
    watching(I.waitsForWindow(state));
    pending.plan();
    recipes.plan();
    if (wait === 0) clock.stop();
    else if (wait > before.wait) clock.start(wait);
    if (name === '' || name !== keptAs(before) || name !== keptLead) return;
    if (drafts !== before.drafts) storage.keepDrafts(name, chosen(drafts)).catch(cannotKeep);
    if (undo !== before.undo) storage.keepUndo(name, undo).catch(cannotKeep);
    if (asked !== before.asked) storage.keepAsked(name, asked);
  }

  /** Tells the user that the browser refuses to store anything, instead of losing edits later. */
  function cannotKeep() {
    const text = 'This browser does not let Leadpatch keep your edits. Apply them before you close this panel.';
    set({ ...state, outcome: { tone: 'error', text } });
  }

  /** @param {Work} work */
  function begin(work) {
    clearTimeout(patience);
    set({ ...state, work, slow: false, wait: 0 });
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
    if (!following && surface === 'side') {
      following = true;
      browser.followWindow((url) => void moved(url));
    } else if (!following && tab.id !== undefined) {
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
    const answer = await pageAt(url);
    if (turn !== looking) return;
    if (!answer.ok) {
      begin('');
      return set(showProblem(state, answer.problem));
    }
    set({ ...state, page: answer.data, url });
    if (answer.data.lead_id !== '') return load(answer.data.lead_id);
    await (answer.data.kind === 'web' ? capturing.open() : noLead());
  }

  /** Says that the page shows no lead, to someone who is signed in. */
  async function noLead() {
    const answer = await session.learn();
    // The page may have moved on in the meantime: to a lead, or to one that can be read.
    if (state.leadId !== '' || state.page?.kind === 'web') return;
    begin('');
    if (!answer.ok) return set(showProblem(state, answer.problem));
    set(answer.data.signed_in ? { ...state, screen: 'no-lead' } : I.showSignedOut(state));
    focusSignIn();
    if (answer.data.signed_in) void pending.read();
  }

  /**
   * Follows the page in front. A panel that is pinned stays with its lead, and says so.
   * @param {string} url
   */
  async function moved(url) {
    if (state.screen === 'sign-in' || state.mode === 'sign-in') return;
    looking += 1;
    const turn = looking;
    const answer = await pageAt(url);
    if (turn !== looking || !answer.ok) return;
    set({ ...state, page: answer.data, url });
    if (S.isPinned(state) || showsPage(state)) return;
    await turnToPage();
  }

  /** Turns to what the page in front shows; the edits of what was in sight are kept. */
  async function turnToPage() {
    const { page, url } = state;
    if (!page || isWriting(state)) return;
    if (page.lead_id !== '') return load(page.lead_id);
    // The answer of a lead that is being read belongs to a page that is gone.
    reading += 1;
    keptLead = '';
    set({ ...S.initialState(surface), page, url, session: state.session, ...carried(state) });
    await (page.kind === 'web' ? capturing.wait() : noLead());
  }

  /**
   * Turns to a lead: first shows what is stored of it, then what Close has now.
   * @param {string} leadId
   * @param {State['capture']} [capture] the page that it was matched with
   */
  async function load(leadId, capture = null) {
    keptLead = '';
    reading += 1;
    const turn = reading;
    const decided = capture?.reading?.url !== undefined && storage.decided(leadId) === capture.reading.url;
    set(S.openLead(state, leadId, capture && { ...capture, decided }));
    const known = state.session ? undefined : session.learn();
    const fresh = backend.lead(leadId);
    begin('lead');
    try {
      const [warm, drafts, undo] = await Promise.all([storage.view(leadId), storage.drafts(leadId), storage.undo(leadId)]);
      if (turn !== reading) return;
      set(S.showKept(state, warm, drafts, undo, storage.asked(leadId)));
      keptLead = leadId;
    } catch {
      cannotKeep();
    }
    await known;
    if (!await take(fresh, turn)) return;
    await undoing.learnUntil();
    if (turn !== reading) return;
    set(U.offerKept(state, world.now()));
    void pending.read();
    await editing.sendAgain();
  }

  /** Reads the lead again; edits stay. */
  async function reload() {
    if (state.leadId === '') return start('');
    reading += 1;
    const turn = reading;
    begin('lead');
    await take(backend.leadAnew(state.leadId), turn);
  }

  /**
   * @param {Promise<Answer<LeadView>>} coming
   * @param {number} turn
   * @returns {Promise<boolean>} whether the lead is there now
   */
  async function take(coming, turn) {
    const answer = await coming;
    // A lead that cannot be read does not tell what became of the accounts.
    if (!answer.ok) await session.learn();
    if (turn !== reading) return false;
    if (!answer.ok) {
      await cannotRead(answer.problem);
      return false;
    }
    begin('');
    const field = storage.pageField(answer.data.organization.id);
    set(withOffers(withCapture(S.showFresh(state, answer.data), { field })));
    keepView(answer.data);
    return true;
  }

  /**
   * Reads the lead again after a pending change has reached it. If that fails, what is in
   * sight stays.
   */
  async function refresh() {
    const { leadId, view, work } = state;
    if (!view || work !== '') return;
    reading += 1;
    const turn = reading;
    const answer = await backend.lead(leadId);
    if (turn !== reading || !answer.ok || state.work !== '') return;
    set({ ...S.showFresh(state, answer.data), outcome: state.outcome });
    keepView(answer.data);
  }

  /** @param {Problem} problem */
  async function cannotRead(problem) {
    again = reload;
    const next = showProblem(state, problem);
    if (next.screen === 'problem') await storage.dropView(state.leadId).catch(cannotKeep);
    begin('');
    set({ ...next, work: '', slow: false });
    focusSignIn();
  }

  function focusSignIn() {
    if (I.offersSignIn(state)) focus(I.signInFocus(state));
  }

  /**
   * Sends edits under an idempotency key. If the backend stops over them, they are sent once
   * more: under the same key they take effect once.
   * @param {string} leadId
   * @param {EditsRequest} body
   */
  const applyOnce = (leadId, body) => once(() => backend.apply(leadId, body));

  /**
   * Sends a request that carries an idempotency key, and once more if the backend stops over
   * it.
   * @template T
   * @param {() => Promise<Answer<T>>} ask
   */
  async function once(ask) {
    const answer = await ask();
    return answer.ok || problemKind(answer.problem) !== 'restarted' ? answer : ask();
  }

  /** @param {LeadView | undefined} view */
  function keepView(view) {
    if (view) storage.keepView(view, world.now()).catch(cannotKeep);
  }

  /**
   * Asks what an address shows. Beside the page, an address that the extension may not
   * see is that of a page which the user can still show it.
   * @param {string} url
   * @returns {ReturnType<typeof backend.page>}
   */
  async function pageAt(url) {
    return surface === 'side' && url === '' ? { ok: true, data: unseenPage } : backend.page(url);
  }

  /** @param {string} key @param {State} next */
  function goTo(key, next) {
    set(reveal({ ...next, mode: 'list', filter: '' }, [key]));
    focus(key);
  }

  /** Takes the next step that a problem offers. @param {string | undefined} step */
  async function takeStep(step) {
    if (step === 'retry') return state.wait > 0 ? undefined : again();
    if (step === 'reload') return reload();
    if (step === 'restore_recipe') return recipes.actions.restoreRecipe();
    if (step === 'make_room') {
      void history.actions.openHistory();
      return history.actions.historyPage('manage');
    }
    session.actions.addAccount();
  }

  /** @param {Mode} mode */
  function show(mode) {
    const from = state.deciding === 'edits' ? state : U.leave(state);
    set({ ...withFront(from, mode), mode, menu: false, open: null });
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

  /** @type {Context} */
  const context = {
    world, set, begin, start, load, reload, refresh, cannotKeep, focusSignIn, goTo, keepView, applyOnce, once,
    learn: () => session.learn(),
    get state() { return state; },
    blank: () => S.initialState(surface),
    keepNothing: () => { keptLead = ''; },
    keepAs: (name) => { keptLead = name; },
    sendAgain: () => editing.sendAgain(),
    created: (applied, sent) => created(applied, sent),
    tryAgainWith: (action) => { again = action; },
  };
  const pending = pendingActions(context);
  const editing = editsActions(context);
  const capturing = captureActions(context);
  const created = goOnWithNewLead(context, capturing.remember);
  const undoing = undoActions(context);
  const history = historyActions(context);
  const recipes = recipesActions(context);
  const palette = paletteActions(context);
  const session = sessionActions(context);
  const watching = watch(session.look, world.visible);

  return {
    get state() { return state; },
    ...session.actions,
    ...history.actions,
    ...recipes.actions,
    ...palette,
    ...menuClickActions(context),
    ...fieldActions(context),
    ...capturing.actions,
    undo: undoing.undo,
    review: editing.review,
    apply: editing.apply,
    start, reload, takeStep, show, copy, focus,
    /** @param {Conflict} conflict */
    keepMine: (conflict) => (state.deciding === 'edits' ? editing.keepMine(conflict) : undoing.insist(conflict)),
    /** @param {Conflict} conflict */
    takeTheirs: (conflict) => (state.deciding === 'edits' ? editing.takeTheirs(conflict) : undoing.letBe(conflict)),
    /** @param {Conflict} conflict */
    editConflict: (conflict) => (state.deciding === 'edits' ? editing.editConflict(conflict) : undoing.editInstead(conflict)),
    /** Looks at what may have changed while the panel was hidden or offline. */
    attend: () => { void session.look(); void pending.look(); },
    /** @param {boolean} menu */
    menu: (menu) => {
      set({ ...state, menu, open: null });
      focus(menu ? 'menu' : 'menu-button');
      // Another panel may have signed somebody in or out.
      if (menu) void session.learn();
    },
    closeMenu: () => { if (state.menu) set({ ...state, menu: false }); },
    dropUnchanged: () => { set(dropUnchanged(state)); focus('list'); },
    /** @param {Partial<State['signIn']>} change */
    typeKey: (change) => set({ ...state, signIn: { ...state.signIn, ...change } }),
    dismiss: () => set(U.dismiss(state)),
    /** Turns to what the page in front shows; the edits of what is in sight are kept. */
    switchLead: turnToPage,
    openInClose: () => { if (state.view) void browser.openTab(state.view.lead.url); },
    /** Opens the side panel, and closes the popup, which would cover it. */
    openBeside: () => {
      browser.openBeside().then(world.close, () => {
        set({ ...state, outcome: { tone: 'error', text: 'This browser did not open the side panel. Open it from the browser’s own menu.' } });
      });
    },
    openInTab: () => void browser.openTab(browser.panelAddress(state.leadId, state.mode === 'history')),
    /** @param {string} url of a lead in Close, as the backend gave it */
    openAddress: (url) => void browser.openTab(url),
  };
}

/** @typedef {ReturnType<typeof panelActions>} Actions */
