import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, problemOf, viewOf } from '../../test/unit/fixtures.js';
import { showApplied } from '../apply/applied.js';
import * as C from '../apply/conflicts.js';
import { showReview } from '../apply/reviewed.js';
import { countEdits, editField, fieldOf, firstError, refuseIncomplete } from '../lead/form.js';
import { nextStep } from '../services/problems.js';
import { showProblem } from '../session/problem.js';
import * as S from './state.js';

/** @import {Preview} from '../../api' */
/** @import {State} from './state.js' */

const url = field('url', 'url', 'one');
const name = field('name', 'text', 'Acme', { operations: ['set', 'append'] });
const view = viewOf([name, url]);

/** @param {State} [from] */
const shown = (from = S.openLead(S.initialState('popup'), 'lead_1')) => S.showFresh(from, view);

const conflict = { field: 'url', label: 'url', base: 'one', theirs: 'two', mine: 'mine', new_base: '"two"' };

/** @param {Partial<Preview>} more */
const preview = (more) => ({ lead: view.lead, changes: [], unchanged: [], conflicts: [], errors: [], requests: [], ...more });

test('fresh values arrive under the edits', () => {
  const warm = S.showKept(S.openLead(S.initialState('popup'), 'lead_1'), { view, at: 5 }, {});
  const edited = editField(warm, 'url', { value: 'mine' });
  const fresh = S.showFresh(edited, viewOf([name, { ...url, value: 'two' }]));
  assert.equal(warm.readAt, 5);
  assert.equal(fresh.readAt, 0);
  assert.equal(fresh.drafts.url?.value, 'mine');
  assert.equal(fresh.drafts.url?.base, '"one"');
  assert.equal(fieldOf(fresh, 'url')?.value, 'two');
});

test('a problem without a lead fills the panel, with one it is a line', () => {
  const cold = showProblem(S.openLead(S.initialState('popup'), 'lead_1'), problemOf(503, 'offline'));
  assert.equal(cold.screen, 'problem');
  const line = showProblem(shown(), problemOf(503, 'offline'));
  assert.equal(line.screen, 'lead');
  assert.deepEqual(line.outcome, { tone: 'error', text: 'offline.', action: 'retry' });
});

test('what was kept of a lead is hidden from someone who may not see it', () => {
  for (const kind of ['forbidden', 'not-found', 'other-organization']) {
    const state = showProblem({ ...shown(), work: 'lead' }, problemOf(404, kind));
    assert.equal(state.screen, 'problem', kind);
    assert.equal(state.view, null, kind);
  }
  assert.equal(showProblem({ ...shown(), work: 'apply' }, problemOf(403, 'forbidden')).screen, 'lead');
});

test('a session that has ended keeps the lead in sight, and the edits', () => {
  const edited = editField({ ...shown(), mode: 'review' }, 'url', { value: 'mine' });
  const ended = showProblem(edited, problemOf(401, 'session-ended'));
  assert.deepEqual([ended.screen, ended.mode, ended.ended], ['lead', 'list', true]);
  assert.equal(ended.signIn.said, 'session-ended.');
  assert.equal(countEdits(ended), 1);
  assert.equal(S.showFresh(ended, view).ended, false);
  const cold = showProblem(S.openLead(S.initialState('popup'), 'lead_1'), problemOf(401, 'session-ended'));
  assert.deepEqual([cold.screen, cold.ended, cold.signIn.said], ['sign-in', false, 'session-ended.']);
});

test('where nobody is signed in any more there is nothing but the way in, and the edits', () => {
  const out = showProblem(editField(shown(), 'url', { value: 'mine' }), problemOf(401, 'signed-out'));
  assert.deepEqual([out.screen, out.ended, out.signIn.said], ['sign-in', false, '']);
  assert.equal(countEdits(out), 1);
});

test('only known steps become buttons', () => {
  assert.equal(nextStep(problemOf(502, 'unsure', { action: 'reload' })), 'reload');
  assert.equal(nextStep(problemOf(404, 'not-found', { action: 'dance' })), undefined);
  assert.equal(nextStep(problemOf(502, 'sign-in-failed', { action: 'sign_in' })), 'sign_in');
  assert.equal(nextStep(problemOf(403, 'other-organization', { action: 'add_account' })), 'add_account');
});

test('errors alone go to their fields, errors beside conflicts wait in the review', () => {
  const errors = [{ field: 'url', label: 'url', detail: 'Not an address.' }];
  const list = showReview(shown(), preview({ errors }));
  assert.equal(list.mode, 'list');
  assert.equal(list.errors.url, 'Not an address.');
  assert.equal(firstError(list), 'url');
  const review = showReview(shown(), preview({ errors, conflicts: [conflict] }));
  assert.equal(review.mode, 'review');
  assert.equal(review.errors.url, 'Not an address.');
});

