import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as store from './memory-store.js';
import { standIn } from './stand-ins.js';

standIn({ '/store.js': import.meta.resolve('./memory-store.js') });
const { vaultDelete, vaultGet, vaultPut } = await import('../../host/vault.js');

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

/** @param {string} name */
const read = async (name) => {
  const secret = await vaultGet(name);
  return secret && new TextDecoder().decode(secret);
};

test('a secret comes back, and goes', async () => {
  assert.equal(await vaultGet('key'), null);
  await vaultPut('key', bytes('api_one'));
  assert.equal(await read('key'), 'api_one');
  await vaultPut('key', bytes('api_two'));
  assert.equal(await read('key'), 'api_two');
  await vaultDelete('key');
  await vaultDelete('key');
  assert.equal(await vaultGet('key'), null);
});

test('what is stored is encrypted, never twice alike, and its key stays inside', async () => {
  const secret = bytes('api_secret');
  await vaultPut('key', secret);
  const first = await store.get('vault', 'secret:key');
  assert.deepEqual([...secret], Array(10).fill(0), 'the bytes given were not wiped');
  assert.ok(!Buffer.from(first.data).includes('api_secret'));
  await vaultPut('key', bytes('api_secret'));
  const second = await store.get('vault', 'secret:key');
  assert.notDeepEqual(first.iv, second.iv);
  assert.notDeepEqual(Buffer.from(first.data), Buffer.from(second.data));
  const key = await store.get('vault', 'wrapping-key');
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('raw', key));
});

test('two first uses at once agree on one key', async () => {
  await store.del('vault', 'wrapping-key');
  await Promise.all([vaultPut('a', bytes('one')), vaultPut('b', bytes('two'))]);
  assert.deepEqual([await read('a'), await read('b')], ['one', 'two']);
});

test('a record that cannot be decrypted asks for a new sign-in', async () => {
  await vaultPut('key', bytes('api_secret'));
  await vaultPut('other', bytes('api_other'));
  const sealed = await store.get('vault', 'secret:key');
  const damaged = new Uint8Array(sealed.data.slice(0));
  damaged[0] ^= 1;
  const spoiled = {
    'a damaged record': () => store.put('vault', 'secret:key', { ...sealed, data: damaged.buffer }),
    'a record of another form': () => store.put('vault', 'secret:key', 'api_secret'),
    'a record under the wrong name': async () => store.put('vault', 'secret:key', await store.get('vault', 'secret:other')),
    'a lost key': () => store.del('vault', 'wrapping-key'),
  };
  for (const [what, spoil] of Object.entries(spoiled)) {
    await store.put('vault', 'secret:key', sealed);
    await spoil();
    await assert.rejects(vaultGet('key'), /Sign in again/, what);
  }
  await vaultPut('key', bytes('api_new'));
  assert.equal(await read('key'), 'api_new');
});
