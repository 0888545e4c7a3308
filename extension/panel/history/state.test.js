import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounds, entryOf, field, journalOf, problemOf, viewOf, waitingOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import { editField } from '../lead/form.js';
import { endingOf, fieldFor, ownerOf, surfaceOf } from './outcomes.js';
import * as H from './state.js';

/** @import {Entry} from '../../api' */

const dana = { id: 'cont_1', name: 'Dana', fields: [field('title', 'text', 'Buyer')] };
const choices = field('custom.cf_1', 'choices', 'a', { options: [{ value: 'a', label: 'Alpha' }] });
const locked = field('custom.cf_2', 'text', 'x', { locked: 'Only admins may change this.' });
const view = { ...viewOf([field('url', 'url', 'one'), choices, locked]), contacts: [dana] };

const lead = () => S.showFresh(S.openLead(S.initialState('popup'), 'lead_1'), view);

/** @param {Entry[]} entries */
const log = (...entries) => H.showEntries(H.openHistory(lead(), ''), journalOf(entries, { unsettled: 1 }));

test('the log is of the lead in front, without one of all leads', () => {
  assert.deepEqual(H.queryOf(H.openHistory(lead(), '')), { lead: 'lead_1', state: '', q: '' });
  const none = H.openHistory({ ...S.initialState('popup'), screen: 'no-lead' }, '');
  assert.deepEqual(H.queryOf(none), { lead: '', state: '', q: '' });
  const asked = H.withHistory(H.openHistory(lead(), ''), { everywhere: true, only: 'unsettled', query: ' x ' });
  assert.deepEqual(H.queryOf(asked), { lead: '', state: 'unsettled', q: 'x' });
});

test('opened at one entry the log is not filtered; opened again it is as it was left', () => {
  const left = H.withHistory(log(entryOf('a')), { query: 'x', only: 'part', page: 'manage', picked: [] });
  const again = H.openHistory(left, '').history;
  assert.deepEqual([again.query, again.only, again.page, again.picked], ['x', 'part', 'list', null]);
  const at = H.openHistory(left, 'a').history;
  assert.deepEqual([at.query, at.only, at.open], ['', '', 'a']);
});

test('older entries come below, none of them twice', () => {
  const next = H.showMore(log(entryOf('c'), entryOf('b')), journalOf([entryOf('b'), entryOf('a')]));
  assert.deepEqual(next.history.entries?.map(({ id }) => id), ['c', 'b', 'a']);
  assert.equal(next.history.more, false);
});

test('an entry takes the place of what it was; one that was asked for and is older stands first', () => {
  const state = log(entryOf('b'), entryOf('a', { state: 'unknown' }));
  assert.equal(H.entryOf(H.showEntry(state, entryOf('a')), 'a')?.state, 'applied');
  assert.equal(H.showEntry(state, entryOf('0')), state);
  const open = H.withHistory(state, { open: '0' });
  assert.deepEqual(H.showEntry(open, entryOf('0')).history.entries?.map(({ id }) => id), ['0', 'b', 'a']);
});

test('a failed reading says why where there is nothing to see, else beside what is there', () => {
  const offline = problemOf(503, 'offline');
  assert.equal(H.showUnread(H.openHistory(lead(), ''), offline).history.problem, offline);
  const kept = H.showUnread(log(entryOf('a')), offline);
  assert.equal(kept.history.problem, null);
  assert.deepEqual(kept.outcome, { tone: 'error', text: 'offline.', action: 'retry' });
});

test('only what is under way and in sight is followed, each once', () => {
  const sent = waitingOf('b', { state: 'sent' });
  const state = { ...log(entryOf('c'), sent, waitingOf('a', { state: 'unknown' })), pending: [sent] };
  assert.deepEqual(H.followed(state).map(({ id }) => id), ['b', 'a']);
  assert.deepEqual(H.followed({ ...state, mode: 'list' }).map(({ id }) => id), ['b']);
});

test('entries are chosen and left again', () => {
  const one = H.pick(H.withHistory(log(), { picked: [] }), 'a');
  assert.deepEqual(H.pick(one, 'b').history.picked, ['a', 'b']);
  assert.deepEqual(H.pick(one, 'a').history.picked, []);
});

test('of a preview only what can be undone and changes something is undone', () => {
  const preview = { lead: view.lead, changes: [], unchanged: [], conflicts: [], errors: [], requests: [{ method: 'PUT', url: '', body: '' }] };
  const conflict = { field: 'url', label: 'URL', base: '', theirs: '', mine: '', new_base: '' };
  const results = [
    { entry: 'good', preview }, { entry: 'theirs', preview: { ...preview, conflicts: [conflict] } },
    { entry: 'already', preview: { ...preview, requests: [] } }, { entry: 'gone', problem: problemOf(404, 'not-found') },
  ];
  const state = H.showUndoPreview(log(), results.map(({ entry }) => entry), results, 'intent');
  assert.ok(state.history.undoing);
  assert.deepEqual(H.undoable(state.history.undoing), ['good']);
});

