import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, problemOf, viewOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import { showApplied } from '../apply/applied.js';
import * as C from '../apply/conflicts.js';
import { showRefused } from '../apply/reviewed.js';
import * as P from '../values/contact-points.js';
import * as T from '../values/field-keys.js';
import { formatValue, kindOf } from '../values/field-types.js';
import { sameValue } from '../values/format.js';
import { addresses } from '../values/lists.js';
import * as E from './edits.js';
import { countEdits, editField, fieldOf, firstError, settleAll, toggle } from './form.js';

/** @import {Value} from '../../api' */

const contacts = [
  { id: 'cont_1', name: 'Dana', fields: [field('title', 'text', 'Buyer'), field('emails', 'emails', [{ type: 'office', email: 'dana@acme.example' }])] },
  { id: 'cont_2', name: 'Émile', fields: [field('title', 'text', null)] },
];
const lead = viewOf([field('title', 'text', 'of the lead')]);
const view = { ...lead, contacts, base: { ...lead.base, 'cont_1/title': '"Buyer"', 'cont_1/emails': '[…]', 'cont_2/title': 'null' } };
const shown = () => S.showFresh(S.openLead(S.initialState('popup'), 'lead_1'), view);

test('a key says whose field it is', () => {
  for (const row of [{ field: 'custom.cf_1' }, { target: 'cont_1', field: 'custom.cf_1' }]) assert.deepEqual(T.splitKey(T.keyOf(row)), row);
  assert.deepEqual(T.allFields(shown().view).map(({ key }) => key), ['title', 'cont_1/title', 'cont_1/emails', 'cont_2/title']);
  assert.equal(T.fullName(shown().view, { key: 'cont_2/title', label: 'Title' }), 'Title of Émile');
  assert.equal(T.fullName(shown().view, { key: 'title', label: 'Title' }), 'Title');
});

test('fields of the same name are edited apart, and sent to their own targets in order', () => {
  let state = editField(shown(), 'cont_2/title', { value: 'CTO' });
  state = editField(state, 'cont_1/title', { value: '' });
  state = editField(state, 'title', { value: 'mine' });
  assert.deepEqual(E.toEdits(state.drafts, T.allFields(state.view)), [
    { field: 'title', op: 'set', value: 'mine' },
    { target: 'cont_1', field: 'title', op: 'clear' },
    { target: 'cont_2', field: 'title', op: 'set', value: 'CTO' },
  ]);
  assert.deepEqual(E.toBase(state.drafts), { title: '"of the lead"', 'cont_1/title': '"Buyer"', 'cont_2/title': 'null' });
  assert.equal(state.drafts['cont_2/title']?.label, 'title of Émile');
  assert.equal(countEdits(editField(state, 'cont_1/title', { value: 'Buyer' })), 2);
});

test('an error opens the contact where it stands', () => {
  const errors = [{ target: 'cont_1', field: 'emails', label: 'Emails', detail: 'No.' }];
  const state = showRefused(shown(), problemOf(422, 'invalid-edits', { errors, field: 'emails' }));
  assert.deepEqual(state.errors, { 'cont_1/emails': 'No.' });
  assert.deepEqual(state.expanded, ['contacts', 'cont_1']);
  assert.equal(firstError(state), 'cont_1/emails');
  assert.deepEqual(toggle(state, 'cont_1').expanded, ['contacts']);
});

test('a contact that is gone is an error at each of its edits', () => {
  const edited = editField(editField(shown(), 'cont_1/title', { value: 'x' }), 'cont_1/emails', { value: [] });
  const state = showRefused(edited, problemOf(400, 'bad-request', { field: 'cont_1', action: 'reload' }));
  assert.deepEqual(Object.keys(state.errors), ['cont_1/title', 'cont_1/emails']);
  assert.equal(state.outcome?.action, 'reload');
});

