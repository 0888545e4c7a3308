import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { entryOf, field, journalOf, viewOf, waitingOf, waitsOf } from '../../test/unit/fixtures.js';
import { fields, good, world } from '../../test/unit/panel-world.js';
import * as S from '../app/state.js';
import { follow, showPending } from '../history/follow.js';
import { editField, fieldOf } from '../lead/form.js';
import { nextLook, onItsWay } from '../lead/pending.js';
import { showApplied } from './applied.js';
import { showUndone } from './undo.js';

/** @import {Entry} from '../../api' */
/** @import {Outcome} from '../app/state.js' */

const NOW = Date.parse('2026-01-05T10:00:00Z');

/** A lead of which two fields are edited. */
const edited = () => {
  const lead = S.showFresh(S.openLead(S.initialState('popup'), 'lead_1'), viewOf([field('name', 'text', 'Acme'), field('url', 'url', 'one')]));
  return editField(editField(lead, 'name', { value: 'Acme 2' }), 'url', { value: 'mine' });
};

/** @param {Partial<Entry>} [more] */
const waitingNow = (more) => { const state = edited(); return showApplied(state, waitsOf(waitingOf('entr_1', more)), state.drafts, NOW); };

test('what waits leaves the form, is marked at its fields, and is no error', () => {
  const state = edited();
  const next = waitingNow();
  assert.deepEqual([next.drafts, next.errors], [{}, {}]);
  assert.deepEqual(next.outcome, { tone: 'waiting', entry: 'entr_1', text: 'entr_1 waits.' });
  assert.equal(onItsWay(next, 'url')?.after, 'mine');
  assert.equal(next.history.unsettled, 1);
  assert.equal(fieldOf(next, 'url')?.value, 'one', 'the field shows what Close has');
  assert.deepEqual(next.view, state.view, 'without a view the present one stays');
});

/** @type {[string, string | undefined, number][]} */
const reasons = [
  ['rate-limited', '2026-01-05T10:00:11.2Z', 12],
  ['rate-limited', '2026-01-05T09:00:00Z', 0],
  ['unsure', undefined, 0],
  ['session-ended', undefined, 0],
];
for (const [reason, retryAt, wait] of reasons) {
  test(`waiting for ${reason} until ${retryAt ?? 'something happens'}`, () => {
    const next = waitingNow({ waiting: { reason, detail: '', retry_at: retryAt } });
    assert.equal(next.wait, wait);
    assert.equal(next.outcome?.action, reason === 'session-ended' ? 'sign_in' : undefined);
  });
}

test('a part that is through can be undone while the rest is on its way', () => {
  const state = edited();
  const changes = [{ field: 'name', label: 'name', now: 'Acme', after: 'Acme 2' }];
  const next = showApplied(state, waitsOf(waitingOf('entr_1'), { changes, undo_until: '2026-01-06T10:00:00Z' }), state.drafts, NOW);
  assert.deepEqual(next.pending[0]?.changes.map((change) => change.field), ['url']);
  assert.equal(next.undo?.entry, 'entr_1');
});

test('what a new lead is made of is on its way to no field', () => {
  assert.equal(onItsWay({ ...edited(), pending: [waitingOf('entr_1', { created: true })] }, 'url'), undefined);
});

test('what Close ignored stays as typed, and what was typed on stays too', () => {
  const sent = edited();
  const now = editField(sent, 'name', { value: 'typed on' });
  const ignored = [{ field: 'url', label: 'url', wanted: 'mine', has: 'one', detail: 'Ignored.' }];
  const next = showApplied(now, waitsOf(waitingOf('entr_1'), { ignored }), sent.drafts, NOW);
  assert.deepEqual(Object.keys(next.drafts), ['name', 'url']);
  assert.equal(next.errors.url, 'Ignored.');
});

test('an undo that waits is over for the form, and says so', () => {
  const undo = {
    kind: /** @type {const} */ ('undo'), entry: 'entr_0', names: ['url'], at: 0, until: '', user: 'user_1', organization: 'orga_1', dismissed: false, base: {}, keep: [],
  };
  const next = showUndone({ ...edited(), drafts: {}, undo }, waitsOf(waitingOf('entr_1', { undoes: 'entr_0' })), undo, NOW);
  assert.equal(next.undo, null);
  assert.deepEqual(next.outcome, { tone: 'waiting', entry: 'entr_1', text: 'entr_1 waits.' });
  assert.equal(next.pending[0]?.undoes, 'entr_0');
});

const made = { created: true, lead: { ...entryOf('').lead, url: 'https://app.close.com/lead/lead_9/' } };

