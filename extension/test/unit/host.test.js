import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { standIn } from './stand-ins.js';

const config = { api: 'https://api.test', app: 'https://app.test', broker: 'https://broker.test:8443' };
const scope = /** @type {any} */ (globalThis);
scope.chrome = { runtime: { getPlatformInfo() {} } };
scope.settings = config;
standIn({
  '/config.js': 'data:text/javascript,export const config = globalThis.settings;',
});
const { hostFor } = await import('../../host/index.js');

/** What the browser was asked to fetch. @type {{ url: string, init: RequestInit }[]} */
let fetched = [];

/** What it answers. @type {() => Response} */
let answer = () => new Response('yes', { status: 201, headers: { 'x-one': '1' } });

beforeEach(() => {
  fetched = [];
  scope.fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    fetched.push({ url, init });
    return answer();
  };
});

/** @param {string} url */
const outgoing = (url) => ({ method: 'POST', url, headers: /** @type {[string, string][]} */ ([['authorization', 'secret']]), body: null, signal: new AbortController().signal, limit: 5 });

/** @param {string} url */
const send = (url) => hostFor(new AbortController().signal).fetch(outgoing(url));

const SERVERS = [
  'https://api.test/api/v1/me/', 'https://api.test', 'https://api.test:443/', 'HTTPS://API.TEST/api/v1/', 'https://user@api.test/',
  'https://broker.test:8443/token', 'https://broker.test:8443',
];

const OTHERS = [
  // Close's pages, and other servers.
  'https://app.test/', 'https://evil.test/',
  // The right name in the wrong place.
  'https://api.test.evil.test/', 'https://evil.test/https://api.test/', 'https://evil.test/?https://api.test', 'https://evil.test/#https://broker.test:8443',
  'https://api.test@evil.test/', 'https://api.test:443@evil.test/', 'https://evilapi.test/', 'https://www.api.test/', 'https://test/',
  // The right name by another way.
  'http://api.test/', 'ftp://api.test/', 'ws://api.test/', 'https://api.test:8443/', 'https://api.test:80/',
  'https://broker.test/', 'https://broker.test:443/', 'http://broker.test:8443/',
  // What is no server at all.
  'data:text/plain,https://api.test', 'javascript:fetch("https://api.test")', 'about:blank', 'file:///api.test', 'null', '', '/api/v1/me/', '//api.test/',
];

test('requests go to the servers of the build', async () => {
  for (const url of SERVERS) {
    const { status, headers, body } = await send(url);
    assert.deepEqual([status, new TextDecoder().decode(body)], [201, 'yes'], url);
    assert.deepEqual(headers.find(([name]) => name === 'x-one'), ['x-one', '1']);
  }
  assert.deepEqual(fetched.map(({ url }) => url), SERVERS);
});

test('and to no other address', async () => {
  for (const url of OTHERS) await assert.rejects(send(url), Error, url);
  assert.deepEqual(fetched, [], 'something was sent');
});

test('a build without a broker sends nothing to an address without an origin', async () => {
  config.broker = '';
  try {
    // The list is made when the module is loaded: this is the module once more.
    const again = '../../host/index.js?without a broker';
    const host = (await import(again)).hostFor(new AbortController().signal);
    for (const url of [...OTHERS, 'https://broker.test:8443/token']) await assert.rejects(host.fetch(outgoing(url)), Error, url);
    assert.deepEqual(fetched, [], 'something was sent');
    assert.equal((await host.fetch(outgoing('https://api.test/'))).status, 201);
  } finally {
    config.broker = 'https://broker.test:8443';
  }
});

test('nothing of the browser goes along, and nothing is kept', async () => {
  await send('https://api.test/');
  const { method, headers, credentials, redirect, cache, referrerPolicy } = fetched[0].init;
  assert.deepEqual({ method, headers, credentials, redirect, cache, referrerPolicy }, {
    method: 'POST', headers: [['authorization', 'secret']], credentials: 'omit', redirect: 'manual', cache: 'no-store', referrerPolicy: 'no-referrer',
  });
});

test('a redirect leads nowhere, and an answer over its limit is given up', async (t) => {
  const usual = answer;
  t.after(() => { answer = usual; });
  // A browser shows nothing more of a redirect that it does not follow.
  answer = () => Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
  await assert.rejects(send('https://api.test/'), /redirect/);
  assert.equal(fetched.length, 1);
  answer = () => new Response('12345');
  assert.equal((await send('https://api.test/')).body.byteLength, 5);
  answer = () => new Response('123456');
  await assert.rejects(send('https://api.test/'), /larger than 5 bytes/);
  answer = () => new Response(null, { status: 204 });
  assert.equal((await send('https://api.test/')).body.byteLength, 0);
});
