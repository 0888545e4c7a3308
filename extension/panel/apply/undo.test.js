import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appliedOf, field, problemOf, viewOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import { editField, fieldOf } from '../lead/form.js';
import { showApplied } from './applied.js';
import * as U from './undo.js';

/** @import {Applied} from '../../api' */
/** @import {Undo} from '../services/storage.js' */

const HOUR = 60 * 60 * 1000;
const UNTIL = '1970-01-02T00:00:00Z';
const dana = { id: 'cont_1', name: 'Dana', fields: [field('title', 'text', 'Buyer')] };
const view = { ...viewOf([field('name', 'text', 'Acme'), field('url', 'url', 'one')]), contacts: [dana] };

/** @param {Partial<Applied>} more */
const applied = (more) => appliedOf({ view, ...more });

/** What an apply answers that can be taken back. @param {Partial<Applied>} [more] */
const undoable = (more) => applied({ entry: 'entr_1', undo_until: UNTIL, changes: [change('url'), change('title', 'cont_1')], ...more });

/** @param {string} key of a field @param {string} [target] */
const change = (key, target) => ({ target, field: key, label: key, now: 'mine', after: 'one' });

/** @param {Partial<Undo>} [more] @returns {Undo} */
const undoWith = (more) => ({
  kind: 'undo', entry: 'entr_1', names: ['url', 'title of Dana'], at: 0, until: UNTIL, user: 'user_1', organization: 'orga_1', dismissed: false, base: {}, keep: [], ...more,
});

/** @param {Undo | null} undo */
const shown = (undo) => ({ ...S.showFresh(S.openLead(S.initialState('popup'), 'lead_1'), view), undo });

const conflict = { field: 'url', label: 'url', base: 'mine', theirs: 'two', mine: 'one', new_base: '"two"' };

test('an undo knows its fields by name, a contact’s by the contact', () => {
  assert.deepEqual(U.undoOf(shown(null), undoable(), 'undo', 5), undoWith({ at: 5 }));
  assert.equal(U.undoOf(shown(null), undoable({ undo_until: undefined }), 'undo', 5), null);
  assert.equal(U.undoOf(shown(null), undoable({ entry: undefined }), 'undo', 5), null);
});

test('a contact that was added is one thing, as is a note; a redo names neither the contact that is gone', () => {
  const changes = [change('url'), change('name', 'cont_2'), change('title', 'cont_2'), { ...change('note'), label: 'Note' }];
  const after = { ...view, contacts: [dana, { ...dana, id: 'cont_2' }] };
  const next = showApplied(shown(null), undoable({ changes, view: after }), {}, 5);
  assert.deepEqual(next.undo?.names, ['url', 'Contact', 'Note']);
  const gone = [change('url'), { ...change('name', 'cont_2'), label: 'Contact' }, { ...change('note'), label: 'Note' }];
  const undone = U.showUndone(next, undoable({ entry: 'entr_2', changes: gone }), undoWith({ names: ['url', 'Contact', 'Note'] }), 9);
  assert.equal(undone.outcome?.text, 'url and 2 more are as before.');
  assert.deepEqual([undone.undo?.kind, undone.undo?.names], ['redo', ['url', 'Note']]);
});

test('an apply brings its undo; one that changes nothing leaves the last one', () => {
  const next = showApplied(shown(null), undoable({ changes: [change('url')] }), {}, 5);
  assert.equal(next.undo?.entry, 'entr_1');
  assert.deepEqual(next.outcome, { tone: 'done', text: '1 change saved.', undo: true });
  const idle = showApplied(next, applied({}), {}, 6);
  assert.equal(idle.undo, next.undo);
  assert.equal(idle.outcome?.undo, false);
});