test('a conflict is about the contact that it names', () => {
  const conflict = { target: 'cont_1', field: 'title', label: 'Title', base: 'Buyer', theirs: 'Theirs', mine: 'Mine', new_base: '"Theirs"' };
  const edited = editField(editField(shown(), 'cont_1/title', { value: 'Mine' }), 'title', { value: 'lead’s' });
  const change = { label: 'Title', now: null, after: null };
  const preview = {
    lead: view.lead, changes: [{ ...change, target: 'cont_1', field: 'title' }, { ...change, field: 'title' }],
    unchanged: [], conflicts: [], errors: [], requests: [],
  };
  const stopped = C.showConflicts({ ...edited, preview }, problemOf(409, 'conflict', { conflicts: [conflict] }));
  assert.deepEqual(stopped.preview?.changes, [{ ...change, field: 'title' }]);
  const kept = C.keepMine(stopped, conflict);
  assert.deepEqual([kept.drafts['cont_1/title']?.base, kept.drafts.title?.base], ['"Theirs"', '"of the lead"']);
  assert.equal(fieldOf(kept, 'cont_1/title')?.value, 'Theirs');
  assert.equal(fieldOf(kept, 'title')?.value, 'of the lead');
  assert.deepEqual(Object.keys(C.takeTheirs(stopped, conflict).drafts), ['title']);
});

test('an apply settles the contact’s edit and not the lead’s of the same name', () => {
  const edited = editField(editField(shown(), 'cont_1/title', { value: 'CEO' }), 'title', { value: 'mine' });
  const change = { target: 'cont_1', field: 'title', label: 'Title', now: 'Buyer', after: 'CEO', note: 'As Close writes it.' };
  const answer = { sent: [], changes: [change], unchanged: [], ignored: [], view, stopped: problemOf(403, 'forbidden') };
  const state = showApplied(edited, answer, edited.drafts, 1);
  assert.deepEqual(Object.keys(state.drafts), ['title']);
  assert.deepEqual(state.notes, { 'cont_1/title': 'As Close writes it.' });
  assert.equal(state.outcome?.text, 'Saved: title of Dana. Not saved: title. forbidden.');
});

test('a stop that Close explains at the fields stands there', () => {
  const edited = editField(editField(shown(), 'cont_1/emails', { value: [] }), 'title', { value: 'mine' });
  const stopped = problemOf(422, 'invalid-edits', { errors: [{ target: 'cont_1', field: 'emails', label: 'Emails', detail: 'No.' }] });
  const answer = { sent: [], changes: [{ field: 'title', label: '', now: null, after: 'mine' }], unchanged: [], ignored: [], view, stopped };
  const state = showApplied(edited, answer, edited.drafts, 1);
  assert.deepEqual(state.errors, { 'cont_1/emails': 'No.' });
  assert.equal(state.outcome?.text, 'Saved: title. Not saved: emails of Dana. Close did not accept it: see the field.');
});

test('a row that was added and not filled in is no edit', () => {
  const blank = [{ type: 'office', email: 'dana@acme.example' }, { type: 'home', email: ' ' }];
  const state = settleAll(editField(shown(), 'cont_1/emails', { value: blank }));
  assert.deepEqual(state.drafts, {});
  const both = [...blank, { type: 'home', email: 'd@home.example' }];
  assert.deepEqual(settleAll(editField(shown(), 'cont_1/emails', { value: both })).drafts['cont_1/emails']?.value, [both[0], both[2]]);
});

test('emails, phones and web addresses are points, and come back as they were', () => {
  for (const [type, value] of /** @type {const} */ ([
    ['emails', { type: 'office', email: 'a@b.example' }],
    ['phones', { type: 'fax', phone: '+4930' }],
    ['urls', { type: 'url', url: 'https://a.example' }],
  ])) {
    const { part = '', points: kind } = kindOf(type).list ?? {};
    const points = P.pointsOf(part, P.pointsValue(part, P.pointsOf(part, /** @type {Value} */ ([value]))));
    assert.deepEqual(P.pointsValue(part, points), [value], type);
    assert.deepEqual(formatValue({ type }, P.pointsValue(part, points)), [`${value.type}: ${points[0]?.text}`]);
    assert.ok(kind);
  }
  assert.deepEqual(P.pointsOf('email', ['text']), []);
  assert.deepEqual(P.pointsOf('email', 'text'), []);
  assert.deepEqual(P.pointsOf('email', null), []);
  assert.equal(kindOf('addresses').list?.points, undefined);
  assert.deepEqual(addresses([{ type: 'office', email: 'a@b.example' }]), []);
});

test('lists of parts are the same only where each part is', () => {
  const [a, b] = [[{ type: 'home', email: 'a@b.example' }], [{ type: '', email: 'a@b.example' }]];
  assert.ok(sameValue(a, structuredClone(a)));
  assert.ok(!sameValue(a, b));
  assert.ok(!sameValue(a, [{ type: 'home', phone: 'a@b.example' }]));
});
