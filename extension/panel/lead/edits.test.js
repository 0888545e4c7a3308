import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, viewOf } from '../../test/unit/fixtures.js';
import { texts } from '../values/lists.js';
import * as E from './edits.js';

const text = field('url', 'url', 'https://a.example');
const days = field('custom.cf_days', 'choices', ['mon'], { multiple: true, options: [{ value: 'mon', label: 'Monday' }, { value: 'fri', label: 'Friday' }] });
const call = field('custom.cf_call', 'datetime', null);
const view = viewOf([text, days, call]);

test('the first touch remembers what the user saw', () => {
  const drafts = E.edit({}, view, text, { value: 'https://b.example' });
  assert.deepEqual(drafts, { url: { label: 'url', base: '"https://a.example"', was: 'https://a.example', value: 'https://b.example' } });
  const newer = viewOf([{ ...text, value: 'https://c.example' }]);
  assert.equal(E.edit(drafts, newer, text, { value: 'x' }).url?.base, '"https://a.example"');
});

test('a field that is back at its value is no change', () => {
  const drafts = E.edit({}, view, text, { value: 'x' });
  assert.deepEqual(E.edit(drafts, view, text, { value: 'https://a.example' }), {});
});

test('back at the old value is a change once Close has moved on', () => {
  const drafts = E.edit({}, view, text, { value: 'x' });
  const newer = viewOf([{ ...text, value: 'https://c.example' }]);
  const after = E.edit(drafts, newer, text, { value: 'https://a.example' });
  assert.equal(after.url?.value, 'https://a.example');
  assert.ok(E.changedInClose(after, newer, text));
  assert.ok(!E.changedInClose(after, view, text));
});

test('what stands in a picker becomes a value when the field is left', () => {
  const typed = E.edit({}, view, days, { value: ['mon'], text: 'friday' });
  assert.deepEqual(E.toEdits(typed, view.fields), [{ field: days.key, op: 'set', value: ['mon', 'fri'] }]);
  const draft = typed[days.key];
  assert.ok(draft);
  assert.deepEqual(E.settle(draft, days).value, ['mon', 'fri']);
  assert.equal(E.settle(draft, days).text, undefined);
  assert.deepEqual(E.settle({ ...draft, text: ' ' }, days).value, ['mon']);
  assert.deepEqual(E.settle({ ...draft, text: 'Monday' }, days).value, ['mon']);
});

test('a moment in a picker is sent as an instant', () => {
  const draft = E.settle({ label: '', was: null, value: null, text: '2026-01-05T10:00' }, { type: 'datetime', multiple: true });
  assert.match(String(texts(draft.value)[0]), /^2026-01-05T10:00:00[+-]\d\d:\d\d$/);
});

test('edits are in the order of the fields, and nothing is a clear', () => {
  let drafts = E.edit({}, view, call, { value: '2026-01-05T10:00:00Z' });
  drafts = E.edit(drafts, view, days, { value: [] });
  drafts = E.edit(drafts, view, text, { value: '' });
  assert.deepEqual(E.toEdits(drafts, view.fields), [
    { field: 'url', op: 'clear' },
    { field: days.key, op: 'clear' },
    { field: call.key, op: 'set', value: '2026-01-05T10:00:00Z' },
  ]);
  assert.deepEqual(E.toBase(drafts), { url: '"https://a.example"', [days.key]: '["mon"]', [call.key]: 'null' });
});

test('an edit of a field that is gone is still sent', () => {
  const drafts = { 'custom.cf_gone': { label: 'Gone', value: 'x', was: null, base: 'null' } };
  assert.deepEqual(E.toEdits(drafts, view.fields), [{ field: 'custom.cf_gone', op: 'set', value: 'x' }]);
});

test('what was typed while an apply was under way stays', () => {
  const sent = E.edit(E.edit({}, view, text, { value: 'one' }), view, call, { value: '2026-01-05T10:00:00Z' });
  const now = E.edit(sent, view, text, { value: 'two' });
  assert.deepEqual(Object.keys(E.withoutSent(now, sent, Object.keys(sent))), ['url']);
});

test('a draft can be set on what Close has now', () => {
  const drafts = E.rebase(E.edit({}, view, text, { value: 'x' }), 'url', '"c"', 'c');
  assert.deepEqual([drafts.url?.base, drafts.url?.was, drafts.url?.value], ['"c"', 'c', 'x']);
  assert.deepEqual(E.rebase({}, 'url', '"c"', 'c'), {});
});
