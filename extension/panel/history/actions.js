// The log: reading it, opening entries, checking, giving up and undoing them, exporting and
// clearing it. Part of app/actions.js.

import { leave } from '../apply/undo.js';
import { isSignedOut } from '../services/problems.js';
import { say } from '../session/problem.js';
import { plural } from '../values/format.js';
import { endOf, follow } from './follow.js';
import * as H from './state.js';

/** @import {Entry, JournalSettings, Problem} from '../../api' */
/** @import {Context} from '../app/context.js' */
/** @import {Outcome, State} from '../app/state.js' */
/** @import {Answer} from '../services/backend.js' */

/** @param {Context} context */
export function historyActions(context) {
  const { world, set } = context;
  const { backend, focus } = world;
  /** Counts what was asked for, so that only the answer to the last question is shown. */
  let asked = 0;
  let reading = false;

  /** @param {Partial<H.History>} what */
  const change = (what) => set(H.withHistory(context.state, what));

  /** Reads the newest entries. What is asked for in the meantime follows in one more reading. */
  async function read() {
    asked += 1;
    if (reading) return;
    reading = true;
    change({ work: 'read' });
    let turn;
    let answer;
    do {
      turn = asked;
      answer = await backend.journal(H.queryOf(context.state));
    } while (turn !== asked);
    reading = false;
    if (!answer.ok) return cannot(answer.problem, H.showUnread);
    set(H.showEntries(context.state, answer.data));
    await fetchOpen();
  }

  /** Reads the entry that was asked for, where it is older than those in sight. */
  async function fetchOpen() {
    const { open } = context.state.history;
    if (open === '' || H.entryOf(context.state, open)) return;
    const answer = await backend.entry(open);
    if (answer.ok) set(H.showEntry(context.state, answer.data));
  }

  /**
   * @param {Problem} problem
   * @param {(state: State, problem: Problem) => State} [show]
   */
  async function cannot(problem, show = say) {
    context.tryAgainWith(read);
    set(show(H.withHistory(context.state, { work: '' }), problem));
    if (isSignedOut(problem)) await context.learn();
  }

  /** Reads older entries. */
  async function more() {
    const last = context.state.history.entries?.at(-1);
    if (!last || context.state.history.work !== '') return;
    const turn = asked;
    change({ work: 'more' });
    const answer = await backend.journal({ ...H.queryOf(context.state), before: last.id });
    if (turn !== asked) return;
    if (!answer.ok) return cannot(answer.problem);
    set(H.showMore(context.state, answer.data));
    const first = answer.data.entries[0];
    if (first) focus(`entry-${first.id}`);
  }

  /**
   * Opens the log.
   * @param {string} [id] an entry to open with it
   */
  async function openHistory(id = '') {
    const from = context.state.deciding === 'edits' ? context.state : leave(context.state);
    set({ ...H.openHistory(from, id), outcome: null });
    focus(id === '' ? 'history' : `entry-${id}`);
    await read();
    if (id !== '') focus(`entry-${id}`);
  }

  /**
   * Does something with one entry, and shows it as it is then.
   * @param {string} id
   * @param {(id: string) => Promise<Answer<Entry>>} ask
   * @param {(entry: Entry) => Outcome} said
   */
  async function withEntry(id, ask, said) {
    if (context.state.history.work !== '') return;
    change({ work: id });
    const answer = await ask(id);
    if (!answer.ok) {
      await cannot(answer.problem);
      const now = await backend.entry(id);
      if (now.ok) set(H.showEntry(context.state, now.data));
      return;
    }
    const { data } = answer;
    const here = context.state.pending.some((entry) => entry.id === id);
    const next = H.showEntry(follow(H.withHistory(context.state, { work: '' }), data, world.now()), data);
    set({ ...next, outcome: said(data), wait: 0 });
    await count();
    if (here) await context.refresh();
  }

  /** Asks how many entries are not settled. */
  async function count() {
    const answer = await backend.journal({ state: 'unsettled', limit: '1' });
    if (answer.ok) change({ unsettled: answer.data.unsettled });
  }

  /** @param {string} id */
  async function check(id) {
    await withEntry(id, backend.checkEntry, (entry) =>
      (entry.settled
        ? { ...endOf(entry), entry: undefined }
        : { tone: 'waiting', text: entry.waiting?.detail ?? 'It is still not known. Leadpatch goes on looking.' }));
    focus(context.state.mode === 'history' ? `entry-${id}` : 'list');
  }

  /** @param {string} id */
  async function giveUp(id) {
    const given = context.state.pending.find((entry) => entry.id === id);
    let gone = false;
    await withEntry(id, backend.giveUp, () => {
      gone = true;
      return { tone: 'info', text: 'Given up: nothing was sent. The log keeps what you wanted.' };
    });
    // From the form it goes back there: what was typed stays.
    if (gone && given && given.undoes === undefined && context.state.view && ['list', 'page'].includes(context.state.mode)) {
      const next = H.editAgain(context.state, given);
      set({ ...next, outcome: { tone: 'info', text: 'Given up: nothing was sent. Your changes are edits again.', entry: id } });
    }
    focus(context.state.mode === 'history' ? `entry-${id}` : 'list');
  }

  /** Asks Close who has changed the fields of an entry since. @param {string} id */
  async function since(id) {
    const known = context.state.history.since;
    if (known[id] === 'reading') return;
    change({ since: { ...known, [id]: 'reading' } });
    focus(`since-${id}`);
    const answer = await backend.since(id);
    change({ since: { ...context.state.history.since, [id]: answer.ok ? answer.data : answer.problem } });
  }

  /** Shows what taking entries back would do. @param {string[]} ids */
  async function previewUndo(ids) {
    if (ids.length === 0 || context.state.history.work !== '') return;
    change({ work: 'preview' });
    const answer = await backend.previewUndo(ids);
    if (!answer.ok) return cannot(answer.problem);
    if (context.state.mode !== 'history') return change({ work: '' });
    set(H.showUndoPreview(context.state, ids, answer.data.results, world.newIntent()));
    focus('undo-title');
  }

  /** Takes the entries of the preview back. */
  async function undoEntries() {
    const { undoing, work } = context.state.history;
    if (!undoing || undoing.done || work !== '') return;
    const ids = H.undoable(undoing);
    if (ids.length === 0) return;
    change({ work: 'undo' });
    const answer = await backend.undoEntries(ids, undoing.intent);
    if (!answer.ok) {
      await cannot(answer.problem);
      return context.tryAgainWith(undoEntries);
    }
    set({ ...H.showUndoDone(context.state, answer.data.results), outcome: null });
    focus('undo-title');
    await context.refresh();
    await read();
  }

  /** Leaves the results of an undo, or whatever else is in the log's place. */
  function back() {
    const next = H.stepBack(context.state);
    if (!next) return false;
    const { open } = next.history;
    set(next);
    focus(open === '' ? 'history' : `entry-${open}`);
    return true;
  }

  /** Hands the whole log to the user as a file. @param {'json' | 'csv'} format */
  async function exportAs(format) {
    if (context.state.history.work !== '') return;
    change({ work: `export-${format}` });
    const answer = await backend.exportJournal(format);
    if (!answer.ok) return cannot(answer.problem);
    const { name, type, text } = answer.data;
    world.save(name, type, text);
    set({ ...H.withHistory(context.state, { work: '' }), outcome: { tone: 'done', text: `Saved as ${name}.` } });
  }

  /** Forgets everything that is settled. */
  async function clearLog() {
    if (context.state.history.work !== '') return;
    change({ work: 'clear' });
    const answer = await backend.clearJournal();
    if (!answer.ok) return cannot(answer.problem);
    const gone = answer.data.entries;
    const text = `${plural(gone, 'entry').replace(/entrys$/, 'entries')} cleared.`;
    set({ ...H.withHistory(context.state, { work: '', page: 'list', open: '', since: {} }), outcome: { tone: 'done', text } });
    focus('history');
    await read();
  }

  /** Keeps how long and how much is remembered. @param {JournalSettings} settings */
  async function keepSettings(settings) {
    const error = H.settingsError(settings, context.state.history.bounds);
    if (error !== '') return set({ ...context.state, outcome: { tone: 'error', text: error } });
    if (context.state.history.work !== '') return;
    change({ work: 'settings' });
    const answer = await backend.journalSettings(settings);
    if (!answer.ok) return cannot(answer.problem);
    set({ ...H.withHistory(context.state, { work: '', settings: answer.data }), outcome: { tone: 'done', text: 'The log keeps to that from now on.' } });
  }

  /** @param {string} id */
  function editAgain(id) {
    const entry = H.entryOf(context.state, id);
    if (!entry || !context.state.view) return;
    set(H.editAgain(context.state, entry));
    focus('list');
  }

  return {
    back,
    actions: {
      openHistory, check, giveUp, since, previewUndo, undoEntries, exportAs, clearLog, keepSettings, editAgain,
      moreEntries: more,
      readHistory: read,
      /** @param {string} query */
      search: (query) => { change({ query }); void read(); },
      /** @param {string} only */
      only: (only) => { change({ only }); void read(); },
      /** @param {boolean} everywhere */
      everywhere: (everywhere) => { change({ everywhere }); void read(); },
      showEverything: () => { change({ query: '', only: '' }); focus('filter'); void read(); },
      /** @param {string} id */
      toggleEntry: (id) => set(H.toggleEntry(context.state, id)),
      /** @param {string} id */
      pick: (id) => set(H.pick(context.state, id)),
      /** @param {string[] | null} picked */
      picking: (picked) => { change({ picked }); focus(picked?.[0] ? `pick-${picked[0]}` : 'history'); },
      /** @param {'manage' | 'clear'} page */
      historyPage: (page) => { change({ page }); focus(`${page}-title`); },
      backInHistory: back,
    },
  };
}