test('an edit takes the error away and makes the review old', () => {
  const state = showReview(shown(), preview({ errors: [{ field: 'url', label: '', detail: 'No.' }] }));
  const edited = editField(state, 'url', { value: 'x' });
  assert.deepEqual(edited.errors, {});
  assert.equal(edited.preview, null);
});

test('keeping mine stands on what Close has now', () => {
  const edited = editField(shown(), 'url', { value: 'mine' });
  const kept = C.keepMine(showReview(edited, preview({ conflicts: [conflict] })), conflict);
  assert.equal(kept.drafts.url?.base, '"two"');
  assert.equal(kept.drafts.url?.was, 'two');
  assert.equal(kept.view?.base.url, '"two"');
  assert.deepEqual(kept.conflicts, []);
});

test('taking theirs leaves no edit, and shows theirs', () => {
  const edited = editField(shown(), 'url', { value: 'mine' });
  const taken = C.takeTheirs(showReview(edited, preview({ conflicts: [conflict] })), conflict);
  assert.equal(countEdits(taken), 0);
  assert.equal(taken.mode, 'list');
  assert.equal(fieldOf(taken, 'url')?.value, 'two');
});

test('a refused apply with conflicts drops them from the table of changes', () => {
  const change = { field: 'url', label: '', now: 'one', after: 'mine' };
  const state = { ...shown(), preview: preview({ changes: [change], requests: [{ method: 'PUT', url: '', body: '' }] }) };
  const stopped = C.showConflicts(state, problemOf(409, 'conflict', { conflicts: [conflict] }));
  assert.equal(stopped.mode, 'review');
  assert.deepEqual(stopped.preview?.changes, []);
  assert.deepEqual(stopped.preview?.requests, []);
});

test('what was applied is gone from the edits, what was ignored stays with its reason', () => {
  const edited = editField(editField(shown(), 'url', { value: 'mine' }), 'name', { value: 'New' });
  const change = { field: 'name', label: '', now: 'Acme', after: 'New', note: 'Close writes it as New.' };
  const ignored = { field: 'url', label: '', wanted: 'mine', has: 'two', detail: 'Close kept the old value.' };
  const after = viewOf([{ ...name, value: 'New' }, { ...url, value: 'two' }]);
  const state = showApplied(edited, { sent: [], changes: [change], unchanged: [], ignored: [ignored], view: after }, edited.drafts, 5);
  assert.deepEqual(Object.keys(state.drafts), ['url']);
  assert.equal(state.drafts.url?.base, '"two"');
  assert.equal(state.errors.url, 'Close kept the old value.');
  assert.equal(state.notes.name, 'Close writes it as New.');
  assert.deepEqual(state.outcome, { tone: 'error', text: '1 change saved. Close ignored 1 change: see the field.', undo: false });
});

test('an apply that was stopped half way keeps what it did not reach', () => {
  const edited = editField(editField(shown(), 'url', { value: 'mine' }), 'name', { value: 'New' });
  const change = { field: 'name', label: '', now: 'Acme', after: 'New' };
  const stopped = problemOf(503, 'offline');
  const applied = { sent: [], changes: [change], unchanged: [], ignored: [], view, stopped };
  const state = showApplied(edited, applied, edited.drafts, 5);
  assert.deepEqual(Object.keys(state.drafts), ['url']);
  assert.deepEqual(state.outcome, { tone: 'error', text: 'Saved: name. Not saved: url. offline.', action: 'retry', undo: false });
});

test('an apply that had nothing to do says so', () => {
  const state = showApplied(shown(), { sent: [], changes: [], unchanged: [], ignored: [], view }, {}, 5);
  assert.match(state.outcome?.text ?? '', /^Nothing had to be saved/);
});

test('a date that is half typed stops the review at its field', () => {
  const state = editField(shown(), 'url', { value: 'one', incomplete: true });
  assert.match(refuseIncomplete(state)?.errors.url ?? '', /half typed/);
  assert.equal(refuseIncomplete(shown()), null);
});

test('the panel says when the page in front shows something else', () => {
  assert.ok(!S.isElsewhere(shown()));
  assert.ok(!S.isElsewhere({ ...shown(), page: { kind: 'lead', lead_id: 'lead_1', detail: '' } }));
  assert.ok(S.isElsewhere({ ...shown(), page: { kind: 'lead', lead_id: 'lead_2', detail: '' } }));
  assert.ok(S.isElsewhere({ ...shown(), page: { kind: 'close', lead_id: '', detail: '' } }));
});
