import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryOptions, findOption, firstOptions, LISTED, matchOptions, resolve, splitPaste } from './options.js';

/** @param {string[]} labels */
const list = (...labels) => labels.map((label, i) => ({ value: `id_${i}`, label }));

test('a text means the option with its label or value', () => {
  const options = list('Retail', 'Software', 'Café');
  assert.equal(resolve(options, ' software '), 'id_1');
  assert.equal(resolve(options, 'id_2'), 'id_2');
  assert.equal(resolve(options, 'Soft'), 'Soft');
  assert.equal(findOption(options, ''), undefined);
});

test('a label that two options share means neither', () => {
  const options = [{ value: 'user_1', label: 'Ada' }, { value: 'user_2', label: 'Ada' }];
  assert.equal(resolve(options, 'Ada'), 'Ada');
  assert.equal(resolve(options, 'user_2'), 'user_2');
});

test('labels that differ by case only are told apart by it', () => {
  const options = list('US', 'us');
  assert.equal(resolve(options, 'us'), 'id_1');
  assert.equal(resolve(options, 'Us'), 'Us');
});

test('matches have every word, in any accent, and beginnings first', () => {
  const options = list('North America', 'America', 'Amérique du Nord', 'Asia');
  assert.deepEqual(matchOptions(options, 'ame').map((o) => o.label), ['America', 'Amérique du Nord', 'North America']);
  assert.deepEqual(matchOptions(options, 'america north').map((o) => o.label), ['North America']);
  assert.equal(matchOptions(options, null).length, 4);
  assert.equal(matchOptions(options, 'zebra').length, 0);
});

test('the current option is listed, however far down it stands', () => {
  const options = list(...Array.from({ length: LISTED + 50 }, (_, i) => `Option ${i}`));
  const listed = firstOptions(options, `id_${LISTED + 10}`);
  assert.equal(listed.length, LISTED);
  assert.equal(listed[0]?.value, `id_${LISTED + 10}`);
  assert.equal(firstOptions(options, 'id_3')[0]?.value, 'id_0');
});

test('a paste is split at lines, tabs, semicolons and commas', () => {
  const options = list('Monday', 'Tuesday', 'Friday');
  assert.deepEqual(splitPaste('monday, Tuesday\r\nFriday; Holiday,,', options), ['id_0', 'id_1', 'id_2', 'Holiday']);
  assert.deepEqual(splitPaste('Monday\tMonday', options), ['id_0']);
  assert.deepEqual(splitPaste(' \n ', options), []);
});

test('a label with commas stays whole', () => {
  const options = list('Finance, insurance', 'Retail', 'Finance');
  assert.deepEqual(splitPaste('Retail, Finance, insurance, Finance', options), ['id_1', 'id_0', 'id_2']);
});

test('a comma may belong to a number', () => {
  assert.deepEqual(splitPaste('1,5\n2,5', [], { commas: false }), ['1,5', '2,5']);
});

test('countries are named once', () => {
  const countries = countryOptions('en');
  assert.equal(countries.find((country) => country.value === 'DE')?.label, 'Germany');
  assert.equal(new Set(countries.map((country) => country.label)).size, countries.length);
  for (const code of ['EU', 'ZZ', 'UK']) assert.equal(countries.find((country) => country.value === code), undefined, code);
});
