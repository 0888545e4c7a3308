import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** The button, by tab; 0 is that of all tabs. @type {Map<number, { text?: string, title?: string }>} */
let button = new Map();
/** @type {{ id: number, url?: string }[]} */
let tabs = [];
/** @type {string[][]} */
let asked = [];
/** What the backend answers for a tab, by its address. @type {Record<string, { waiting: number, title: string }>} */
let said = {};
let waiting = 0;

/** @param {number} [tabId] */
const at = (tabId = 0) => button.get(tabId) ?? button.set(tabId, {}).get(tabId) ?? {};

/** @param {number | undefined} tabId */
const mustExist = (tabId) => {
  if (tabId !== undefined && !tabs.some(({ id }) => id === tabId)) throw new Error(`No tab with id: ${tabId}`);
};

const scope = /** @type {any} */ (globalThis);
scope.chrome = {
  tabs: {
    query: async () => tabs,
    get: async (/** @type {number} */ id) => { mustExist(id); return {}; },
  },
  action: {
    setBadgeText: async (/** @type {any} */ { tabId, text }) => { mustExist(tabId); at(tabId).text = text ?? undefined; },
    getBadgeText: async (/** @type {any} */ { tabId }) => { mustExist(tabId); return at(tabId).text ?? at().text ?? ''; },
    setTitle: async (/** @type {any} */ { tabId, title }) => { mustExist(tabId); at(tabId).title = title; },
    setBadgeBackgroundColor: async () => {},
    setBadgeTextColor: async () => {},
  },
};
scope.answerFor = async (/** @type {any} */ { body }) => {
  const { urls } = JSON.parse(body);
  asked.push(urls);
  const none = { waiting: 0, title: 'Leadpatch' };
  const answer = { waiting, title: 'Leadpatch', tabs: urls.map((/** @type {string} */ url) => said[url] ?? none) };
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
};
standIn({ '/backend.js': 'data:text/javascript,export const ask = (message) => globalThis.answerFor(message);' });
const { drawBadges, tabMoved } = await import('../../surfaces/badge.js');

const acme = 'https://app.close.com/lead/lead_acme/';
const other = 'https://app.close.com/lead/lead_other/';

beforeEach(() => {
  button = new Map();
  tabs = [{ id: 1, url: acme }, { id: 2 }, { id: 3, url: 'https://app.close.com.evil.example/lead/lead_acme/' }, { id: 4, url: other }];
  asked = [];
  waiting = 0;
  said = { [acme]: { waiting: 0, title: 'Leadpatch: Acme GmbH' } };
});

test('tabs of Close are asked about and no others, and are called by their leads', async () => {
  await drawBadges();
  assert.deepEqual(asked, [[acme, other]]);
  assert.deepEqual(at(1), { text: undefined, title: 'Leadpatch: Acme GmbH' });
  assert.deepEqual(at(0), { text: '', title: 'Leadpatch' });
  assert.deepEqual([...button.keys()].sort(), [0, 1, 4]);
});

test('what waits is counted: for its lead on its tab, for all elsewhere', async () => {
  waiting = 3;
  said[acme] = { waiting: 1, title: 'one waits' };
  await drawBadges();
  assert.deepEqual([at(0).text, at(1).text, at(4).text], ['3', '1', undefined]);
  waiting = 0;
  said = {};
  await drawBadges();
  assert.deepEqual([at(0).text, at(1).text], ['', undefined]);
});

test('an outcome stays until its tab shows another page', async () => {
  at(1).text = '✓';
  at(1).title = 'Leadpatch: saved';
  waiting = 2;
  await drawBadges();
  assert.deepEqual(at(1), { text: '✓', title: 'Leadpatch: saved' });
  await tabMoved(1, { status: 'complete' }, { url: acme });
  assert.equal(at(1).text, '✓');
  await tabMoved(1, { url: acme }, { url: acme });
  assert.deepEqual(at(1), { text: undefined, title: 'Leadpatch: Acme GmbH' });
});

for (const [why, change, url] of /** @type {[string, object, string | undefined][]} */ ([
  ['a page that cannot be seen', { status: 'complete' }, undefined],
  ['a page of another site', { url: 'https://acme.example/' }, 'https://acme.example/'],
  ['news that are none', { status: 'loading' }, acme],
])) {
  test(`the backend is not started for ${why}`, async () => {
    await tabMoved(1, change, { url });
    assert.deepEqual(asked, []);
  });
}

test('many news are one drawing more, not many', async () => {
  await Promise.all([drawBadges(), drawBadges(), drawBadges()]);
  assert.equal(asked.length, 1);
  await drawBadges();
  assert.equal(asked.length, 2);
});

test('a tab that is closed meanwhile is no failure, and a failure is none of the next drawing', async () => {
  const answers = scope.answerFor;
  scope.answerFor = async (/** @type {any} */ message) => {
    const answer = await answers(message);
    tabs = tabs.slice(1);
    return answer;
  };
  await drawBadges();
  scope.answerFor = async () => ({ status: 500, headers: {}, body: 'why' });
  await assert.rejects(drawBadges(), /why/);
  scope.answerFor = answers;
  await drawBadges();
});
