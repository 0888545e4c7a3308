import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as store from './memory-store.js';
import { standIn } from './stand-ins.js';

/** What the browser's sign-in window does. @type {(url: string) => Promise<string | undefined>} */
let shown = async () => undefined;

/** @type {any} */ (globalThis).chrome = {
  runtime: { getPlatformInfo() {} },
  identity: {
    getRedirectURL: () => 'https://abc.chromiumapp.org/',
    launchWebAuthFlow: (/** @type {any} */ { url, interactive }) => {
      assert.equal(interactive, true);
      return shown(url);
    },
  },
};
const settings = 'export const config = { api: "https://api.test", app: "https://app.test", broker: "https://broker.test" };';
standIn({
  '/store.js': import.meta.resolve('./memory-store.js'),
  '/config.js': `data:text/javascript,${encodeURIComponent(settings)}`,
});
const { authorize, redirectURL } = await import('../../host/signin.js');
const { proofForget, proofPublic, proofSign } = await import('../../host/proof.js');

test('the window gives the address it ended at, or nothing when it was closed', async () => {
  assert.equal(await redirectURL(), 'https://abc.chromiumapp.org/');
  shown = async () => 'https://abc.chromiumapp.org/?code=x';
  assert.equal(await authorize('https://broker.test/authorize?a=b'), 'https://abc.chromiumapp.org/?code=x');
  shown = async () => undefined;
  assert.equal(await authorize('https://broker.test/authorize'), null);
  for (const words of ['The user did not approve access.', 'User cancelled or denied access.']) {
    shown = async () => { throw new Error(words); };
    assert.equal(await authorize('https://broker.test/authorize'), null, words);
  }
});

test('a page that did not load is a failure, not a request of the user', async () => {
  shown = async () => { throw new Error('Authorization page could not be loaded.'); };
  await assert.rejects(authorize('https://broker.test/authorize'), /could not be loaded/);
});

test('the window shows the page that begins a sign-in and no other', async () => {
  shown = async () => assert.fail('it was shown');
  for (const url of [
    'https://evil.test/authorize', 'https://broker.test/token', 'https://broker.test/', 'http://broker.test/authorize',
    'https://broker.test:444/authorize', 'https://broker.test@evil.test/authorize', 'javascript:alert(1)', 'authorize', '',
  ]) await assert.rejects(authorize(url), Error, url);
});

test('the proof key signs, stays the same, and cannot be taken out', async () => {
  const point = await proofPublic();
  assert.equal(point.length, 65);
  assert.equal(point[0], 4);
  const data = new TextEncoder().encode('header.claims');
  const signature = await proofSign(data);
  assert.equal(signature.length, 64);
  const key = await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  assert.ok(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, data));
  assert.deepEqual(await proofPublic(), point);
  const { privateKey } = await store.get('vault', 'proof-key');
  assert.equal(privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('jwk', privateKey));
  await assert.rejects(crypto.subtle.exportKey('pkcs8', privateKey));
});

test('two first uses at once agree on one proof key, and a forgotten one is replaced', async () => {
  await proofForget();
  await proofForget();
  const [one, two] = await Promise.all([proofPublic(), proofPublic()]);
  assert.deepEqual(one, two);
  await proofForget();
  assert.notDeepEqual(await proofPublic(), one);
});
