// A page that does not belong to Close: reading it, finding the lead that it is about, taking
// over what it says, and making the lead where there is not one yet.

import { adopted } from '../lead/edits.js';
import { isWriting } from '../lead/form.js';
import { withNote } from '../lead/note.js';
import { isSignedOut } from '../services/problems.js';
import { showProblem } from '../session/problem.js';
import * as I from '../session/state.js';
import { inAccount, openCreate } from './create-state.js';
import { tickField, tickNote } from './keep-page.js';
import * as P from './state.js';
import * as G from './suggest.js';

/** @import {Problem} from '../../api' */
/** @import {Context} from '../app/context.js' */

/** Close is searched this many milliseconds after the last key. */
const PAUSE = 250;

/** What is said of a page that the browser does not let extensions read. */
const REFUSED = 'The browser lets no extension read this page. You can still choose its lead and keep its address.';

/** What is said of a page that was opened after the panel. */
const UNREAD = 'This page came while Leadpatch was open. It is read when you ask for it.';

/** @param {Context} context */
export function captureActions(context) {
  const { world, set, begin } = context;
  const { backend, browser, storage, focus } = world;
  /** Counts the pages, and the searches, so that a late answer is dropped. */
  let pages = 0;
  let searches = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  /** @param {Partial<P.Capture>} what */
  const change = (what) => set(P.withCapture(context.state, what));

  /**
   * Turns to the page in front, for someone who is signed in.
   * @returns {Promise<boolean>} whether that is so, and nothing else has come in front in the meantime
   */
  async function turnTo() {
    pages += 1;
    const turn = pages;
    const { url, page } = context.state;
    const answer = await context.learn();
    const { state } = context;
    if (turn !== pages || state.url !== url || state.leadId !== '') return false;
    if (state.session?.signed_in) {
      set(P.openPage(state, url, page?.site ?? ''));
      return true;
    }
    begin('');
    if (!answer) return false;
    set(I.showSignedOut(context.state));
    context.focusSignIn();
    return false;
  }

  /** Reads the page in front and turns to its lead, where that is clear. */
  async function open() {
    context.tryAgainWith(open);
    if (!await turnTo()) return;
    await readPage();
  }

  /** Turns to a page without reading it. */
  async function wait() {
    context.tryAgainWith(wait);
    if (!await turnTo()) return;
    begin('');
    change({ refused: UNREAD });
  }

  async function readPage() {
    const turn = pages;
    change({ work: 'page', refused: '' });
    begin('page');
    const [read, country] = await Promise.all([browser.readPage().catch(() => null), countryOfNumbers()]);
    if (turn !== pages) return;
    change({ country });
    const { url } = context.state;
    const answer = await backend.readPage(read ?? { url, title: '' });
    if (turn !== pages) return;
    if (!answer.ok) return cannot(answer.problem, readPage);
    const { kind, detail } = answer.data.page;
    change({ reading: answer.data, refused: !read ? REFUSED : kind === 'unreadable' ? detail : '' });
    await match();
  }

  /**
   * Returns the country that phone numbers without a country code are from. Until somebody
   * chooses one it is the country of the browser's language. Without an answer such numbers
   * are left out.
   */
  async function countryOfNumbers() {
    const before = await backend.pageSettings();
    if (!before.ok || before.data.country !== '') return before.ok ? before.data.country : '';
    const country = world.region();
    if (country === '') return '';
    const answer = await backend.setPageSettings({ country });
    return answer.ok ? answer.data.country : '';
  }

  /** Reads the page again, its numbers as those of a country. @param {string} country */
  async function readNumbersOf(country) {
    const answer = await backend.setPageSettings({ country });
    if (!answer.ok) return set({ ...context.state, outcome: { tone: 'error', text: answer.problem.detail } });
    await readPage();
  }

  /** Asks which lead the page is about. */
  async function match() {
    const turn = pages;
    const reading = context.state.capture?.reading;
    if (!reading) return;
    change({ work: 'match' });
    begin('page');
    const { emails, phones, names, url } = reading;
    const answer = await backend.match({ url, emails, phones, names });
    if (turn !== pages) return;
    if (!answer.ok) return cannot(answer.problem, match);
    begin('');
    set(P.showMatches(context.state, answer.data));
    const { capture } = context.state;
    if (capture && answer.data.lead_id !== '') return context.load(answer.data.lead_id, capture);
    focus('find-lead');
    await resume();
  }

  /** Restores a lead that the user has begun to create from this page. */
  async function resume() {
    const name = P.keptAs({ ...context.state, screen: 'create' });
    const drafts = await storage.drafts(name);
    if (Object.keys(drafts).length > 0) await create();
  }

  /**
   * @param {Problem} problem
   * @param {() => Promise<void>} again
   */
  async function cannot(problem, again) {
    context.tryAgainWith(again);
    begin('');
    if (isSignedOut(problem)) {
      await context.learn();
      set(showProblem(context.state, problem));
      return context.focusSignIn();
    }
    set({ ...showProblem({ ...P.withCapture(context.state, { work: '' }), work: 'lead' }, problem), work: '' });
  }

  /** Leaves the page unread, or its lead unknown: the user looks for it. */
  async function giveUpPage() {
    pages += 1;
    begin('');
    change({ work: '' });
    await openChooser();
  }

  /** Offers every lead there is to choose from. */
  async function openChooser() {
    const { state } = context;
    if (!state.capture) set(P.openPage(state, state.url, ''));
    else set({ ...state, mode: state.screen === 'capture' ? 'list' : 'choose', menu: false, open: null, outcome: null });
    focus('find-lead');
    if (!context.state.capture?.matches) await find('');
  }

  /**
   * Looks for leads by name, once the typing has stopped.
   * @param {string} query
   */
  function searchLeads(query) {
    clearTimeout(pause);
    searches += 1;
    change({ query, finding: query.trim() !== '', unfound: '', ...(query.trim() === '' ? { found: null } : {}) });
    if (query.trim() !== '') pause = setTimeout(() => void find(query), PAUSE);
    else if (!context.state.capture?.matches) void find('');
  }

  /** @param {string} query */
  async function find(query) {
    searches += 1;
    const turn = searches;
    change({ finding: true });
    const answer = await backend.findLeads(query.trim());
    if (turn !== searches) return;
    if (!answer.ok) return change({ finding: false, found: null, unfound: answer.problem.detail });
    change({ finding: false, found: answer.data.leads });
  }

  /**
   * Turns to the lead that the user has chosen for the page, and remembers that for the
   * site.
   * @param {string} id
   */
  async function choose(id) {
    const { capture } = context.state;
    const candidate = capture && P.choiceOf(capture, id);
    if (!capture || !candidate || isWriting(context.state)) return;
    searches += 1;
    clearTimeout(pause);
    // Without a reading there is nothing to match: the lead is opened on its own.
    const loading = context.load(id, capture.reading ? P.chosenFor(capture, capture.site !== '') : null);
    if (capture.reading) await remember(id);
    await loading;
  }

  /** @param {string} leadId empty to forget */
  async function remember(leadId) {
    const { capture } = context.state;
    if (!capture?.reading || capture.site === '') return true;
    const answer = await backend.chooseLead({ url: capture.reading.url, lead_id: leadId });
    if (answer.ok) return true;
    set({ ...context.state, outcome: { tone: 'error', text: `Your choice could not be kept for ${capture.site}. ${answer.problem.detail}` } });
    return false;
  }

  /** Forgets which lead was chosen for the site. */
  async function forgetChoice() {
    const { capture } = context.state;
    if (!capture || !await remember('')) return;
    set({ ...P.forgotten(context.state), outcome: { tone: 'info', text: `Forgotten. On ${capture.site} Leadpatch looks for the lead anew next time.` } });
    focus('find-lead');
  }

  /** Shows a lead that is made from the page. */
  async function create() {
    const { capture } = context.state;
    if (!capture || isWriting(context.state)) return;
    const name = P.keptAs({ ...context.state, screen: 'create' });
    context.keepNothing();
    const drafts = await storage.drafts(name);
    set(openCreate(context.state, drafts, storage.asked(name)));
    context.keepAs(name);
    focus('name');
    await context.sendAgain();
  }

  /** Leaves a lead that is not created yet: what was typed is stored for the page. */
  function leaveCreate() {
    const { state } = context;
    context.keepNothing();
    set({ ...state, screen: 'capture', mode: 'list', view: null, drafts: {}, asked: null, preview: null, errors: {}, outcome: null, leadId: '' });
    focus('find-lead');
  }

  /** Stores that the user has decided on the suggestions: none is ticked automatically again. */
  function decide() {
    const { leadId, capture } = context.state;
    if (leadId !== '' && capture?.reading) storage.keepDecided(leadId, capture.reading.url);
  }

  return {
    open, wait, remember,
    actions: {
      openChooser, giveUpPage, searchLeads, choose, forgetChoice, create, leaveCreate,
      readPage: () => void readPage(),
      readNumbersOf: (/** @type {string} */ country) => void readNumbersOf(country),
      /** @param {string} id of a suggestion @param {boolean} on */
      tick: (id, on) => { set(G.tick(context.state, id, on)); decide(); },
      /** @param {string} target a contact @param {boolean} on */
      tickPerson: (target, on) => { set(G.tickPerson(context.state, target, on)); decide(); },
      /** @param {boolean} on */
      tickNote: (on) => { set(tickNote(adopted(context.state), on)); decide(); },
      /** @param {string} text */
      editNote: (text) => set(withNote(context.state, text)),
      /** @param {boolean} on */
      tickField: (on) => { set(tickField(adopted(context.state), on)); decide(); },
      /** Chooses the field that keeps the page's address. @param {string} key */
      keepIn: (key) => {
        const { view } = context.state;
        const off = tickField(context.state, false);
        if (view) storage.keepPageField(view.organization.id, key);
        set(P.withCapture(off, { field: key }));
      },
      /** @param {string} account */
      makeIn: (account) => set(inAccount(context.state, account)),
    },
  };
}
