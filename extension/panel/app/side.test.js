import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { sessionOf, viewOf } from '../../test/unit/fixtures.js';
import { fields, good, later, world } from '../../test/unit/panel-world.js';
import { unseenPage } from '../services/page.js';
import * as S from './state.js';

/** What an apply answers. @param {string} id */
const applied = (id) => good({
  sent: [], changes: [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }], unchanged: [], ignored: [], view: viewOf(fields, id),
});

/** What a review shows. */
const preview = good({
  lead: viewOf([]).lead, changes: [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }], unchanged: [], conflicts: [], errors: [],
  requests: [{ method: 'PUT', url: '/', body: '{}' }],
});

test('the side panel follows the page, also to one that it may not see and back', async () => {
  const { act, seen } = world({}, 'side');
  await act.start('');
  assert.equal(act.state.leadId, 'lead_1');
  seen.follow('');
  await settled();
  assert.equal(act.state.leadId, '');
  assert.equal(act.state.page, unseenPage);
  seen.follow('lead_2');
  await settled();
  assert.equal(act.state.view?.lead.id, 'lead_2');
});

test('a page in the popup that cannot be seen is one that cannot be read', async () => {
  const { act, seen } = world();
  await act.start('');
  seen.follow('');
  await settled();
  assert.equal(act.state.page?.detail, 'Open a lead.');
});

test('the answer of a lead that is being read does not come back over a page without one', async () => {
  const slow = later();
  const { act, seen } = world({ lead: () => /** @type {any} */ (slow.promise) }, 'side');
  void act.start('');
  await settled();
  seen.follow('');
  await settled();
  slow.settle(good(viewOf(fields, 'lead_1')));
  await settled();
  assert.equal(act.state.view, null);
  assert.equal(act.state.leadId, '');
});

test('what is learned about a page without a lead does not come over the lead after it', async () => {
  const slow = later();
  let asked = 0;
  const me = sessionOf([]);
  const { act, seen } = world({
    session: () => { asked += 1; return asked === 1 ? /** @type {any} */ (slow.promise) : Promise.resolve(good({ ...me, signed_in: true })); },
  }, 'side');
  void act.start('');
  seen.follow('');
  await settled();
  seen.follow('lead_2');
  await settled();
  slow.settle(good({ ...me, signed_in: true }));
  await settled();
  assert.equal(act.state.screen, 'lead');
  assert.equal(act.state.view?.lead.id, 'lead_2');
});

test('from review to apply the lead is pinned, whatever the page shows in the meantime', async () => {
  /** @type {string[]} */
  const written = [];
  const { act, seen } = world({ preview: async () => preview, apply: async (id) => { written.push(id); return applied(id); } }, 'side');
  await act.start('');
  act.edit('url', { value: 'mine' });
  await act.review();
  assert.equal(act.state.mode, 'review');
  for (const page of ['lead_2', '', 'lead_3']) {
    seen.follow(page);
    await settled();
    assert.equal(act.state.leadId, 'lead_1');
    assert.ok(S.isElsewhere(act.state));
  }
  await act.apply();
  assert.deepEqual(written, ['lead_1']);
  assert.equal(act.state.leadId, 'lead_1', 'what came of it is said where it was asked for');
  assert.equal(act.state.page?.lead_id, 'lead_3');
});

test('while a change is on its way the panel stays, and its answer is about its lead', async () => {
  const slow = later();
  const { act, seen } = world({ apply: () => /** @type {any} */ (slow.promise) }, 'side');
  await act.start('');
  act.edit('url', { value: 'mine' });
  void act.apply();
  await settled();
  seen.follow('lead_2');
  await settled();
  assert.equal(act.state.leadId, 'lead_1');
  await act.switchLead();
  assert.equal(act.state.leadId, 'lead_1', 'nobody is taken away from what is being written');
  slow.settle(applied('lead_1'));
  await settled();
  assert.equal(act.state.leadId, 'lead_1');
  assert.equal(act.state.outcome?.tone, 'done');
});

test('the answer of a review that one has left for another lead is dropped', async () => {
  const slow = later();
  const { act, seen } = world({ preview: () => /** @type {any} */ (slow.promise) }, 'side');
  await act.start('');
  act.edit('url', { value: 'mine' });
  void act.review();
  await settled();
  seen.follow('lead_2');
  await settled();
  await act.switchLead();
  slow.settle(preview);
  await settled();
  assert.equal(act.state.leadId, 'lead_2');
  assert.equal(act.state.mode, 'list');
  assert.equal(act.state.preview, null);
});

test('an edit that begins while the page is asked about keeps the panel with its lead', async () => {
  const slow = later();
  let asked = 0;
  const { act, seen } = world({
    page: (url) => { asked += 1; return asked === 1 ? Promise.resolve(good({ kind: 'lead', lead_id: url, detail: '' })) : /** @type {any} */ (slow.promise); },
  }, 'side');
  await act.start('');
  seen.follow('lead_2');
  act.edit('url', { value: 'mine' });
  slow.settle(good({ kind: 'lead', lead_id: 'lead_2', detail: '' }));
  await settled();
  assert.equal(act.state.leadId, 'lead_1');
  assert.ok(S.isElsewhere(act.state));
});

test('in the log the panel stays, and follows again afterwards', async () => {
  const { act, seen } = world({}, 'side');
  await act.start('');
  await act.openHistory();
  seen.follow('lead_2');
  await settled();
  assert.equal(act.state.leadId, 'lead_1');
  act.show('list');
  seen.follow('lead_3');
  await settled();
  assert.equal(act.state.leadId, 'lead_3');
});

test('opening the side panel closes the popup, where the browser opens one', async () => {
  const { act, seen } = world();
  await act.start('');
  act.openBeside();
  await settled();
  assert.deepEqual([seen.opened, seen.closed], ['side', true]);
});