test('what was kept is offered as long as the backend says, to the one who did it, until it is put away', () => {
  const offered = U.offerKept(shown(undoWith()), HOUR);
  assert.deepEqual(offered.outcome, { tone: 'info', text: 'url and 1 more saved 1 hour ago.', undo: true });
  assert.equal(U.offerKept(shown(undoWith({ kind: 'redo' })), HOUR).outcome?.text, 'url and 1 more undone 1 hour ago.');
  assert.notEqual(U.offerKept(shown(undoWith()), Date.parse(UNTIL)).undo, null);
  assert.equal(U.offerKept(shown(undoWith()), Date.parse(UNTIL) + 1).undo, null);
  assert.equal(U.offerKept(shown(undoWith({ user: 'user_2' })), HOUR).undo, null);
  const away = U.dismiss(offered);
  assert.equal(away.outcome, null);
  assert.equal(U.offerKept(away, HOUR).outcome, null);
  assert.equal(away.undo?.entry, 'entr_1', 'the key still works');
});

test('an undo that is through says what is as before, and can be redone', () => {
  const undone = U.showUndone(shown(undoWith()), undoable({ entry: 'entr_2' }), undoWith(), 9);
  assert.deepEqual(undone.outcome, { tone: 'done', text: 'url and 1 more are as before.', undo: true });
  assert.deepEqual([undone.undo?.kind, undone.undo?.entry, undone.undo?.at], ['redo', 'entr_2', 9]);
  const redone = U.showUndone(undone, undoable({ entry: 'entr_3', changes: [change('title', 'cont_1')] }), undoWith({ kind: 'redo' }), 9);
  assert.equal(redone.outcome?.text, 'title of Dana is changed again.');
  assert.deepEqual([redone.undo?.kind, redone.undo?.entry], ['undo', 'entr_3']);
});

test('an undo of what a colleague has already taken back says so', () => {
  const unchanged = [{ field: 'url', label: 'url', detail: '' }, { target: 'cont_1', field: 'title', label: 'title', detail: '' }];
  const next = U.showUndone(shown(undoWith()), applied({ unchanged }), undoWith(), 9);
  assert.equal(next.undo, null);
  assert.match(next.outcome?.text ?? '', /^Nothing had to be undone/);
});

test('an undo that stops half way keeps its other half, under the same entry and another name', () => {
  const asked = undoWith({ intent: 'intent-1' });
  const next = U.showUndone(shown(asked), undoable({ entry: 'entr_2', changes: [change('url')], stopped: problemOf(503, 'offline') }), asked, 9);
  assert.deepEqual(next.undo, undoWith({ names: ['title of Dana'] }));
  assert.deepEqual(next.outcome, { tone: 'error', text: 'url is as before. Not undone: title of Dana. offline.', action: 'retry' });
});

test('what Close ignores of an undo is not undone', () => {
  const ignored = [{ field: 'url', label: 'url', wanted: 'one', has: 'mine', detail: '' }];
  const unchanged = [{ target: 'cont_1', field: 'title', label: 'title', detail: '' }];
  const next = U.showUndone(shown(undoWith()), undoable({ changes: [], unchanged, ignored }), undoWith(), 9);
  assert.deepEqual(next.outcome, { tone: 'error', text: 'Not undone: url. Close did not accept it.', action: 'retry' });
});

test('an undo that renames a contact leaves what is not undone under the name that it had', () => {
  const before = { ...view, contacts: [{ ...dana, name: 'Dana K', fields: [field('name', 'text', 'Dana K'), ...dana.fields] }] };
  const after = { ...view, contacts: [{ ...dana, fields: [field('name', 'text', 'Dana'), ...dana.fields] }] };
  const undo = undoWith({ names: ['name of Dana K', 'title of Dana K'] });
  const state = { ...S.showFresh(shown(undo), before), undo };
  const next = U.showUndone(state, undoable({ view: after, changes: [change('name', 'cont_1')], stopped: problemOf(503, 'offline') }), undo, 9);
  assert.deepEqual(next.undo?.names, ['title of Dana K']);
});

test('an undo keeps the edits that are not its own', () => {
  const state = editField(editField(shown(undoWith()), 'name', { value: 'Mine' }), 'url', { value: 'typed on' });
  const after = { ...view, base: { ...view.base, name: '"Theirs"', url: '"zero"' } };
  const next = U.showUndone(state, applied({ view: after, changes: [change('url')] }), undoWith(), 9);
  assert.equal(next.drafts.name?.base, '"Acme"', 'a colleague’s change of this field is still a conflict');
  assert.equal(next.drafts.url?.base, '"zero"', 'what the undo itself has changed is none');
});

