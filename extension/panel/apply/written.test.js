import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { entryOf, field, journalOf, viewOf } from '../../test/unit/fixtures.js';
import { fields, good, world } from '../../test/unit/panel-world.js';
import * as S from '../app/state.js';
import { follow, showPending } from '../history/follow.js';
import { editField, fieldOf } from '../lead/form.js';
import { nextLook, onItsWay } from '../lead/pending.js';
import { showApplied } from './applied.js';
import { showUndone } from './undo.js';

/** @import {Applied, Entry, Waiting} from '../../api' */

const NOW = Date.parse('2026-01-05T10:00:00Z');
const offline = { reason: 'offline', detail: 'Close cannot be reached.' };

/** A lead of which two fields are edited. */
const edited = () => {
  const lead = S.showFresh(S.openLead(S.initialState('popup'), 'lead_1'), viewOf([field('name', 'text', 'Acme'), field('url', 'url', 'one')]));
  return editField(editField(lead, 'name', { value: 'Acme 2' }), 'url', { value: 'mine' });
};

/** @param {Partial<Applied>} [more] @returns {Applied} */
const waits = (more) => ({ sent: [], changes: [], unchanged: [], ignored: [], entry: 'entr_1', waiting: offline, ...more });

/** @param {Waiting} [waiting] */
const waitingNow = (waiting = offline) => { const state = edited(); return showApplied(state, waits({ waiting }), state.drafts, NOW); };

test('what waits leaves the form, is marked at its fields, and is no error', () => {
  const state = edited();
  const next = showApplied(state, waits(), state.drafts, NOW);
  assert.deepEqual([next.drafts, next.errors], [{}, {}]);
  assert.deepEqual(next.outcome, {
    tone: 'waiting', entry: 'entr_1', text: 'Waiting for the network. Your 2 changes to Acme GmbH are kept and go out by themselves.',
  });
  assert.equal(onItsWay(next, 'url')?.after, 'mine');
  assert.equal(next.history.unsettled, 1);
  assert.equal(fieldOf(next, 'url')?.value, 'one', 'the field shows what Close has');
  assert.equal(next.view, state.view, 'without a view the present one stays');
});

/** @type {[Waiting, RegExp, number][]} */
const reasons = [
  [{ reason: 'rate-limited', detail: '', retry_at: '2026-01-05T10:00:11.2Z' }, /^Close asks to wait\. Your 2 changes/, 12],
  [{ reason: 'rate-limited', detail: '', retry_at: '2026-01-05T09:00:00Z' }, /^Close asks to wait/, 0],
  [{ reason: 'unsure', detail: '' }, /^Close has not answered\. Leadpatch is looking whether it arrived\.$/, 0],
  [{ reason: 'close-failed', detail: '' }, /^Close has a fault\. Your 2 changes to Acme GmbH are kept/, 0],
  [{ reason: 'session-ended', detail: '' }, /go out by themselves once you have signed in again\.$/, 0],
  [{ reason: 'something-new', detail: 'A sentence.' }, /^A sentence\.$/, 0],
];
for (const [waiting, words, wait] of reasons) {
  test(`waiting for ${waiting.reason} until ${waiting.retry_at ?? 'something happens'}`, () => {
    const next = waitingNow(waiting);
    assert.match(next.outcome?.text ?? '', words);
    assert.equal(next.wait, wait);
    assert.equal(next.outcome?.action, waiting.reason === 'session-ended' ? 'sign_in' : undefined);
  });
}

test('a part that is through is said, and can be undone; only the rest is on its way', () => {
  const state = edited();
  const changes = [{ field: 'name', label: 'name', now: 'Acme', after: 'Acme 2' }];
  const next = showApplied(state, waits({ changes, undo: { edits: [] } }), state.drafts, NOW);
  assert.match(next.outcome?.text ?? '', /^1 change saved\. Waiting for the network\. Your 1 change to Acme GmbH is kept and goes out by itself\.$/);
  assert.deepEqual(next.pending[0]?.changes.map((change) => change.field), ['url']);
  assert.equal(next.undo?.entry, 'entr_1');
});

test('what Close ignored stays as typed, and what was typed on stays too', () => {
  const sent = edited();
  const now = editField(sent, 'name', { value: 'typed on' });
  const ignored = [{ field: 'url', label: 'url', wanted: 'mine', has: 'one', detail: 'Ignored.' }];
  const next = showApplied(now, waits({ ignored }), sent.drafts, NOW);
  assert.deepEqual(Object.keys(next.drafts), ['name', 'url']);
  assert.equal(next.errors.url, 'Ignored.');
});

test('an undo that waits is over for the form, and says so', () => {
  const request = { edits: [{ field: 'url', op: /** @type {const} */ ('set'), value: 'one' }] };
  const undo = { kind: /** @type {const} */ ('undo'), request, entry: 'entr_0', names: ['url'], at: 0, user: 'user_1', organization: 'orga_1', dismissed: false };
  const next = showUndone({ ...edited(), drafts: {}, undo }, waits(), undo, NOW);
  assert.equal(next.undo, null);
  assert.match(next.outcome?.text ?? '', /Your undo on Acme GmbH is kept and goes out by itself\.$/);
  assert.equal(next.pending[0]?.undoes, 'entr_0');
});

