import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { deleteDB } from 'idb';
import { standIn } from './stand-ins.js';

standIn();
const { keepOnce, takeOnce } = await import('../../browser/once.js');
const { open, put, get } = await import('../../browser/store.js');

beforeEach(() => deleteDB('leadpatch'));

test('what is kept is taken up once', async () => {
  const name = await keepOnce({ a: [1] });
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.deepEqual(await takeOnce(name), { a: [1] });
  assert.equal(await takeOnce(name), undefined);
});

test('of two who take at once, one gets it', async () => {
  const name = await keepOnce('x');
  const got = await Promise.all([takeOnce(name), takeOnce(name)]);
  assert.deepEqual(got.filter(Boolean), ['x']);
});

test('no two names are the same, and no other name gets anything', async () => {
  const names = await Promise.all(Array.from({ length: 20 }, () => keepOnce('x')));
  assert.equal(new Set(names).size, 20);
  for (const other of ['', 'x', names[0].slice(1), '__proto__']) assert.equal(await takeOnce(other), undefined);
});

test('what nobody takes up is forgotten after its time', async () => {
  await put('kept', 'menus', 'stays');
  const name = await keepOnce('x');
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 16 * 60_000 });
  try {
    assert.equal(await takeOnce(name), undefined);
    await keepOnce('older');
    mock.timers.tick(16 * 60_000);
    await keepOnce('new');
    assert.equal((await (await open()).getAllKeys('kept')).length, 2);
    assert.equal(await get('kept', 'menus'), 'stays');
  } finally {
    mock.timers.reset();
  }
});
