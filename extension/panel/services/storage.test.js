import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOf } from '../../test/unit/fixtures.js';
import { storageOver } from './storage.js';

/** @import {Undo} from './storage.js' */

/** A store and a mirror in memory; `stuck` makes writes of drafts wait for ever. */
function memory({ stuck = false, full = false } = {}) {
  /** @type {Record<string, Map<string, unknown>>} */
  const stores = { drafts: new Map(), views: new Map() };
  const of = (/** @type {string} */ name) => /** @type {Map<string, unknown>} */ (stores[name]);
  const never = new Promise(() => {});
  const written = /** @type {string[]} */ ([]);
  const store = {
    get: async (/** @type {string} */ name, /** @type {string} */ key) => structuredClone(of(name).get(key)),
    put: async (/** @type {string} */ name, /** @type {string} */ key, /** @type {unknown} */ value) => {
      written.push(`${name} ${key}`);
      if (stuck && name === 'drafts') await never;
      of(name).set(key, structuredClone(value));
    },
    del: async (/** @type {string} */ name, /** @type {string} */ key) => { of(name).delete(key); },
    clear: async (/** @type {string} */ name) => of(name).clear(),
  };
  const mirrored = new Map();
  const mirror = {
    getItem: (/** @type {string} */ key) => mirrored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      mirrored.set(key, value);
    },
    removeItem: (/** @type {string} */ key) => { mirrored.delete(key); },
    key: (/** @type {number} */ i) => [...mirrored.keys()][i] ?? null,
    get length() { return mirrored.size; },
  };
  return { store, mirror, mirrored, stores, written };
}

/** @param {string} value */
const drafts = (value) => ({ url: { label: 'URL', value, was: null, base: 'null' } });

test('edits come back as they were', async () => {
  const { store, mirror, mirrored } = memory();
  await storageOver(store, mirror).keepDrafts('lead_1', drafts('x'));
  assert.equal(mirrored.size, 0, 'the mirror is empty once the store has it');
  assert.deepEqual(await storageOver(store, mirror).drafts('lead_1'), drafts('x'));
  assert.deepEqual(await storageOver(store, mirror).drafts('lead_2'), {});
});

test('a recipe that is being written comes back until it is stored or forgotten with the rest', async () => {
  const { store, mirror } = memory();
  const written = { recipe: { id: '', name: 'Half', steps: [] }, saved: null };
  const storage = storageOver(store, mirror);
  storage.keepRecipe(written);
  assert.deepEqual(storageOver(store, mirror).recipe(), written);
  storage.keepRecipe(null);
  assert.equal(storage.recipe(), null);
  storage.keepRecipe(written);
  await storage.forget();
  assert.equal(storage.recipe(), null);
});

test('edits survive a panel that closes before the store has them', async () => {
  const { store, mirror, stores } = memory({ stuck: true });
  void storageOver(store, mirror).keepDrafts('lead_1', drafts('typed last'));
  const next = memory();
  const again = storageOver(next.store, mirror);
  assert.equal(stores.drafts?.size, 0);
  assert.deepEqual(await again.drafts('lead_1'), drafts('typed last'));
  assert.deepEqual(next.stores.drafts?.get('lead_1'), drafts('typed last'), 'and are written then');
});

test('a full mirror does not keep edits from the store', async () => {
  const { store, mirror } = memory({ full: true });
  await storageOver(store, mirror).keepDrafts('lead_1', drafts('x'));
  assert.deepEqual(await storageOver(store, mirror).drafts('lead_1'), drafts('x'));
});

test('of many edits at once only the newest is written', async () => {
  const { store, mirror, written } = memory();
  const storage = storageOver(store, mirror);
  await Promise.all(['a', 'ab', 'abc', 'abcd'].map((value) => storage.keepDrafts('lead_1', drafts(value))));
  assert.deepEqual(await storage.drafts('lead_1'), drafts('abcd'));
  assert.equal(written.filter((entry) => entry === 'drafts lead_1').length, 1);
});

test('a failed write is told, and the next one is made all the same', async () => {
  const { store, mirror } = memory();
  const put = store.put;
  store.put = async () => { throw new Error('disk'); };
  const storage = storageOver(store, mirror);
  await assert.rejects(storage.keepDrafts('lead_1', drafts('a')), /disk/);
  store.put = put;
  await storage.keepDrafts('lead_1', drafts('b'));
  assert.deepEqual(await storage.drafts('lead_1'), drafts('b'));
});

test('leads with edits are counted until the edits are gone', async () => {
  const { store, mirror } = memory();
  const storage = storageOver(store, mirror);
  await storage.keepDrafts('lead_1', drafts('x'));
  void storage.keepDrafts('lead_2', drafts('y'));
  assert.equal(await storage.countDrafts(), 2);
  await storage.keepDrafts('lead_1', {});
  assert.equal(await storage.countDrafts(), 1);
  assert.deepEqual(await storage.drafts('lead_1'), {});
});

test('forgetting leaves nothing, neither in the store nor in the mirror', async () => {
  const { store, mirror, mirrored, stores } = memory();
  const storage = storageOver(store, mirror);
  await storage.keepView(viewOf([]), 5);
  await storage.keepDrafts('lead_1', drafts('x'));
  mirrored.set('drafts:lead_9', '{}');
  mirrored.set('asked:lead_9', '{}');
  mirrored.set('other', '1');
  await storage.forget();
  assert.equal(stores.drafts?.size, 0);
  assert.equal(stores.views?.size, 0);
  assert.deepEqual([...mirrored.keys()], ['other']);
});