/** @type {[string, Partial<Entry>, Partial<Outcome>][]} */
const ends = [
  ['applied', {}, { tone: 'done' }],
  ['part', {}, { tone: 'error' }],
  ['conflict', {}, { tone: 'error' }],
  ['rejected', {}, { tone: 'error' }],
  ['applied', made, { tone: 'done', open: made.lead.url }],
  ['rejected', made, { tone: 'error' }],
];
for (const [state, more, outcome] of ends) {
  test(`an entry${more.created ? ' of a new lead' : ''} that ends as ${state} is told, and the fields are free`, () => {
    const next = follow(waitingNow(), entryOf('entr_1', { state, ...more }), NOW);
    assert.deepEqual(next.outcome, { text: 'entr_1 has ended.', entry: 'entr_1', ...outcome });
    assert.deepEqual([next.pending, next.history.unsettled], [[], 0]);
  });
}

test('an entry that goes on waiting says why by now; what is wrong is not spoken over', () => {
  assert.equal(follow(waitingNow(), waitingOf('entr_1', { state: 'unknown', sentence: 'Close has not answered.' }), NOW).outcome?.text, 'Close has not answered.');
  const wrong = { ...waitingNow(), outcome: /** @type {const} */ ({ tone: 'error', text: 'Something else.' }) };
  assert.equal(follow(wrong, entryOf('entr_1'), NOW).outcome?.text, 'Something else.');
  assert.equal(follow(wrong, entryOf('entr_1'), NOW).pending.length, 0);
  assert.equal(follow(wrong, entryOf('another'), NOW), wrong);
});

test('what is under way when the lead is opened is marked, of this lead alone, the oldest first', () => {
  const other = { ...entryOf('c').lead, id: 'lead_2' };
  const entries = [waitingOf('d', { state: 'sent' }), waitingOf('c', { lead: other }), entryOf('b'), waitingOf('a', { state: 'unknown' })];
  const next = showPending(edited(), journalOf(entries, { unsettled: 3 }));
  assert.deepEqual(next.pending.map(({ id }) => id), ['a', 'd']);
  assert.equal(next.history.unsettled, 3);
});

test('a look comes when the backend says, the soonest of several, and never without a network', () => {
  assert.equal(nextLook([], true), null);
  assert.equal(nextLook([{ look_in: 5.5 }, { look_in: 20 }, {}], true), 5500);
  assert.equal(nextLook([{ look_in: 5.5 }], false), null);
  assert.equal(nextLook([{}], true), null, 'only an event brings news');
  assert.equal(nextLook([{ look_in: 3600 }], true), 60_000);
});

test('the panel looks when the network is back, says what has become of it, and reads the lead', async () => {
  let entry = waitingOf('entr_1', { due: false });
  let reads = 0;
  const { act, seen } = world({
    apply: async () => good(waitsOf(entry)),
    entry: async () => good(entry),
    lead: async (id) => { reads += 1; return good(viewOf(reads === 1 ? fields : [field('name', 'text', 'Acme'), field('url', 'url', 'mine')], id)); },
  });
  seen.online = false;
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  act.attend();
  await settled();
  assert.equal(act.state.outcome?.tone, 'waiting');
  entry = entryOf('entr_1');
  act.attend();
  await settled();
  await settled();
  assert.equal(act.state.outcome?.text, 'entr_1 has ended.');
  assert.equal(fieldOf(act.state, 'url')?.value, 'mine');
  assert.deepEqual(act.state.pending, []);
});

test('the panel looks by itself when there may be news', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let looks = 0;
  const { act } = world({
    apply: async () => good(waitsOf(waitingOf('entr_1', { due: false, look_in: 5.5 }))),
    entry: async (id) => { looks += 1; return good(entryOf(id)); },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  t.mock.timers.tick(5499);
  await settled();
  assert.equal(looks, 0);
  t.mock.timers.tick(1);
  await settled();
  assert.equal(looks, 1);
  assert.equal(act.state.outcome?.tone, 'done');
});

test('a wish that nothing was sent of can be given up from the status line', async () => {
  const { act, seen } = world({ apply: async () => good(waitsOf(waitingOf('entr_1'))) });
  seen.online = false;
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.giveUp('entr_1');
  assert.match(act.state.outcome?.text ?? '', /^Given up: nothing was sent\. Your changes are edits again\.$/);
  assert.deepEqual([act.state.pending, act.state.outcome?.entry, seen.focus], [[], 'entr_1', 'list']);
  assert.equal(act.state.drafts.url?.value, 'mine', 'what was typed stays');
});

test('what is due goes on at once while somebody is here, what is not waits for its time', async () => {
  let entry = waitingOf('entr_1', { due: false });
  let delivered = 0;
  const { act } = world({
    apply: async () => good(waitsOf(entry)),
    entry: async () => good(entry),
    deliver: async () => { delivered += 1; entry = entryOf('entr_1'); return good({ unsettled: 0 }); },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  act.attend();
  await settled();
  assert.equal(delivered, 0);
  entry = waitingOf('entr_1', { due: true });
  act.attend();
  await settled();
  assert.deepEqual([delivered, act.state.outcome?.tone], [1, 'done']);
});
