import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOf } from '../../test/unit/fixtures.js';
import { keeper } from './storage.js';

/** @import {Undo} from './storage.js' */

/** A store and a net in memory; `stuck` makes writes of drafts wait for ever. */
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
  const caught = new Map();
  const net = {
    getItem: (/** @type {string} */ key) => caught.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      caught.set(key, value);
    },
    removeItem: (/** @type {string} */ key) => { caught.delete(key); },
    key: (/** @type {number} */ i) => [...caught.keys()][i] ?? null,
    get length() { return caught.size; },
  };
  return { store, net, caught, stores, written };
}

/** @param {string} value */
const drafts = (value) => ({ url: { label: 'URL', value, was: null, base: 'null' } });

test('edits come back as they were', async () => {
  const { store, net, caught } = memory();
  await keeper(store, net).keepDrafts('lead_1', drafts('x'));
  assert.equal(caught.size, 0, 'the net is empty once the store has it');
  assert.deepEqual(await keeper(store, net).drafts('lead_1'), drafts('x'));
  assert.deepEqual(await keeper(store, net).drafts('lead_2'), {});
});

test('a recipe that is being written comes back until it is stored or forgotten with the rest', async () => {
  const { store, net } = memory();
  const written = { recipe: { id: '', name: 'Half', steps: [] }, saved: null };
  const keep = keeper(store, net);
  keep.keepRecipe(written);
  assert.deepEqual(keeper(store, net).recipe(), written);
  keep.keepRecipe(null);
  assert.equal(keep.recipe(), null);
  keep.keepRecipe(written);
  await keep.forget();
  assert.equal(keep.recipe(), null);
});

test('edits survive a panel that closes before the store has them', async () => {
  const { store, net, stores } = memory({ stuck: true });
  void keeper(store, net).keepDrafts('lead_1', drafts('typed last'));
  const next = memory();
  const again = keeper(next.store, net);
  assert.equal(stores.drafts?.size, 0);
  assert.deepEqual(await again.drafts('lead_1'), drafts('typed last'));
  assert.deepEqual(next.stores.drafts?.get('lead_1'), drafts('typed last'), 'and are written then');
});

test('a full net does not keep edits from the store', async () => {
  const { store, net } = memory({ full: true });
  await keeper(store, net).keepDrafts('lead_1', drafts('x'));
  assert.deepEqual(await keeper(store, net).drafts('lead_1'), drafts('x'));
});

test('of many edits at once only the newest is written', async () => {
  const { store, net, written } = memory();
  const keep = keeper(store, net);
  await Promise.all(['a', 'ab', 'abc', 'abcd'].map((value) => keep.keepDrafts('lead_1', drafts(value))));
  assert.deepEqual(await keep.drafts('lead_1'), drafts('abcd'));
  assert.equal(written.filter((entry) => entry === 'drafts lead_1').length, 1);
});

test('a failed write is told, and the next one is made all the same', async () => {
  const { store, net } = memory();
  const put = store.put;
  store.put = async () => { throw new Error('disk'); };
  const keep = keeper(store, net);
  await assert.rejects(keep.keepDrafts('lead_1', drafts('a')), /disk/);
  store.put = put;
  await keep.keepDrafts('lead_1', drafts('b'));
  assert.deepEqual(await keep.drafts('lead_1'), drafts('b'));
});

test('leads with edits are counted until the edits are gone', async () => {
  const { store, net } = memory();
  const keep = keeper(store, net);
  await keep.keepDrafts('lead_1', drafts('x'));
  void keep.keepDrafts('lead_2', drafts('y'));
  assert.equal(await keep.countDrafts(), 2);
  await keep.keepDrafts('lead_1', {});
  assert.equal(await keep.countDrafts(), 1);
  assert.deepEqual(await keep.drafts('lead_1'), {});
});

test('forgetting leaves nothing, neither in the store nor in the net', async () => {
  const { store, net, caught, stores } = memory();
  const keep = keeper(store, net);
  await keep.keepView(viewOf([]), 5);
  await keep.keepDrafts('lead_1', drafts('x'));
  caught.set('drafts:lead_9', '{}');
  caught.set('asked:lead_9', '{}');
  caught.set('other', '1');
  await keep.forget();
  assert.equal(stores.drafts?.size, 0);
  assert.equal(stores.views?.size, 0);
  assert.deepEqual([...caught.keys()], ['other']);
});