test('an undo is kept by itself, counts as no edit, and is forgotten with the rest', async () => {
  const { store, mirror, stores } = memory();
  const storage = storageOver(store, mirror);
  /** @type {Undo} */
  const undo = { kind: 'undo', entry: 'e1', names: ['URL'], at: 1, until: '2026-01-06T10:00:00Z', user: 'user_1', organization: 'orga_1', dismissed: false, base: {}, keep: ['name'] };
  await storage.keepUndo('lead_1', undo);
  assert.deepEqual(await storage.undo('lead_1'), undo);
  assert.equal(await storage.undo('lead_2'), null);
  assert.equal(await storage.countDrafts(), 0);
  await storage.keepUndo('lead_1', null);
  assert.equal(await storage.undo('lead_1'), null);
  await storage.keepUndo('lead_1', undo);
  await storage.forget();
  assert.equal(stores.drafts?.size, 0);
});

test('an undo of an older version works on where it names its entry, with what was decided', async () => {
  const { store, mirror } = memory();
  const kept = { kind: 'undo', names: ['URL'], at: 1, user: 'user_1', organization: 'orga_1', dismissed: true };
  const request = { edits: [{ target: 'cont_1', field: 'title', op: 'clear' }], base: { 'cont_1/title': '"seen"', url: '"left"' } };
  await store.put('drafts', 'undo:lead_1', { ...kept, request, entry: 'e1' });
  await store.put('drafts', 'undo:lead_2', { ...kept, request });
  assert.deepEqual(await storageOver(store, mirror).undo('lead_1'), { ...kept, entry: 'e1', until: '', base: request.base, keep: ['url'] });
  assert.equal(await storageOver(store, mirror).undo('lead_2'), null);
});

test('leaving an organization takes its undos and every view, and no edit', async () => {
  const { store, mirror, stores } = memory();
  const storage = storageOver(store, mirror);
  /** @type {(organization: string) => Undo} */
  const undo = (organization) => ({ kind: 'undo', entry: 'e1', names: [], at: 1, until: '', user: 'user_1', organization, dismissed: false, base: {}, keep: [] });
  await storage.keepView(viewOf([]), 5);
  await storage.keepDrafts('lead_1', drafts('x'));
  // Two at once, as two leads in two tabs would.
  await Promise.all([storage.keepUndo('lead_1', undo('orga_1')), storage.keepUndo('lead_2', undo('orga_2'))]);
  await storage.leave('orga_1');
  assert.equal(stores.views?.size, 0);
  assert.equal(await storage.undo('lead_1'), null);
  assert.deepEqual(await storage.undo('lead_2'), undo('orga_2'));
  await storage.leave();
  assert.equal(await storage.undo('lead_2'), null);
  assert.deepEqual(await storage.drafts('lead_1'), drafts('x'));
  assert.equal(await storage.countDrafts(), 1);
});

test('an apply without an answer is kept at once, and forgotten at once', () => {
  const { store, mirror, mirrored } = memory({ stuck: true });
  const storage = storageOver(store, mirror);
  const asked = { intent: 'a', body: { edits: [] }, at: 1 };
  storage.keepAsked('lead_1', asked);
  assert.deepEqual(storageOver(store, mirror).asked('lead_1'), asked);
  assert.equal(storage.asked('lead_2'), null);
  storage.keepAsked('lead_1', null);
  assert.equal(storageOver(store, mirror).asked('lead_1'), null);
  assert.equal(mirrored.size, 0);
});

test('a full mirror forgets an apply rather than keeping an older one in its place', () => {
  const { store, mirror, mirrored } = memory({ full: true });
  mirrored.set('asked:lead_1', JSON.stringify({ intent: 'old', body: { edits: [] }, at: 1 }));
  const storage = storageOver(store, mirror);
  storage.keepAsked('lead_1', { intent: 'new', body: { edits: [] }, at: 2 });
  assert.equal(storage.asked('lead_1'), null);
});

test('the page that was gone through for a lead goes with the session, the field for pages stays', async () => {
  const { store, mirror } = memory();
  const storage = storageOver(store, mirror);
  assert.deepEqual([storage.decided('lead_1'), storage.pageField('orga_1')], [null, '']);
  storage.keepDecided('lead_1', 'https://acme.example/');
  storage.keepPageField('orga_1', 'custom.cf_page');
  assert.deepEqual([storage.decided('lead_1'), storage.pageField('orga_1')], ['https://acme.example/', 'custom.cf_page']);
  await storage.leave();
  assert.deepEqual([storage.decided('lead_1'), storage.pageField('orga_1')], [null, 'custom.cf_page']);
});

test('a full mirror asks again rather than remembering an older page', () => {
  const { store, mirror, mirrored } = memory({ full: true });
  mirrored.set('decided:lead_1', 'https://older.example/');
  storageOver(store, mirror).keepDecided('lead_1', 'https://acme.example/');
  assert.equal(storageOver(store, mirror).decided('lead_1'), null);
});
