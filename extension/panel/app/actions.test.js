import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { entryOf, problemOf, sessionOf, viewOf } from '../../test/unit/fixtures.js';
import { bad, fields, good, later, undone, world } from '../../test/unit/panel-world.js';

/** @import {EditsRequest, UndoRequest} from '../../api' */

test('the kept view is shown before Close has answered, and cannot be applied', async () => {
  const answer = later();
  const { act, stored } = world({ lead: () => /** @type {any} */ (answer.promise) });
  stored.views.set('lead_1', { view: viewOf(fields), at: 7 });
  void act.start('');
  await settled();
  assert.equal(act.state.view?.lead.name, 'Acme GmbH');
  assert.equal(act.state.readAt, 7);
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(act.state.work, 'lead');
  answer.settle(good(viewOf([{ ...fields[0], value: 'Newer' }, ...fields.slice(1)].map((it) => /** @type {any} */ (it)))));
  await settled();
  assert.equal(act.state.readAt, 0);
  assert.equal(act.state.view?.fields[0]?.value, 'Newer');
  assert.equal(act.state.drafts.url?.value, 'mine');
});

test('every edit is kept, and comes back with the lead', async () => {
  const { act, stored } = world();
  await act.start('');
  act.edit('url', { value: 'mine' });
  assert.equal(stored.drafts.get('lead_1')?.url?.value, 'mine');
  await act.start('lead_1');
  assert.equal(act.state.drafts.url?.value, 'mine');
});

test('without edits the panel follows the page, with edits it stays', async () => {
  const { act, seen, stored } = world();
  await act.start('');
  seen.follow('lead_2');
  await settled();
  assert.equal(act.state.leadId, 'lead_2');
  act.edit('url', { value: 'mine' });
  seen.follow('lead_3');
  await settled();
  assert.equal(act.state.leadId, 'lead_2');
  assert.equal(act.state.page?.lead_id, 'lead_3');
  await act.switchLead();
  assert.equal(act.state.leadId, 'lead_3');
  assert.deepEqual(act.state.drafts, {});
  assert.equal(stored.drafts.get('lead_2')?.url?.value, 'mine');
});

test('the answer for a lead that is no longer shown is dropped', async () => {
  const first = later();
  const { act, seen } = world({
    lead: async (id) => (id === 'lead_1' ? /** @type {any} */ (first.promise) : good(viewOf(fields, id))),
  });
  void act.start('');
  await settled();
  seen.follow('lead_2');
  await settled();
  first.settle(good(viewOf(fields, 'lead_1')));
  await settled();
  assert.equal(act.state.view?.lead.id, 'lead_2');
});

test('a page without a lead asks nobody to open one before they are signed in', async () => {
  const out = world({ page: async () => good({ kind: 'close', lead_id: '', detail: '' }), session: async () => good(sessionOf([])) });
  await out.act.start('');
  assert.equal(out.act.state.screen, 'sign-in');
  const signedIn = world({ page: async () => good({ kind: 'close', lead_id: '', detail: '' }) });
  await signedIn.act.start('');
  assert.equal(signedIn.act.state.screen, 'no-lead');
});

test('a lead that may not be seen is forgotten', async () => {
  const { act, stored } = world({ lead: async () => bad(problemOf(404, 'not-found')) });
  stored.views.set('lead_1', { view: viewOf(fields), at: 7 });
  await act.start('');
  assert.equal(act.state.screen, 'problem');
  assert.equal(stored.views.size, 0);
});

test('a lead that cannot be read for the moment stays as it was, and can be tried again', async () => {
  let calls = 0;
  const { act, stored } = world({
    lead: async (id) => { calls += 1; return calls === 1 ? bad(problemOf(503, 'offline')) : good(viewOf(fields, id)); },
  });
  stored.views.set('lead_1', { view: viewOf(fields), at: 7 });
  await act.start('');
  assert.equal(act.state.screen, 'lead');
  assert.equal(act.state.outcome?.action, 'retry');
  await act.takeStep('retry');
  assert.equal(act.state.readAt, 0);
  assert.equal(act.state.outcome, null);
});

