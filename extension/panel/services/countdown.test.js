import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countdown } from './countdown.js';

test('seconds are counted down to zero, and then no timer is left', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  /** @type {number[]} */
  const seen = [];
  const clock = countdown(() => Date.now(), (left) => seen.push(left));
  clock.start(3);
  for (let second = 0; second < 5; second += 1) t.mock.timers.tick(1000);
  assert.deepEqual(seen, [2, 1, 0]);
});

test('a page that was given no ticks for a while is told the time', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  /** @type {number[]} */
  const seen = [];
  const clock = countdown(() => now, (left) => seen.push(left));
  clock.start(60);
  now = 58_500;
  t.mock.timers.tick(1000);
  assert.deepEqual(seen, [2]);
  clock.stop();
  t.mock.timers.tick(60_000);
  assert.deepEqual(seen, [2]);
});
