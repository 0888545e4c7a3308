import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { fromLocalInput, toLocalInput } from './datetime.js';

const zone = process.env.TZ;
beforeEach(() => { process.env.TZ = 'Europe/Berlin'; });
afterEach(() => { if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone; });

test('an instant becomes the wall clock of the zone', () => {
  assert.equal(toLocalInput('2026-01-05T10:30:00Z'), '2026-01-05T11:30');
  assert.equal(toLocalInput('2026-07-05T10:30:00+00:00'), '2026-07-05T12:30');
  assert.equal(toLocalInput('2026-01-05T10:30:07.123456+00:00'), '2026-01-05T11:30:07');
  assert.equal(toLocalInput('2026-01-05'), '');
  assert.equal(toLocalInput('soon'), '');
});

test('a wall clock becomes an instant with the offset of that day', () => {
  assert.equal(fromLocalInput('2026-01-05T11:30'), '2026-01-05T11:30:00+01:00');
  assert.equal(fromLocalInput('2026-07-05T11:30:09'), '2026-07-05T11:30:09+02:00');
  assert.equal(fromLocalInput(''), '');
  process.env.TZ = 'America/St_Johns';
  assert.equal(fromLocalInput('2026-01-05T11:30'), '2026-01-05T11:30:00-03:30');
  process.env.TZ = 'Asia/Kathmandu';
  assert.equal(fromLocalInput('2026-01-05T11:30'), '2026-01-05T11:30:00+05:45');
  process.env.TZ = 'UTC';
  assert.equal(fromLocalInput('0099-12-31T00:00'), '0099-12-31T00:00:00+00:00');
});

test('the hour that occurs twice is the one that the field had', () => {
  const summer = '2026-10-25T02:30:00+02:00';
  const winter = '2026-10-25T02:30:00+01:00';
  assert.equal(toLocalInput(summer), toLocalInput(winter));
  assert.equal(fromLocalInput('2026-10-25T02:30', summer), summer);
  assert.equal(fromLocalInput('2026-10-25T02:30', winter), winter);
  assert.equal(fromLocalInput('2026-10-25T02:45', winter), '2026-10-25T02:45:00+01:00');
});

test('a change of the day takes the offset of the new day', () => {
  assert.equal(fromLocalInput('2026-07-05T11:30', '2026-01-05T10:30:00Z'), '2026-07-05T11:30:00+02:00');
});

test('the hour that does not occur is moved on, not lost', () => {
  assert.equal(fromLocalInput('2026-03-29T02:30'), '2026-03-29T03:30:00+02:00');
});

test('the fraction of a second stays as long as its second stays', () => {
  const had = '2026-01-05T10:30:07.123456+00:00';
  assert.equal(fromLocalInput('2026-01-06T11:30:07', had), '2026-01-06T11:30:07.123456+01:00');
  assert.equal(fromLocalInput('2026-01-06T11:30:08', had), '2026-01-06T11:30:08+01:00');
});

test('what an input shows and what it sends are the same moment', () => {
  for (const instant of ['2026-02-28T23:59:59Z', '2024-02-29T12:00:00-08:00', '2026-10-25T00:30:00Z', '1999-12-31T23:00:00.5Z']) {
    assert.equal(Date.parse(fromLocalInput(toLocalInput(instant), instant)), Date.parse(instant), instant);
  }
});