/** @type {[string, Partial<Entry>, string, RegExp][]} */
const ends = [
  ['applied', {}, 'done', /^1 change to Acme GmbH saved\.$/],
  ['applied', { undoes: 'entr_0' }, 'done', /^Undone on Acme GmbH\.$/],
  ['part', { detail: 'Not the URL.' }, 'error', /^Only a part was saved to Acme GmbH\. Not the URL\.$/],
  ['conflict', { detail: 'Choose for each field.', lead: { ...entryOf('').lead, name: '' } }, 'error', /^Not saved to Acme GmbH: somebody else changed it meanwhile\.$/],
  ['rejected', { detail: 'Not an address.' }, 'error', /^Not saved to Acme GmbH\. Not an address\.$/],
];
for (const [state, more, tone, words] of ends) {
  test(`an entry that ends as ${state}${more.undoes ? ', an undo,' : ''} is told, and the fields are free`, () => {
    const next = follow(waitingNow(), entryOf('entr_1', { state, ...more }), NOW);
    assert.equal(next.outcome?.tone, tone);
    assert.match(next.outcome?.text ?? '', words);
    assert.equal(next.outcome?.entry, 'entr_1');
    assert.deepEqual([next.pending, next.history.unsettled], [[], 0]);
  });
}

test('an entry that goes on waiting says why by now; what is wrong is not spoken over', () => {
  const unsure = entryOf('entr_1', { state: 'unknown', waiting: { reason: 'unsure', detail: '' } });
  assert.match(follow(waitingNow(), unsure, NOW).outcome?.text ?? '', /^Close has not answered/);
  const wrong = { ...waitingNow(), outcome: /** @type {const} */ ({ tone: 'error', text: 'Something else.' }) };
  assert.equal(follow(wrong, entryOf('entr_1'), NOW).outcome?.text, 'Something else.');
  assert.equal(follow(wrong, entryOf('entr_1'), NOW).pending.length, 0);
  assert.equal(follow(wrong, entryOf('another'), NOW), wrong);
});

test('what is under way when the lead is opened is marked, of this lead alone, the oldest first', () => {
  const other = { ...entryOf('c').lead, id: 'lead_2' };
  const entries = [entryOf('d', { state: 'sent' }), entryOf('c', { state: 'intended', lead: other }), entryOf('b'), entryOf('a', { state: 'unknown' })];
  const next = showPending(edited(), journalOf(entries, { unsettled: 3 }));
  assert.deepEqual(next.pending.map(({ id }) => id), ['a', 'd']);
  assert.equal(next.history.unsettled, 3);
});

test('a look comes after the next try, soon where nobody has named a time, and never without a network', () => {
  const at = (/** @type {number} */ ms) => ({ waiting: { reason: 'rate-limited', detail: '', retry_at: new Date(NOW + ms).toISOString() } });
  assert.equal(nextLook([], NOW, true), null);
  assert.equal(nextLook([at(5000), at(20_000)], NOW, true), 5500);
  assert.equal(nextLook([at(-5000)], NOW, true), 3000);
  assert.equal(nextLook([{}], NOW, true), 3000);
  assert.equal(nextLook([at(5000)], NOW, false), null);
  assert.equal(nextLook([{ waiting: { reason: 'session-ended', detail: '' } }], NOW, true), null);
  assert.equal(nextLook([at(3_600_000)], NOW, true), 60_000);
});

test('the panel looks when the network is back, says what has become of it, and reads the lead', async () => {
  let state = 'intended';
  let reads = 0;
  const { act, seen } = world({
    apply: async () => good(waits()),
    entry: async (id) => good(entryOf(id, { state, ...(state === 'intended' ? { waiting: offline } : {}) })),
    lead: async (id) => { reads += 1; return good(viewOf(reads === 1 ? fields : [field('name', 'text', 'Acme'), field('url', 'url', 'mine')], id)); },
  });
  seen.online = false;
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  act.attend();
  await settled();
  assert.equal(act.state.outcome?.tone, 'waiting');
  state = 'applied';
  act.attend();
  await settled();
  await settled();
  assert.equal(act.state.outcome?.text, '1 change to Acme GmbH saved.');
  assert.equal(fieldOf(act.state, 'url')?.value, 'mine');
  assert.deepEqual(act.state.pending, []);
});

test('the panel looks by itself at the time of the next try', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let looks = 0;
  const { act } = world({
    apply: async () => good(waits({ waiting: { reason: 'rate-limited', detail: '', retry_at: new Date(5001).toISOString() } })),
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

test('a request that nothing was sent of can be given up from the status line', async () => {
  const { act, seen } = world({ apply: async () => good(waits()) });
  seen.online = false;
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.giveUp('entr_1');
  assert.match(act.state.outcome?.text ?? '', /^Given up: nothing was sent\. Your changes are edits again\.$/);
  assert.deepEqual([act.state.pending, act.state.outcome?.entry, seen.focus], [[], 'entr_1', 'list']);
  assert.equal(act.state.drafts.url?.value, 'mine', 'what was typed stays');
});

test('what the journal does not know yet of a request, the panel keeps', () => {
  const next = follow(waitingNow(), entryOf('entr_1', { state: 'intended', changes: [], waiting: offline }), NOW);
  assert.match(next.outcome?.text ?? '', /Your 2 changes/);
  assert.equal(onItsWay(next, 'url')?.after, 'mine');
});

test('what is due goes on at once while somebody is here, what is not waits for its time', async () => {
  let retryAt = '1970-01-01T00:01:00Z';
  let delivered = 0;
  const busy = () => ({ reason: 'rate-limited', detail: '', retry_at: retryAt });
  const { act } = world({
    apply: async () => good(waits({ waiting: busy() })),
    entry: async (id) => good(delivered > 0 ? entryOf(id) : entryOf(id, { state: 'intended', waiting: busy() })),
    deliver: async () => { delivered += 1; return good({ unsettled: 0 }); },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  act.attend();
  await settled();
  assert.equal(delivered, 0);
  retryAt = '1970-01-01T00:00:00Z';
  act.attend();
  await settled();
  assert.deepEqual([delivered, act.state.outcome?.tone], [1, 'done']);
});