test('a failed undo says why and can be tried again, whatever the reason', () => {
  const refused = U.showNotUndone(shown(undoWith()), problemOf(403, 'forbidden'), undoWith());
  assert.deepEqual(refused.outcome, { tone: 'error', text: 'Not undone. forbidden.', action: 'retry' });
  assert.ok(refused.view);
  const errors = [{ field: 'url', label: 'URL', detail: 'Gone.' }];
  assert.equal(U.showNotUndone(shown(null), problemOf(422, 'invalid-edits', { errors }), undoWith({ kind: 'redo' })).outcome?.text, 'Not changed again. URL: Gone.');
  const ended = U.showNotUndone(shown(undoWith()), problemOf(401, 'session-ended'), undoWith());
  assert.deepEqual([ended.ended, ended.signIn.said, ended.outcome], [true, 'session-ended.', null]);
  assert.ok(ended.undo, 'it is still there once signed in again');
});

test('an undo may go over what is in Close, once that has been seen', () => {
  const asked = U.showUndoConflicts(shown(undoWith()), [conflict], undoWith());
  assert.deepEqual([asked.mode, asked.deciding], ['review', 'undo']);
  const next = U.insist(asked, conflict);
  assert.deepEqual([next.undo?.base, next.undo?.keep], [{ url: '"two"' }, []]);
  assert.deepEqual([next.mode, next.deciding, next.conflicts.length], ['list', 'edits', 0]);
  assert.equal(fieldOf(next, 'url')?.value, 'two');
});

test('a field that stays as it is leaves the undo; without fields there is none', () => {
  const asked = U.showUndoConflicts(shown(undoWith()), [conflict], undoWith());
  const next = U.letBe(asked, conflict);
  assert.deepEqual([next.undo?.keep, next.undo?.base, next.undo?.names], [['url'], {}, ['title of Dana']]);
  const other = { ...conflict, target: 'cont_1', field: 'title', label: 'title' };
  const none = U.letBe(next, other);
  assert.equal(none.undo, null);
  assert.match(none.outcome?.text ?? '', /^Nothing was sent/);
});

test('of two things of one name one stays as it is, and the other is undone', () => {
  const twins = { ...view, contacts: [dana, { ...dana, id: 'cont_2' }] };
  const undo = undoWith({ names: ['title of Dana', 'title of Dana'] });
  const state = { ...S.showFresh(shown(undo), twins), undo };
  const other = { ...conflict, target: 'cont_2', field: 'title', label: 'title' };
  const next = U.letBe(U.showUndoConflicts(state, [other], undo), other);
  assert.deepEqual([next.undo?.keep, next.undo?.names], [['cont_2/title'], ['title of Dana']]);
});

test('a value can be edited instead, on what Close has now', () => {
  const other = { ...conflict, target: 'cont_1', field: 'title', label: 'title' };
  const asked = U.showUndoConflicts(shown(undoWith()), [conflict, other], undoWith());
  const next = U.editInstead(asked, other);
  assert.deepEqual(next.drafts['cont_1/title'], { label: 'title of Dana', value: 'one', base: '"two"', was: 'two' });
  assert.deepEqual(next.expanded, ['contacts', 'cont_1']);
  assert.deepEqual([next.mode, next.deciding, next.conflicts], ['list', 'edits', []]);
  assert.deepEqual(next.outcome, { tone: 'info', text: 'Not undone: url.', undo: true });
});

test('a review of conflicts that is left sends nothing and offers the undo again', () => {
  const left = U.leave(U.showUndoConflicts(shown(undoWith()), [conflict], undoWith()));
  assert.deepEqual([left.mode, left.conflicts, left.undo], ['list', [], undoWith()]);
  assert.equal(left.outcome?.undo, true);
});