test('a reload reads the fields again, and keeps the edits', async () => {
  const { act } = world({
    leadAnew: async (id) => good(viewOf([...fields, { ...fields[0], key: 'custom.cf_new', label: 'New' }], id)),
  });
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  await act.reload();
  assert.ok(act.state.view?.fields.some((one) => one.label === 'New'));
  assert.equal(act.state.drafts.url?.value, 'mine');
});

test('a failed apply keeps the edits and can be tried again', async () => {
  /** @type {EditsRequest[]} */
  const bodies = [];
  const { act, stored } = world({
    apply: async (id, body) => {
      bodies.push(body);
      if (bodies.length === 1) return bad(problemOf(429, 'rate-limited'));
      return good({ sent: [], changes: [{ field: 'url', label: '', now: 'one', after: 'mine' }], unchanged: [], ignored: [], view: viewOf(fields, id) });
    },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(act.state.drafts.url?.value, 'mine');
  await act.takeStep('retry');
  assert.deepEqual(bodies[1], { edits: [{ field: 'url', op: 'set', value: 'mine' }], base: { url: '"one"' }, intent: 'intent-2', surface: 'popup' });
  assert.equal(bodies[0]?.intent, 'intent-1', 'a refusal is an answer: the next try is a new request');
  assert.equal(act.state.outcome?.text, '1 change saved.');
  assert.deepEqual(stored.drafts.get('lead_1'), {});
});

test('two applies at once send one', async () => {
  let calls = 0;
  const { act } = world({ apply: async (id) => { calls += 1; return good({ sent: [], changes: [], unchanged: [], ignored: [], view: viewOf(fields, id) }); } });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await Promise.all([act.apply(), act.apply()]);
  assert.equal(calls, 1);
});

test('an apply waits until every conflict is decided', async () => {
  const conflict = { field: 'url', label: '', base: 'one', theirs: 'two', mine: 'mine', new_base: '"two"' };
  let applied = 0;
  const { act } = world({
    preview: async (_, body) => good({
      lead: viewOf([]).lead, changes: [], unchanged: [], errors: [], requests: [], conflicts: body.base?.url === '"two"' ? [] : [conflict],
    }),
    apply: async (id) => { applied += 1; return good({ sent: [], changes: [], unchanged: [], ignored: [], view: viewOf(fields, id) }); },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.review();
  await act.apply();
  assert.equal(applied, 0);
  await act.keepMine(conflict);
  assert.deepEqual(act.state.conflicts, []);
  await act.apply();
  assert.equal(applied, 1);
});

test('an error puts the focus on its field', async () => {
  const errors = [{ field: 'url', label: 'URL', detail: 'Not an address.' }];
  const { act, seen } = world({ apply: async () => bad(problemOf(422, 'invalid-edits', { errors })) });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(seen.focus, 'url');
  assert.equal(act.state.errors.url, 'Not an address.');
});

test('a store that refuses is told to the user', async () => {
  const { act } = world();
  await act.start('');
  const broken = world();
  await broken.act.start('');
  broken.stored.drafts.set = () => { throw new Error('disk'); };
  broken.act.edit('url', { value: 'mine' });
  await settled();
  assert.match(broken.act.state.outcome?.text ?? '', /does not let Leadpatch keep your edits/);
  assert.equal(broken.act.state.drafts.url?.value, 'mine');
});

/** An answer to an apply that can be undone. */
const undoable = () => good({
  entry: 'entr_1', sent: [], changes: [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }], unchanged: [], ignored: [], view: viewOf(fields),
  undo_until: '1970-01-02T00:00:00Z',
});

test('an undo is sent once, kept until the next, and turned into a redo', async () => {
  /** @type {[string, UndoRequest][]} */
  const asked = [];
  const { act, stored } = world({
    apply: async () => undoable(),
    undo: async (entry, request) => { asked.push([entry, request]); return undone({ applied: { ...undoable().data, entry: 'entr_2' } }); },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(stored.undo.get('lead_1')?.kind, 'undo');
  await Promise.all([act.undo(), act.undo()]);
  assert.deepEqual(asked, [['entr_1', { intent: 'intent-2', surface: 'popup', base: {}, keep: [] }]]);
  assert.equal(act.state.outcome?.text, 'url is as before.');
  assert.equal(stored.undo.get('lead_1')?.kind, 'redo');
  await act.undo();
  assert.deepEqual([asked[1]?.[0], act.state.outcome?.text], ['entr_2', 'url is changed again.']);
});

test('an undo of an older version is offered as long as its entry says', async () => {
  const kept = { kind: 'undo', entry: 'entr_1', names: ['url'], at: 1, until: '', user: 'user_1', organization: 'orga_1', dismissed: false, base: {}, keep: [] };
  for (const [until, text] of [['1970-01-02T00:00:00Z', 'url saved just now.'], ['1969-12-31T00:00:00Z', undefined], [undefined, undefined]]) {
    const { act, stored } = world({ entry: async (id) => good(entryOf(id, { undo_until: until })) }, 'tab');
    stored.undo.set('lead_1', kept);
    await act.start('lead_1');
    assert.equal(act.state.outcome?.text, text);
    assert.equal(stored.undo.get('lead_1')?.until, text && until);
  }
});

test('an undo survives the panel closing and goes with the session', async () => {
  const { act, stored } = world({ apply: async () => undoable() }, 'tab');
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.start('lead_1');
  assert.equal(act.state.outcome?.text, 'url saved just now.');
  await act.signOut();
  assert.equal(stored.undo.size, 0);
  assert.equal(act.state.undo, null);
});

test('conflicts of an undo are decided first, and then it is sent again', async () => {
  const conflict = { field: 'url', label: 'URL', base: 'mine', theirs: 'two', mine: 'one', new_base: '"two"' };
  /** @type {UndoRequest[]} */
  const asked = [];
  const { act, seen } = world({
    apply: async () => undoable(),
    undo: async (_, request) => {
      asked.push(request);
      return undone(request.base?.url ? { applied: undoable().data } : { problem: problemOf(409, 'conflict', { conflicts: [conflict] }) });
    },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.undo();
  assert.deepEqual([act.state.mode, act.state.deciding, seen.focus], ['review', 'undo', 'review']);
  act.show('list');
  assert.deepEqual([act.state.conflicts, act.state.deciding, act.state.outcome?.undo], [[], 'edits', true]);
  await act.undo();
  await act.keepMine(conflict);
  assert.deepEqual(asked.map(({ intent, base }) => [intent, base]), [['intent-2', {}], ['intent-3', {}], ['intent-4', { url: '"two"' }]]);
  assert.equal(act.state.mode, 'list');
});

test('a field that stays as Close has it is kept out of the undo', async () => {
  const conflict = { field: 'url', label: 'URL', base: 'mine', theirs: 'two', mine: 'one', new_base: '"two"' };
  const name = { field: 'name', label: 'Name', now: 'Acme', after: 'Mine' };
  /** @type {(string[] | undefined)[]} */
  const kept = [];
  const { act } = world({
    apply: async () => good({ ...undoable().data, changes: [...undoable().data.changes, name] }),
    undo: async (_, { keep }) => {
      kept.push(keep);
      return undone(keep?.length === 1 ? { applied: { ...undoable().data, changes: [name] } } : { problem: problemOf(409, 'conflict', { conflicts: [conflict] }) });
    },
  });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  await act.undo();
  await act.takeTheirs(conflict);
  assert.deepEqual([kept, act.state.outcome?.text], [[[], ['url']], 'name is as before.']);
});

test('after 429 a second try waits until its time has come', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let calls = 0;
  const { act } = world({ apply: async () => { calls += 1; return calls === 1 ? bad(problemOf(429, 'rate-limited', { retry_after: 1.2 })) : undoable(); } });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(act.state.wait, 2);
  await act.takeStep('retry');
  assert.equal(calls, 1);
  act.dismiss();
  assert.equal(act.state.wait, 0);
  await act.apply();
  assert.equal(calls, 2);
});

test('a role that may not write does not hide the lead that it may read', async () => {
  const { act } = world({ apply: async () => bad(problemOf(403, 'forbidden')) });
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.apply();
  assert.equal(act.state.screen, 'lead');
  assert.equal(act.state.outcome?.text, 'forbidden.');
});

test('a lead that cannot be read still says who is signed in', async () => {
  const { act } = world({ lead: async () => bad(problemOf(403, 'forbidden')) });
  await act.start('');
  assert.equal(act.state.screen, 'problem');
  assert.equal(act.state.session?.user?.name, 'Ada');
});