test('an undo from the log takes the offer to undo the same thing with it', () => {
  const undo = { kind: /** @type {const} */ ('undo'), entry: 'a', names: [], at: 0, until: '', user: '', organization: '', dismissed: false, base: {}, keep: [] };
  const state = { ...H.showUndoPreview(log(entryOf('a')), ['a'], [], 'intent'), undo };
  const applied = { sent: [], changes: [], unchanged: [], ignored: [] };
  assert.equal(H.showUndoDone(state, [{ entry: 'a', applied }]).undo, null);
  assert.equal(H.showUndoDone(state, [{ entry: 'b', applied }]).undo, undo);
  assert.equal(H.showUndoDone(state, [{ entry: 'a', problem: problemOf(409, 'conflict') }]).undo, undo);
});

test('Esc goes back one step at a time', () => {
  const state = H.withHistory(log(entryOf('a')), { open: 'a', picked: ['a'], page: 'clear' });
  const pages = [];
  for (let next = H.stepBack(state); next; next = H.stepBack(next)) pages.push([next.history.page, next.history.picked, next.history.open]);
  assert.deepEqual(pages, [['manage', ['a'], 'a'], ['list', ['a'], 'a'], ['list', null, 'a'], ['list', null, '']]);
});

test('what was refused can be edited again, but for fields that cannot', () => {
  const changes = [
    { field: 'url', label: 'URL', now: 'one', after: 'mine' }, { field: 'custom.cf_2', label: 'Locked', now: 'x', after: 'y' },
    { target: 'cont_1', field: 'title', label: 'Title', now: 'Buyer', after: 'Owner' },
  ];
  const next = H.editAgain(log(), entryOf('a', { state: 'conflict', changes }));
  assert.deepEqual(Object.keys(next.drafts), ['url', 'cont_1/title']);
  assert.equal(next.drafts.url?.value, 'mine');
  assert.deepEqual([next.mode, next.expanded], ['list', ['contacts', 'cont_1']]);
  assert.match(next.outcome?.text ?? '', /gone from Close or locked/);
  const newer = editField(log(), 'url', { value: 'newer' });
  assert.equal(H.editAgain(newer, entryOf('a')).drafts.url?.value, 'newer');
});

test('settings are whole numbers within the bounds that the backend names', () => {
  const said = (/** @type {number} */ days, /** @type {number} */ entries) => H.settingsError({ days, entries }, bounds);
  assert.deepEqual([said(2, 10), said(50, 2000)], ['', '']);
  for (const days of [1, 51, 2.5, NaN]) assert.equal(said(days, 10), 'Keep entries for 2 to 50 days.');
  for (const entries of [9, 2001]) assert.equal(said(2, entries), 'Keep 10 to 2,000 entries.');
  assert.deepEqual(log().history.bounds, bounds);
});

test('turning to another lead forgets the entries of this one, not what is under way', () => {
  const next = S.openLead(log(entryOf('a')), 'lead_2').history;
  assert.deepEqual([next.entries, next.unsettled], [null, 1]);
});

test('every end has words and a sign, and none the same as another', () => {
  const words = ['applied', 'part', 'rejected', 'conflict', 'intended', 'sent', 'unknown'].map((state) => endingOf(entryOf('a', { state })).word);
  assert.equal(new Set(words).size, 7);
  assert.equal(endingOf(entryOf('a', { undone_by: 'b' })).word, 'Saved, then undone');
  assert.equal(endingOf(entryOf('a', { state: 'intended', waiting: { reason: 'offline', detail: '' } })).word, 'Waiting for the network');
  assert.equal(surfaceOf(entryOf('a', { surface: 'menu' })), 'Context menu');
  assert.equal(surfaceOf(entryOf('a', { surface: undefined })), '');
});

test('values are written as their field writes them, on other leads of the organization too', () => {
  const row = { field: 'custom.cf_1' };
  assert.equal(fieldFor(lead(), entryOf('a'), row), choices);
  const elsewhere = entryOf('a', { lead: { ...view.lead, id: 'lead_2' } });
  assert.equal(fieldFor(lead(), elsewhere, row), choices);
  assert.equal(fieldFor(lead(), elsewhere, { target: 'cont_9', field: 'title' }).type, 'text');
  assert.deepEqual(fieldFor(lead(), { ...elsewhere, organization: { id: 'orga_2', name: '' } }, row), { type: 'text' });
  assert.deepEqual(['cont_1', 'cont_9', undefined].map((target) => ownerOf(lead(), { target, field: 'title' })), ['Dana', 'Contact', '']);
});
