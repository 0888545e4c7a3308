import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @typedef {typeof import('../../backend/backend.js')} Backend */
/** @import {Answer} from '../../backend/problems.js' */

// A module with nothing but one page of memory, exported as Go does.
const WASM = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  5, 3, 1, 0, 1,
  7, 7, 1, 3, 0x6d, 0x65, 0x6d, 2, 0,
]);

/**
 * What the program does with a request: it gets the loader, so that it can die.
 * @type {(go: FakeGo, request: { method: string, url: string, body: ReadableStream | null }) => Promise<Response> | undefined}
 */
let program;

/** @type {FakeGo[]} */
let started = [];

/** What the program does instead of getting ready. @type {((go: FakeGo) => void) | undefined} */
let atStart;

/** Go's loader, as far as instance.js uses it. */
class FakeGo {
  /** @type {any} */
  importObject = {};
  /** @type {Map<number, any>} */
  _scheduledTimeouts = new Map();
  entered = 0;
  env = {};
  /** @type {any} */
  memory;
  /** What runs inside the program when it is resumed. */
  inside = () => {};
  /** @type {(code: number) => void} */
  exit = () => {};

  _resume() {
    this.entered += 1;
    this.inside();
  }

  /** @param {any} instance */
  run(instance) {
    started.push(this);
    this.memory = instance.exports.mem;
    const { binding, env, host } = /** @type {any} */ (globalThis).context;
    assert.equal(typeof host.fetch, 'function');
    this.env = env;
    binding.handleRequest = (/** @type {any} */ request) => program(this, request);
    if (atStart) atStart(this);
    else this.importObject.workers.ready();
    return new Promise(() => {});
  }
}

const scope = /** @type {any} */ (globalThis);
scope.Go = FakeGo;
scope.chrome = { runtime: { getURL: (/** @type {string} */ path) => `ext://${path}` } };
standIn();

let fetches = 0;
/** @type {Backend['handle']} */
let handle;
/** @type {Backend['ask']} */
let ask;
/** @type {Backend['whenAnswered']} */
let whenAnswered;
let fresh = 0;

beforeEach(async () => {
  started = [];
  fetches = 0;
  atStart = undefined;
  program = () => Promise.resolve(new Response('{}'));
  mock.method(console, 'error', () => {});
  mock.method(globalThis, 'fetch', () => {
    fetches += 1;
    return Promise.resolve(new Response(WASM, { headers: { 'content-type': 'application/wasm' } }));
  });
  // Each test gets a backend that has started nothing yet.
  fresh += 1;
  ({ ask, handle, whenAnswered } = await import(`../../backend/backend.js?${fresh}`));
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const get = (path = '/x') => handle({ method: 'GET', path });
const put = (path = '/x', body = '{}') => handle({ method: 'PUT', path, body });

/** @param {Answer} answer @param {number} status @param {string} type */
function assertProblem(answer, status, type) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const problem = JSON.parse(answer.body);
  assert.equal(problem.status, status);
  assert.equal(problem.type, `urn:leadpatch:${type}`);
  assert.ok(problem.detail);
  return problem;
}

test('a request reaches the program and its answer comes back', async () => {
  program = async (_go, { method, url, body }) => new Response(
    JSON.stringify([method, url, await new Response(body).text()]),
    { status: 201, headers: { 'X-Kind': 'a' } },
  );
  const answer = await handle({ method: 'POST', path: '/leads/lead_1/apply?x=1', body: '{"ä":1}' });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers['x-kind'], 'a');
  assert.deepEqual(JSON.parse(answer.body), ['POST', 'http://backend.invalid/leads/lead_1/apply?x=1', '{"ä":1}']);
  assert.deepEqual(started[0].env, { API_ORIGIN: 'https://api.close.com', APP_ORIGIN: 'https://app.close.com', BROKER_ORIGIN: '', VERSION: '0.1.0' });
  assert.ok(!('context' in globalThis), 'the context outlived the start');
});

test('every answer is heard, but not one that only draws', async () => {
  /** @type {Answer[]} */
  const heard = [];
  whenAnswered((answer) => { heard.push(answer); });
  const answer = await get();
  await ask({ method: 'POST', path: '/toolbar', body: '{}' });
  assert.deepEqual(heard, [answer]);
});

test('after a request at which the program ended, all is drawn again', async () => {
  program = (go) => { go.exit(2); return Promise.resolve(new Response('{}')); };
  assert.equal((await put()).headers['leadpatch-redraw'], 'menus badge');
});

test('one instance serves all requests, also those that come while it starts', async () => {
  await Promise.all([get(), get(), put()]);
  await get();
  assert.equal(started.length, 1);
  assert.equal(fetches, 1);
});

for (const message of [null, 'GET /x', {}, { method: 'PATCH', path: '/x' }, { method: 'GET', path: 'x' }, { method: 'GET' }, { method: 'PUT', path: '/x', body: {} }]) {
  test(`${JSON.stringify(message)} is not a request`, async () => {
    assertProblem(await handle(message), 400, 'bad-request');
    assert.equal(started.length, 0);
  });
}