test('an undo is kept by itself, counts as no edit, and is forgotten with the rest', async () => {
  const { store, net, stores } = memory();
  const keep = keeper(store, net);
  /** @type {Undo} */
  const undo = { kind: 'undo', request: { edits: [] }, names: ['URL'], at: 1, user: 'user_1', organization: 'orga_1', dismissed: false };
  await keep.keepUndo('lead_1', undo);
  assert.deepEqual(await keep.undo('lead_1'), undo);
  assert.equal(await keep.undo('lead_2'), null);
  assert.equal(await keep.countDrafts(), 0);
  await keep.keepUndo('lead_1', null);
  assert.equal(await keep.undo('lead_1'), null);
  await keep.keepUndo('lead_1', undo);
  await keep.forget();
  assert.equal(stores.drafts?.size, 0);
});

test('leaving an organization takes its undos and every view, and no edit', async () => {
  const { store, net, stores } = memory();
  const keep = keeper(store, net);
  /** @type {(organization: string) => Undo} */
  const undo = (organization) => ({ kind: 'undo', request: { edits: [] }, names: [], at: 1, user: 'user_1', organization, dismissed: false });
  await keep.keepView(viewOf([]), 5);
  await keep.keepDrafts('lead_1', drafts('x'));
  // Two at once, as two leads in two tabs would.
  await Promise.all([keep.keepUndo('lead_1', undo('orga_1')), keep.keepUndo('lead_2', undo('orga_2'))]);
  await keep.leave('orga_1');
  assert.equal(stores.views?.size, 0);
  assert.equal(await keep.undo('lead_1'), null);
  assert.deepEqual(await keep.undo('lead_2'), undo('orga_2'));
  await keep.leave();
  assert.equal(await keep.undo('lead_2'), null);
  assert.deepEqual(await keep.drafts('lead_1'), drafts('x'));
  assert.equal(await keep.countDrafts(), 1);
});

test('an apply without an answer is kept at once, and forgotten at once', () => {
  const { store, net, caught } = memory({ stuck: true });
  const keep = keeper(store, net);
  const asked = { intent: 'a', body: { edits: [] }, at: 1 };
  keep.keepAsked('lead_1', asked);
  assert.deepEqual(keeper(store, net).asked('lead_1'), asked);
  assert.equal(keep.asked('lead_2'), null);
  keep.keepAsked('lead_1', null);
  assert.equal(keeper(store, net).asked('lead_1'), null);
  assert.equal(caught.size, 0);
});

test('a full net forgets an apply rather than keeping an older one in its place', () => {
  const { store, net, caught } = memory({ full: true });
  caught.set('asked:lead_1', JSON.stringify({ intent: 'old', body: { edits: [] }, at: 1 }));
  const keep = keeper(store, net);
  keep.keepAsked('lead_1', { intent: 'new', body: { edits: [] }, at: 2 });
  assert.equal(keep.asked('lead_1'), null);
});

test('the page that was gone through for a lead goes with the session, the field for pages stays', async () => {
  const { store, net } = memory();
  const keep = keeper(store, net);
  assert.deepEqual([keep.decided('lead_1'), keep.pageField('orga_1')], [null, '']);
  keep.keepDecided('lead_1', 'https://acme.example/');
  keep.keepPageField('orga_1', 'custom.cf_page');
  assert.deepEqual([keep.decided('lead_1'), keep.pageField('orga_1')], ['https://acme.example/', 'custom.cf_page']);
  await keep.leave();
  assert.deepEqual([keep.decided('lead_1'), keep.pageField('orga_1')], [null, 'custom.cf_page']);
});

test('a full net asks again rather than remembering an older page', () => {
  const { store, net, caught } = memory({ full: true });
  caught.set('decided:lead_1', 'https://older.example/');
  keeper(store, net).keepDecided('lead_1', 'https://acme.example/');
  assert.equal(keeper(store, net).decided('lead_1'), null);
});
