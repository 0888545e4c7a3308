import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatValue } from './field-types.js';
import * as F from './format.js';

/** @import {Address} from '../../api' */

/** @param {Partial<Address>} parts */
const address = (parts) => ({ label: '', address_1: '', address_2: '', city: '', state: '', zipcode: '', country: '', ...parts });

test('numbers keep every digit in the locale’s writing', () => {
  for (const [digits, locale, want] of /** @type {const} */ ([
    ['1234567.50', 'en-US', '1,234,567.50'],
    ['1234567.50', 'de-DE', '1.234.567,50'],
    ['9007199254740993', 'en-US', '9,007,199,254,740,993'],
    ['-0.10', 'en-US', '-0.10'],
    ['1e21', 'en-US', '1e21'],
    ['a lot', 'en-US', 'a lot'],
    ['0.123456789012345678901', 'en-US', '0.123456789012345678901'],
  ])) assert.equal(F.formatNumber(digits, locale), want, digits);
});

test('a date stays on its day in every zone', (t) => {
  const zone = process.env.TZ;
  t.after(() => { if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone; });
  for (const other of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin']) {
    process.env.TZ = other;
    assert.equal(F.formatDate('2026-01-05', 'en-GB'), '5 Jan 2026', other);
  }
  assert.equal(F.formatDate('next week', 'en-GB'), 'next week');
});

test('a moment shows seconds only where it has some', (t) => {
  const zone = process.env.TZ;
  t.after(() => { if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone; });
  process.env.TZ = 'Europe/Berlin';
  assert.equal(F.formatDateTime('2026-01-05T10:30:00+00:00', 'en-GB'), '5 Jan 2026, 11:30');
  assert.equal(F.formatDateTime('2026-01-05T10:30:15+00:00', 'en-GB'), '5 Jan 2026, 11:30:15');
  assert.equal(F.formatDateTime('soon', 'en-GB'), 'soon');
});

test('all kinds of nothing are the same, and lists keep their order', () => {
  for (const nothing of [null, '', []]) assert.ok(F.sameValue(nothing, undefined));
  assert.ok(F.sameValue(['a', 'b'], ['a', 'b']));
  assert.ok(!F.sameValue(['a', 'b'], ['b', 'a']));
  assert.ok(!F.sameValue(['a'], 'a'));
  assert.ok(F.sameValue([address({ city: 'Ulm' })], [address({ city: 'Ulm' })]));
  assert.ok(!F.sameValue([address({ city: 'Ulm' })], [address({ city: 'Bonn' })]));
});

test('values are shown by their labels', () => {
  const options = [{ value: 'stat_1', label: 'Potential' }];
  assert.deepEqual(formatValue({ type: 'status', options }, 'stat_1'), ['Potential']);
  assert.deepEqual(formatValue({ type: 'choices', options }, ['stat_1', 'gone']), ['Potential', 'gone']);
  assert.deepEqual(formatValue({ type: 'text' }, null), []);
  const home = address({ label: 'business', address_1: 'Ring 1', zipcode: '89073', city: 'Ulm', country: 'DE' });
  assert.deepEqual(formatValue({ type: 'addresses' }, [home], 'en'), ['business: Ring 1, 89073 Ulm, Germany']);
});

test('long texts are cut between characters, and say how long they were', () => {
  assert.equal(F.shorten('short'), 'short');
  assert.equal(F.shorten('x'.repeat(300), 10, 'en'), `${'x'.repeat(10)}… (300 characters)`);
  assert.equal(F.shorten(`${'x'.repeat(9)}${'🙂'.repeat(40)}`, 10, 'en'), `${'x'.repeat(9)}… (89 characters)`);
});

test('counts and ages are words', () => {
  assert.equal(F.plural(1, 'change'), '1 change');
  assert.equal(F.plural(3, 'change'), '3 changes');
  const now = Date.UTC(2026, 0, 5);
  assert.equal(F.formatAgo(now - 20_000, now), 'just now');
  assert.equal(F.formatAgo(now - 5 * 60_000, now), '5 minutes ago');
  assert.equal(F.formatAgo(now - 3 * 3_600_000, now), '3 hours ago');
  assert.equal(F.formatAgo(now - 86_400_000, now), 'yesterday');
});