/** @type {Record<string, (go: FakeGo) => Promise<Response>>} */
const deaths = {
  exits: (go) => {
    go.exit(2);
    return new Promise(() => {});
  },
  'overflows its stack': (go) => {
    go.inside = () => { throw new RangeError('Maximum call stack size exceeded'); };
    go._resume();
    return new Promise(() => {});
  },
};

for (const [what, die] of Object.entries(deaths)) {
  test(`a write is not sent again when the program ${what}, and the next one is served`, async () => {
    let writes = 0;
    program = (go) => {
      writes += 1;
      return die(go);
    };
    const problem = assertProblem(await put(), 503, 'restarted');
    assert.equal(problem.action, 'retry');
    assert.equal(writes, 1);
    program = () => Promise.resolve(new Response('{}'));
    assert.equal((await put()).status, 200);
    assert.equal(started.length, 2);
    assert.equal(fetches, 1, 'the module was compiled again');
  });

  test(`a read is asked again once when the program ${what}`, async () => {
    let reads = 0;
    program = (go) => {
      reads += 1;
      return reads === 1 ? die(go) : Promise.resolve(new Response('[2]'));
    };
    assert.equal((await get()).body, '[2]');
    program = die;
    assertProblem(await get(), 503, 'restarted');
    assert.equal(started.length, 3);
  });
}

test('everyone who waits learns that the program ended', async () => {
  program = (go, { url }) => (url.endsWith('/die') ? deaths.exits(go) : new Promise(() => {}));
  const answers = await Promise.all([put('/a'), put('/b'), put('/die')]);
  for (const answer of answers) assertProblem(answer, 503, 'restarted');
});

test('a program that does not answer within three minutes is ended', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {() => void} */
  let reached = () => {};
  const working = new Promise((resolve) => { reached = () => resolve(undefined); });
  program = () => {
    reached();
    return new Promise(() => {});
  };
  const answer = put();
  await working;
  mock.timers.tick(179_999);
  assert.equal(await Promise.race([answer, Promise.resolve('waiting')]), 'waiting');
  mock.timers.tick(1);
  assertProblem(await answer, 503, 'restarted');
});

test('a program that was ended is not entered again', async () => {
  let fired = false;
  program = (go) => {
    go._scheduledTimeouts.set(1, setTimeout(() => { fired = true; }));
    return deaths.exits(go);
  };
  await put();
  const entered = started[0].entered;
  started[0]._resume();
  assert.equal(started[0].entered, entered);
  assert.equal(started[0]._scheduledTimeouts.size, 0);
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.equal(fired, false, 'a timer of the ended program ran');
});

test('an instance that has grown is let go when nobody waits for it', async () => {
  /** @type {(response: Response) => void} */
  let finish = () => {};
  program = (go, { url }) => {
    if (url.endsWith('/grow')) go.memory.grow(1024);
    if (url.endsWith('/slow')) return new Promise((resolve) => { finish = resolve; });
    return Promise.resolve(new Response('{}'));
  };
  const slow = put('/slow');
  assert.equal((await put('/grow')).status, 200);
  assert.equal((await put()).status, 200);
  assert.equal(started.length, 1, 'it was let go while someone waited');
  finish(new Response('{}'));
  assert.equal((await slow).status, 200);
  assert.equal((await put()).status, 200);
  assert.equal(started.length, 2);
});

test('a failed start is told, and tried again by the next request', async () => {
  atStart = (go) => go.exit(2);
  assertProblem(await get(), 503, 'backend');
  atStart = undefined;
  assert.equal((await get()).status, 200);
});

test('a failed compilation is not remembered', async () => {
  mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  assertProblem(await get(), 503, 'backend');
  mock.method(globalThis, 'fetch', () => Promise.resolve(new Response(WASM)));
  assert.equal((await get()).status, 200, 'without the content type of WebAssembly');
});

test('a browser without WebAssembly is told so', async () => {
  const present = scope.WebAssembly;
  try {
    delete scope.WebAssembly;
    assert.match(assertProblem(await get(), 503, 'backend').detail, /WebAssembly/);
  } finally {
    scope.WebAssembly = present;
  }
});

test('a policy against WebAssembly is told as such', async () => {
  mock.method(WebAssembly, 'compile', () => Promise.reject(new WebAssembly.CompileError('Wasm code generation disallowed by embedder')));
  mock.method(WebAssembly, 'compileStreaming', () => Promise.reject(new WebAssembly.CompileError('Wasm code generation disallowed by embedder')));
  assert.match(assertProblem(await get(), 503, 'backend').detail, /policy/);
});

test('a request that the program rejects is a fault, and no restart', async () => {
  program = () => Promise.reject(new Error('no'));
  assertProblem(await put(), 500, 'backend');
  program = () => Promise.resolve(new Response('{}'));
  await put();
  assert.equal(started.length, 1);
});
