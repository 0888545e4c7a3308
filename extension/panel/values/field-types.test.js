import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isList, kindOf } from './field-types.js';

const declared = readFileSync(new URL('../../api.d.ts', import.meta.url), 'utf8');

test('every type of field that the backend has, has its row', () => {
  const types = [...declared.matchAll(/^export const Type\w+: FieldType = "(\w+)"/gm)].map(([, type = '']) => type);
  assert.ok(types.length > 10);
  const without = types.filter((type) => kindOf(type) === kindOf('a type of a newer version'));
  assert.deepEqual(without, ['unknown']);
});

test('lists are made of parts, each kind with one of its own', () => {
  const lists = ['addresses', 'emails', 'phones', 'urls'];
  assert.ok(lists.every(isList));
  assert.ok(!['text', 'choices', 'unknown'].some(isList));
  assert.equal(new Set(lists.map((type) => kindOf(type).list?.part)).size, lists.length);
});
