import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { watch } from './watch.js';

test('a watch looks every two seconds while it is wanted and seen', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let looks = 0;
  let visible = true;
  const want = watch(async () => { looks += 1; }, () => visible);
  const pass = async (/** @type {number} */ ms) => { t.mock.timers.tick(ms); await settled(); };

  await pass(10_000);
  assert.equal(looks, 0, 'nobody waits');
  want(true);
  want(true);
  await pass(1999);
  assert.equal(looks, 0);
  await pass(1);
  assert.equal(looks, 1, 'wanted twice, it still runs once');
  visible = false;
  await pass(2000);
  assert.equal(looks, 1, 'nobody sees it');
  visible = true;
  await pass(2000);
  assert.equal(looks, 2);
  want(false);
  await pass(10_000);
  assert.equal(looks, 2);
});

test('a look that takes long is not overtaken, and one that ends too late starts no other', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let looks = 0;
  let end = () => {};
  const want = watch(() => new Promise((resolve) => { looks += 1; end = () => resolve(undefined); }), () => true);
  want(true);
  t.mock.timers.tick(10_000);
  await settled();
  assert.equal(looks, 1);
  want(false);
  end();
  await settled();
  t.mock.timers.tick(10_000);
  assert.equal(looks, 1);
});
