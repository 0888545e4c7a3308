import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { LIMITS, Pool } from './pool.js';

/** A program that answers when it is told to. */
class Stub {
  served = 0;
  spoiled = false;
  memoryBytes = 1;
  /** @type {Error | undefined} */
  stopped;
  /** @type {((answer: any) => void)[]} */
  answers = [];
  /** How many requests were in it at once, at most. */
  crowd = 0;

  /** @returns {Promise<Response>} */
  handle() {
    return new Promise((resolve) => {
      this.answers.push(resolve);
      this.crowd = Math.max(this.crowd, this.answers.length);
    });
  }

  /** Answers its request. */
  answer() {
    this.served += 1;
    this.answers.shift()?.(this);
  }

  /** @param {string} why */
  stop(why) {
    return this.stopped ??= new Error(why);
  }
}

/**
 * A pool of stubs, and those that it has started.
 * @param {Partial<import('./pool.js').Limits>} [limits]
 */
function stubs(limits) {
  /** @type {Stub[]} */
  const started = [];
  const pool = new Pool(async () => {
    const stub = new Stub();
    started.push(stub);
    return /** @type {any} */ (stub);
  }, { ...LIMITS, ...limits });
  /** @returns {Promise<any>} */
  const ask = () => pool.handle(/** @type {any} */ ({}));
  return { ask, started };
}

/** How long everyone in line has looked once, in milliseconds. */
const LOOK = 20;

/** Lets that time go by, and everything go on that can. */
function settle() {
  mock.timers.tick(LOOK);
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
afterEach(() => mock.timers.reset());

test('programs are reused, never shared, and no more than the limit', async () => {
  const { ask, started } = stubs();
  const answers = Array.from({ length: 10 }, ask);
  for (let round = 0; round < 5; round += 1) {
    await settle();
    for (const stub of started) stub.answer();
  }
  await Promise.all(answers);
  assert.deepEqual(started.map(({ crowd, served }) => [crowd, served]), [[1, 5], [1, 5]]);
});

test('requests are served in the order in which they came', async () => {
  const { ask, started } = stubs({ programs: 1 });
  /** @type {number[]} */
  const order = [];
  const answers = [0, 1, 2, 3].map((n) => ask().then(() => order.push(n)));
  for (let n = 0; n < 4; n += 1) {
    await settle();
    started[0].answer();
  }
  await Promise.all(answers);
  assert.deepEqual(order, [0, 1, 2, 3]);
});

for (const [name, harm] of /** @type {[string, (stub: Stub) => void][]} */ ([
  ['ended', (stub) => stub.stop('it failed')],
  ['took too much memory', (stub) => { stub.memoryBytes = LIMITS.memory + 1; }],
  ['answered enough requests', (stub) => { stub.served = LIMITS.requests; }],
])) {
  test(`a program that ${name} is replaced, also for who waits already`, async () => {
    const { ask, started } = stubs({ programs: 1 });
    const [first, second] = [ask(), ask()];
    await settle();
    harm(started[0]);
    started[0].answer();
    await first;
    await settle();
    assert.ok(started[0].stopped);
    started[1].answer();
    assert.equal(await second, started[1]);
  });
}

test('the answer of a program that made a mistake is not given out', async () => {
  const { ask, started } = stubs();
  const answer = ask();
  await settle();
  started[0].spoiled = true;
  started[0].answer();
  await assert.rejects(answer, { name: 'Spoiled' });
  assert.ok(started[0].stopped);
});

test('a start that fails leaves its place to the next', async () => {
  let starts = 0;
  const pool = new Pool(async () => {
    starts += 1;
    throw new Error('no start');
  }, { ...LIMITS, programs: 1 });
  const asked = Promise.allSettled([1, 2, 3].map(() => pool.handle(/** @type {any} */ ({}))));
  for (let round = 0; round < 3; round += 1) await settle();
  const answers = await asked;
  assert.deepEqual(answers.map((answer) => answer.status === 'rejected' && answer.reason.message), Array(3).fill('no start'));
  assert.equal(starts, 3);
});

test('the line has an end, and a wait too', async () => {
  const { ask, started } = stubs({ programs: 1, waiting: 1 });
  const first = ask();
  const second = ask();
  await assert.rejects(ask(), { name: 'Busy', message: 'the line is full' });
  const late = assert.rejects(second, { name: 'Busy', message: 'no place became free in time' });
  for (let waited = 0; waited < LIMITS.wait; waited += LOOK) await settle();
  await late;
  started[0].answer();
  await first;
  const next = ask();
  await settle();
  started[0].answer();
  assert.equal(await next, started[0]);
});

test('who came later does not go first', async () => {
  const { ask, started } = stubs({ programs: 1 });
  const first = ask();
  await settle();
  const second = ask();
  started[0].answer();
  await first;
  const third = ask();
  await settle();
  started[0].answer();
  assert.equal(await second, started[0]);
  await settle();
  started[0].answer();
  assert.equal(await third, started[0]);
});

test('who was held up so long that the others took it for gone gets its turn all the same', async () => {
  const { ask, started } = stubs({ programs: 1 });
  const first = ask();
  await settle();
  const second = ask();
  mock.timers.setTime(Date.now() + LIMITS.gone);
  const third = ask();
  started[0].answer();
  await first;
  for (const waiting of [third, second]) {
    await settle();
    await settle();
    started[0].answer();
    assert.equal(await waiting, started[0]);
  }
});

test('a place whose request never ends is taken back, and its program ended', async () => {
  const { ask, started } = stubs({ programs: 1 });
  void ask();
  await settle();
  mock.timers.tick(LIMITS.lease - 3 * LOOK);
  const next = ask();
  await settle();
  assert.equal(started.length, 1);
  await settle();
  assert.ok(started[0].stopped);
  started[1].answer();
  assert.equal(await next, started[1]);
  // What it says at last changes nothing any more.
  started[0].answer();
  await settle();
  const last = ask();
  await settle();
  started[1].answer();
  assert.equal(await last, started[1]);
  assert.equal(started.length, 2);
});
