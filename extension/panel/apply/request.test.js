import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { problemOf, viewOf } from '../../test/unit/fixtures.js';
import { bad, fields, good, later, undone, world } from '../../test/unit/panel-world.js';
import * as I from './request.js';

/** @import {EditsRequest, UndoRequest} from '../../api' */

const DAY = 24 * 60 * 60 * 1000;
const UNTIL = '1970-01-02T00:00:00Z';

/** @param {string} value */
const draft = (value) => ({ label: 'url', value, was: 'one', base: '"one"' });

/** @type {EditsRequest} */
const body = { edits: [{ field: 'url', op: 'set', value: 'mine' }], base: { url: '"one"' } };

const saved = () => good({
  entry: 'entr_1', sent: [], changes: [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }], unchanged: [], ignored: [], view: viewOf(fields),
});

test('every request has a name of its own, in the letters that the backend takes', () => {
  const names = Array.from({ length: 200 }, I.newIntent);
  assert.equal(new Set(names).size, 200);
  for (const name of names) assert.match(name, /^[A-Za-z0-9_-]{16,64}$/);
});

test('the same edits are the same request, others are another', () => {
  const first = I.askedFor(null, body, () => 'a', 1);
  assert.equal(I.askedFor(first, structuredClone(body), () => 'b', 2), first);
  assert.equal(I.askedFor(first, { ...body, edits: [] }, () => 'b', 2).intent, 'b');
  assert.equal(I.askedFor(first, { ...body, base: { url: '"two"' } }, () => 'b', 2).intent, 'b');
});

test('a request is still wanted while it is young and nobody has changed a word of it', () => {
  const asked = { intent: 'a', body, at: 0 };
  assert.ok(I.isStillWanted(asked, { url: draft('mine') }, fields, DAY));
  assert.ok(I.isStillWanted(asked, { url: draft('mine'), name: draft('typed since') }, fields, DAY));
  assert.ok(!I.isStillWanted(asked, { url: draft('mine') }, fields, DAY + 1));
  assert.ok(!I.isStillWanted(asked, { url: draft('mine too') }, fields, 1));
  assert.ok(!I.isStillWanted(asked, {}, fields, 1));
});

for (const [kind, answers] of /** @type {[string, boolean][]} */ ([
  ['restarted', false], ['backend', false], ['unsure', false],
  ['conflict', true], ['invalid-edits', true], ['no-room', true], ['rate-limited', true], ['session-ended', true],
])) {
  test(`${kind} ${answers ? 'answers' : 'does not answer'} a request`, () => assert.equal(I.isAnswer(problemOf(500, kind)), answers));
}

test('an apply over which the backend dies is asked for again, as the same request', async () => {
  /** @type {EditsRequest[]} */
  const bodies = [];
  const { act, stored } = world({
    apply: async (_, sent) => { bodies.push(sent); return bodies.length === 1 ? bad(problemOf(503, 'restarted')) : saved(); },
  }, 'tab');
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.deepEqual(bodies, [1, 2].map(() => ({ ...body, intent: 'intent-1', surface: 'tab' })));
  assert.equal(act.state.outcome?.text, '1 change saved.');
  assert.equal(stored.asked.size, 0);
});

test('a request without an answer keeps its name until its edits change', async () => {
  /** @type {(string | undefined)[]} */
  const intents = [];
  const { act, stored } = world({ apply: async (_, sent) => { intents.push(sent.intent); return bad(problemOf(503, 'restarted')); } });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(stored.asked.get('lead_1')?.intent, 'intent-1');
  await act.takeStep('retry');
  act.edit('url', { value: 'other' });
  await act.apply();
  assert.deepEqual(intents, ['intent-1', 'intent-1', 'intent-1', 'intent-1', 'intent-2', 'intent-2']);
});

test('what a closed panel has left without an answer is asked for once the lead is open again', async () => {
  /** @type {(string | undefined)[]} */
  const intents = [];
  const first = later();
  const { act, stored } = world({
    apply: async (_, sent) => { intents.push(sent.intent); return intents.length === 1 ? /** @type {any} */ (first.promise) : saved(); },
  }, 'tab');
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  void act.apply();
  await settled();
  const again = world({ apply: async (_, sent) => { intents.push(sent.intent); return saved(); } }, 'tab');
  again.stored.asked.set('lead_1', structuredClone(stored.asked.get('lead_1')));
  again.stored.drafts.set('lead_1', structuredClone(stored.drafts.get('lead_1') ?? {}));
  await again.act.start('lead_1');
  assert.deepEqual(intents, ['intent-1', 'intent-1']);
  assert.deepEqual([again.act.state.drafts, again.act.state.outcome?.text, again.stored.asked.size], [{}, '1 change saved.', 0]);
});

test('a request that the user has taken back since is not asked for again', async () => {
  let calls = 0;
  const { act, stored } = world({ apply: async () => { calls += 1; return saved(); } });
  stored.asked.set('lead_1', { intent: 'a', body, at: 1 });
  await act.start('');
  assert.deepEqual([calls, stored.asked.size], [0, 0]);
});

test('an undo without an answer keeps its name', async () => {
  /** @type {[string, UndoRequest][]} */
  const asked = [];
  const { act, stored } = world({
    apply: async () => good({ ...saved().data, undo_until: UNTIL }),
    undo: async (entry, request) => {
      asked.push([entry, request]);
      return asked.length < 3 ? bad(problemOf(503, 'restarted')) : undone({ applied: { ...saved().data, entry: 'entr_2', undo_until: UNTIL } });
    },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.undo();
  assert.equal(stored.undo.get('lead_1')?.intent, 'intent-2');
  await act.undo();
  assert.deepEqual(asked, [1, 2, 3].map(() => ['entr_1', { intent: 'intent-2', surface: 'popup', base: {}, keep: [] }]));
  assert.deepEqual([stored.undo.get('lead_1')?.kind, stored.undo.get('lead_1')?.entry], ['redo', 'entr_2']);
});
