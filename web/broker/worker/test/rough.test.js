// What runs the broker, in Cloudflare's runtime, with a program in the broker's place
// that behaves badly when it is told to.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { runWorker } from '../../../../extension/test/harness/broker.js';

/** @typedef {import('../../../../extension/test/harness/broker.js').Broker} Broker */

/** @type {Broker} */
let worker;

/**
 * A server that answers a post only when it is told to, and how many of them wait.
 */
const close = {
  server: createServer(),
  origin: '',
  /** @type {{ n: string, answer: (status?: number, body?: string, headers?: Record<string, string>) => void }[]} */
  waiting: [],
  /** @type {(() => void)[]} */
  watchers: [],

  async start() {
    this.server.on('request', async (request, response) => {
      let form = '';
      for await (const chunk of request) form += chunk;
      this.waiting.push({
        n: new URLSearchParams(form).get('n') ?? '',
        answer: (status = 200, body = `answer to ${form}`, headers = {}) => response.writeHead(status, headers).end(body),
      });
      this.watchers.forEach((look) => look());
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    this.origin = `http://127.0.0.1:${port}`;
  },

  /**
   * Waits until so many posts wait for their answers, and takes them.
   * @param {number} count
   */
  async take(count) {
    while (this.waiting.length < count) {
      await new Promise((resolve) => {
        this.watchers = [() => resolve(undefined)];
      });
    }
    return this.waiting.splice(0, count);
  },
};

before(async () => {
  await close.start();
  worker = await runWorker({ folder: process.env.LEADPATCH_ROUGH });
});
after(async () => {
  await worker?.stop();
  close.server.closeAllConnections();
  close.server.close();
});
afterEach(() => close.waiting.forEach(({ answer }) => answer()));

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function ask(path, init) {
  const response = await fetch(worker.origin + path, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/**
 * A request that waits for close to answer.
 * @param {number | string} n
 * @param {RequestInit} [init]
 */
const slow = (n, init) => ask(`/post?n=${n}&url=${close.origin}/`, init);

test('one program answers many requests', async () => {
  const ids = new Set();
  for (let n = 0; n < 200; n += 1) ids.add((await ask('/id')).text);
  assert.equal(ids.size, 1);
});

test('a request arrives as it was sent', async () => {
  const { text } = await ask('/echo', {
    method: 'POST',
    headers: { 'x-commas': 'a, b,c', 'cf-connecting-ip': '192.0.2.7' },
    body: 'caf\u00e9\0',
  });
  assert.equal(text, 'POST /echo ["a, b,c"] 192.0.2.7 6 <nil>\ncaf\u00e9\0');
  assert.equal((await ask('/echo')).text, 'GET /echo []  0 <nil>\n');
});

test('of a body that is too large only the beginning is read', async () => {
  const { text } = await ask('/echo', { method: 'POST', body: 'x'.repeat(50_000) });
  assert.match(text, / 8193 <nil>\nx{8193}$/);
});

for (const path of ['/panic', '/bounds', '/exit', '/overflow', '/elsewhere', '/badheader']) {
  test(`${path} fails alone, and the next request meets another program`, async () => {
    const { text: last } = await ask('/id');
    const failed = await ask(path);
    assert.deepEqual([failed.status, JSON.parse(failed.text).error], [502, 'server_error']);
    assert.ok(Date.parse(failed.headers.get('date') ?? ''));
    const { status, text: next } = await ask('/id');
    assert.equal(status, 200);
    assert.notEqual(next, last);
  });
}

test('a program that took much memory is let go after its answer', async () => {
  const { text: id } = await ask('/id');
  assert.deepEqual(await ask('/grow').then(({ status, text }) => [status, text]), [200, id]);
  assert.notEqual((await ask('/id')).text, id);
});

test('slow requests at once are not mixed up', async () => {
  const answers = Array.from({ length: 12 }, (_, n) => slow(n));
  for (let left = 12; left > 0; left -= 2) {
    // Two programs, so two at a time; the second is answered first.
    const pair = await close.take(2);
    assert.equal(close.waiting.length, 0, 'more than two programs are at work');
    for (const { answer } of pair.reverse()) answer();
  }
  assert.deepEqual(await Promise.all(answers.map(async (answer) => (await answer).text)), answers.map((_, n) => `answer to n=${n}`));
});

test('a request whose program dies does not take the other along', async () => {
  const waits = slow('kept');
  const [held] = await close.take(1);
  assert.equal((await ask('/exit')).status, 502);
  assert.equal((await ask('/overflow')).status, 502);
  held.answer();
  assert.equal((await waits).text, 'answer to n=kept');
});

test('programs come back from requests whose client has gone', async () => {
  const gone = new AbortController();
  const broken = [slow('gone 1', { signal: gone.signal }), slow('gone 2', { signal: gone.signal })];
  const held = await close.take(2);
  gone.abort();
  for (const request of broken) await assert.rejects(request, { name: 'AbortError' });
  const next = ask('/id');
  for (const { answer } of held) answer();
  assert.equal((await next).status, 200);
});

test('a body that breaks off takes no program with it', async () => {
  for (let n = 0; n < 8; n += 1) {
    const { hostname, port } = new URL(worker.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this');
    // While these are under way, others are served.
    assert.equal((await ask('/id')).status, 200);
    socket.destroy();
  }
  assert.equal((await ask('/id')).status, 200);
});

test('too many requests at once are told to come back', async () => {
  const answers = Array.from({ length: 80 }, (_, n) => slow(n));
  const statuses = answers.map(async (answer) => (await answer).status);
  // Two are at work and 64 wait; the others are told at once.
  const first = await Promise.race(answers);
  assert.equal(first.status, 503);
  assert.equal(first.headers.get('retry-after'), '2');
  assert.equal(JSON.parse(first.text).error, 'temporarily_unavailable');
  for (let n = 0; n < 66; n += 1) (await close.take(1))[0].answer();
  const all = await Promise.all(statuses);
  assert.equal(all.filter((status) => status === 503).length, 14);
  assert.equal(all.filter((status) => status === 200).length, 66);
});

test('an answer of Close comes as it is, and too large a one not at all', async () => {
  const redirected = slow('r');
  (await close.take(1))[0].answer(302, 'no', { 'location': `${worker.origin}/id`, 'retry-after': '9' });
  const answer = await redirected;
  assert.deepEqual([answer.text, answer.headers.get('x-retry-after')], ['no', '9']);

  const large = slow('l');
  (await close.take(1))[0].answer(200, 'x'.repeat(70_000));
  assert.deepEqual(await large.then(({ status, text }) => [status, text]), [502, 'post to Close: the answer is larger than 65536 bytes']);
});

test('the memory of proofs says yes exactly once for each key', async () => {
  /** @param {string} key @param {string} jti */
  const first = async (key, jti) => (await ask(`/first?key=${key}&jti=${jti}`)).text;
  const race = await Promise.all(Array.from({ length: 30 }, () => first('a', 'x')));
  assert.equal(race.filter((text) => text === 'true <nil>').length, 1);
  assert.equal(race.filter((text) => text === 'false <nil>').length, 29);
  assert.equal(await first('b', 'x'), 'true <nil>');
  assert.equal(await first('a', 'y'), 'true <nil>');
});

test('the log holds no text of a panic of our own', () => {
  assert.match(worker.logs(), /panic in GET \/panic: a value of type string/);
  assert.doesNotMatch(worker.logs(), /a secret/);
});
