import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { entryOf, journalOf, problemOf, waitingOf } from '../../test/unit/fixtures.js';
import { bad, good, later, world } from '../../test/unit/panel-world.js';

/** @import {Entry} from '../../api' */
/** @import {Backend} from '../services/backend.js' */

/** @typedef {Parameters<Backend['journal']>[0]} Query */

/** A panel whose log holds these entries; it keeps what was asked of the journal. */
async function logOf(/** @type {Entry[]} */ entries, /** @type {Partial<Backend>} */ answers = {}) {
  /** @type {Query[]} */
  const asked = [];
  const made = world({ journal: async (query) => { asked.push(query); return good(journalOf(query.state === 'unsettled' ? [] : entries, { more: true })); }, ...answers });
  made.seen.online = false;
  await made.act.start('');
  await made.act.openHistory();
  return { ...made, asked };
}

test('the log opens beside the fields and is read', async () => {
  const { act, asked, seen } = await logOf([entryOf('b'), entryOf('a')]);
  assert.deepEqual([act.state.mode, act.state.history.entries?.length, seen.focus], ['history', 2, 'history']);
  assert.deepEqual(asked.at(-1), { lead: 'lead_1', state: '', q: '' });
  act.everywhere(true);
  await settled();
  assert.equal(asked.at(-1)?.lead, '');
});

test('while one question is under way only the last of the others is asked', async () => {
  const first = later();
  /** @type {(string | undefined)[]} */
  const asked = [];
  const { act } = await logOf([], {
    journal: async ({ q, state }) => {
      if (state !== 'unsettled') asked.push(q);
      return q === 'a' ? /** @type {any} */ (first.promise) : good(journalOf([entryOf(q || 'none')]));
    },
  });
  act.search('a');
  act.search('ab');
  act.search('abc');
  first.settle(good(journalOf([entryOf('late')])));
  await settled();
  assert.deepEqual(asked, ['', 'a', 'abc']);
  assert.deepEqual(act.state.history.entries?.map(({ id }) => id), ['abc']);
});

test('older entries are asked for before the last one in sight', async () => {
  const { act, asked, seen } = await logOf([entryOf('b'), entryOf('a')]);
  await act.moreEntries();
  assert.equal(asked.at(-1)?.before, 'a');
  assert.equal(seen.focus, 'entry-b');
});

test('an entry that is asked for and older than all in sight is read by itself', async () => {
  const { act } = await logOf([entryOf('b')]);
  await act.openHistory('a');
  assert.deepEqual([act.state.history.open, act.state.history.entries?.[0]?.id], ['a', 'a']);
});

test('checking again shows the truth in the list and in the status line', async () => {
  const { act, seen } = await logOf([waitingOf('a', { state: 'unknown' })]);
  await act.check('a');
  assert.equal(act.state.history.entries?.[0]?.state, 'applied');
  assert.equal(act.state.outcome?.text, 'a has ended.');
  assert.equal(seen.focus, 'entry-a');
});

test('giving up too late says so and shows how far it is', async () => {
  const { act } = await logOf([waitingOf('a')], {
    giveUp: async () => bad(problemOf(409, 'conflict', { detail: 'It has been sent.' })), entry: async (id) => good(waitingOf(id, { state: 'sent' })),
  });
  await act.giveUp('a');
  assert.equal(act.state.outcome?.text, 'It has been sent.');
  assert.equal(act.state.history.entries?.[0]?.state, 'sent');
  assert.equal(act.state.history.work, '');
});

test('several entries are previewed, undone under one name, and told one by one', async () => {
  /** @type {[string[], string][]} */
  const undone = [];
  const preview = { lead: entryOf('a').lead, changes: [], unchanged: [], conflicts: [], errors: [], requests: [{ method: 'PUT', url: '', body: '' }] };
  const { act, seen } = await logOf([entryOf('b'), entryOf('a')], {
    previewUndo: async (ids) => good({ results: ids.map((entry) => ({ entry, preview })) }),
    undoEntries: async (ids, intent) => {
      undone.push([ids, intent]);
      return undone.length === 1 ? bad(problemOf(503, 'restarted')) : good({ results: ids.map((entry) => ({ entry, problem: problemOf(409, 'conflict') })) });
    },
  });
  act.picking([]);
  act.pick('a');
  act.pick('b');
  await act.previewUndo(act.state.history.picked ?? []);
  assert.deepEqual([act.state.history.page, seen.focus], ['undo', 'undo-title']);
  await act.undoEntries();
  assert.equal(act.state.history.undoing?.done, false);
  await act.takeStep('retry');
  assert.deepEqual(undone, [1, 2].map(() => [['a', 'b'], 'intent-1']));
  assert.equal(act.state.history.undoing?.done, true);
  assert.equal(act.state.history.picked, null);
  await act.undoEntries();
  assert.equal(undone.length, 2, 'what is done is not done again');
});

test('what happened since is asked once it is wanted, and may fail by itself', async () => {
  const { act } = await logOf([entryOf('a')], { since: async () => bad(problemOf(503, 'offline')) });
  assert.deepEqual(act.state.history.since, {});
  await act.since('a');
  assert.deepEqual(act.state.history.since.a, problemOf(503, 'offline'));
  assert.equal(act.state.outcome, null);
});

test('the log can be saved as a file, cleared, and told how long to last', async () => {
  /** @type {unknown[]} */
  const kept = [];
  const { act, seen } = await logOf([entryOf('a')], {
    clearJournal: async () => good({ entries: 1 }), journalSettings: async (settings) => { kept.push(settings); return good(settings); },
  });
  await act.exportAs('csv');
  assert.deepEqual([seen.saved, act.state.outcome?.text], ['log.csv', 'Saved as log.csv.']);
  await act.keepSettings({ days: 1, entries: 100 });
  assert.equal(act.state.outcome?.tone, 'error');
  await act.keepSettings({ days: 7, entries: 100 });
  assert.deepEqual(kept, [{ days: 7, entries: 100 }]);
  await act.clearLog();
  assert.equal(act.state.outcome?.text, '1 entry cleared.');
});

test('without room the next step is the log', async () => {
  const { act, seen } = world({ apply: async () => bad(problemOf(507, 'no-room', { detail: 'Nothing was sent.' })) });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.deepEqual(act.state.outcome, { tone: 'error', text: 'Nothing was sent.', action: 'make_room' });
  assert.equal(act.state.drafts.url?.value, 'mine');
  await act.takeStep('make_room');
  assert.deepEqual([act.state.mode, act.state.history.page, seen.focus], ['history', 'manage', 'manage-title']);
});

test('a page that moves on does not take the log away', async () => {
  const { act, seen } = await logOf([entryOf('a')]);
  seen.follow('lead_2');
  await settled();
  assert.deepEqual([act.state.mode, act.state.leadId, act.state.page?.lead_id], ['history', 'lead_1', 'lead_2']);
});
