import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { deleteDB, openDB } from 'idb';
import { standIn } from './stand-ins.js';

/** @import {Row} from '../../host/journal.js' */

standIn();

const store = await import('../../browser/store.js');
const journal = await import('../../host/journal.js');

// The open database steps aside for this, as it does for an update.
beforeEach(() => deleteDB('leadpatch'));

afterEach(() => mock.restoreAll());

/** @type {(id: string, settled: 0 | 1, key?: string) => Row} */
const row = (id, settled, key = '') => ({ id, lead: `lead_${id}`, key, settled, text: `{"id":"${id}"}` });

/** @param {Row[]} rows */
const ids = (rows) => rows.map(({ id }) => id).join('');

test('a row comes back as it was, is replaced, and goes', async () => {
  assert.equal(await journal.journalGet('a'), null);
  await journal.journalPut(row('a', 0, 'intent'));
  assert.deepEqual(await journal.journalGet('a'), row('a', 0, 'intent'));
  await journal.journalPut(row('a', 1, 'intent'));
  assert.deepEqual(await journal.journalGet('a'), row('a', 1, 'intent'));
  await journal.journalDelete(['a', 'never there']);
  assert.equal(await journal.journalGet('a'), null);
});

test('rows are found by their key, the oldest of them', async () => {
  await journal.journalPut(row('b', 0, 'k'));
  await journal.journalPut(row('a', 1, 'k'));
  await journal.journalPut(row('c', 1));
  assert.equal((await journal.journalByKey('k'))?.id, 'a');
  assert.equal(await journal.journalByKey('other'), null);
});

test('unsettled rows come from the oldest on, and leave when they are settled', async () => {
  for (const each of [row('d', 0), row('b', 1), row('a', 0), row('c', 0)]) await journal.journalPut(each);
  assert.equal(ids(await journal.journalUnsettled()), 'acd');
  await journal.journalPut(row('c', 1));
  assert.equal(ids(await journal.journalUnsettled()), 'ad');
  assert.equal(await journal.journalCount(), 2);
});

/** @type {[string, number, string][]} */
const pages = [['', 2, 'ed'], ['d', 2, 'cb'], ['b', 2, 'a'], ['a', 2, ''], ['', 99, 'edcba'], ['', 0, ''], ['cc', 1, 'c']];

for (const [before, limit, want] of pages) {
  test(`a page of ${limit} before “${before}” is “${want}”`, async () => {
    for (const id of 'caebd') await journal.journalPut(row(id, id < 'c' ? 1 : 0));
    assert.equal(ids(await journal.journalPage(before, limit)), want);
  });
}

test('settled rows are counted, and given from the oldest on', async () => {
  assert.equal(await journal.journalCount(), 0);
  for (const each of [row('d', 1), row('b', 0), row('a', 1), row('c', 1)]) await journal.journalPut(each);
  assert.equal(await journal.journalCount(), 3);
  assert.equal(ids(await journal.journalOldest(2)), 'ac');
  assert.equal(ids(await journal.journalOldest(99)), 'acd');
  assert.equal(ids(await journal.journalOldest(0)), '');
});

test('every change asks the browser to have it on the disk', async () => {
  await store.open();
  const begun = mock.method(IDBDatabase.prototype, 'transaction');
  await journal.journalPut(row('a', 0));
  await journal.journalDelete(['a']);
  assert.deepEqual(begun.mock.calls.map((call) => call.arguments.slice(1)), Array(2).fill(['readwrite', { durability: 'strict' }]));
});

/** What a browser without room does. @type {Record<string, (full: DOMException) => void>} */
const full = {
  'refuses the write at once': (error) => {
    mock.method(IDBObjectStore.prototype, 'put', () => { throw error; });
  },
  'ends the transaction': () => {
    const put = IDBObjectStore.prototype.put;
    mock.method(IDBObjectStore.prototype, 'put', /** @this {any} */ function write(/** @type {any[]} */ ...args) {
      const request = put.apply(this, /** @type {any} */ (args));
      this.transaction._abort('QuotaExceededError');
      return request;
    });
  },
  'does not open the database': (error) => {
    mock.method(indexedDB, 'open', () => { throw error; });
  },
};

for (const [what, happens] of Object.entries(full)) {
  test(`a browser without room that ${what}: no room`, async () => {
    happens(new DOMException('Quota', 'QuotaExceededError'));
    await assert.rejects(journal.journalPut(row('a', 0)), { message: 'no room' });
    mock.restoreAll();
    assert.equal(await journal.journalGet('a'), null);
    await journal.journalPut(row('a', 0));
  });
}

test('any other failure keeps its words', async () => {
  mock.method(IDBObjectStore.prototype, 'put', () => { throw new DOMException('The disk is gone', 'UnknownError'); });
  await assert.rejects(journal.journalPut(row('a', 0)), { name: 'UnknownError', message: 'The disk is gone' });
});

test('an update keeps what the version before had stored', async () => {
  const old = await openDB('leadpatch', 1, {
    upgrade: (database) => {
      for (const name of ['vault', 'drafts', 'views']) database.createObjectStore(name);
    },
  });
  for (const name of ['vault', 'drafts', 'views']) await old.put(name, { from: name }, 'key');
  old.close();
  await journal.journalPut(row('a', 0));
  for (const name of /** @type {const} */ (['vault', 'drafts', 'views'])) assert.deepEqual(await store.get(name, 'key'), { from: name });
  assert.equal(ids(await journal.journalUnsettled()), 'a');
});

test('a page of the version before, still open, does not hold the update up', async () => {
  const earlier = await store.open();
  (await openDB('leadpatch', earlier.version + 1)).close();
  assert.throws(() => earlier.transaction('journal'), { name: 'InvalidStateError' });
});
