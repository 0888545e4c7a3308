import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @typedef {{ method: string, path: string, body?: string }} Message */

/** @type {Message[]} */
let asked = [];
/** @type {any[]} */
let calls = [];
/** @type {Set<string>} */
let entries = new Set();
let selectionInPage = () => JSON.stringify('one\ntwo');
let noticeInPage = () => {};

const scope = /** @type {any} */ (globalThis);

const menu = {
  items: [
    { id: 'a', title: 'A', contexts: ['selection'], document_url_patterns: ['http://127.0.0.1/lead/*', 'https://app.close.com/lead/*'] },
    { id: 'b', parent_id: 'a', title: 'B', contexts: ['link'], document_url_patterns: ['*://localhost/*'] },
  ],
};

/** @param {number} status @param {unknown} body */
const answer = (status, body) => Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });

/** @param {string} name */
const recorded = (name) => (/** @type {any} */ value) => {
  calls.push([name, value]);
  return Promise.resolve();
};

scope.chrome = {
  runtime: { getPlatformInfo() {}, lastError: undefined },
  contextMenus: {
    removeAll: () => Promise.resolve(entries.clear()),
    create(/** @type {any} */ entry, /** @type {() => void} */ done) {
      calls.push(['create', entry]);
      scope.chrome.runtime.lastError = entries.has(entry.id) ? { message: 'Cannot create item with duplicate id' } : undefined;
      entries.add(entry.id);
      setTimeout(done);
    },
  },
  scripting: {
    executeScript: (/** @type {any} */ { target, func, args }) => new Promise((resolve) => {
      calls.push([func.name, target, args]);
      resolve([{ result: func.name === 'readSelection' ? selectionInPage() : noticeInPage() }]);
    }),
  },
  action: {
    setBadgeText: recorded('badge'),
    setBadgeBackgroundColor: recorded('color'),
    setBadgeTextColor: recorded('text color'),
    setTitle: recorded('title'),
  },
};
standIn({ '/backend.js': 'data:text/javascript,export const handle = (message) => globalThis.answerFor(message);' });
const { clicked, rebuildMenus } = await import('../../menus.js');

const saved = { kind: 'saved', text: 'The description of Acme is replaced.', badge: 'OK' };
const tab = /** @type {chrome.tabs.Tab} */ ({ id: 7, url: 'https://app.close.com/lead/lead_new/' });
const info = /** @type {chrome.contextMenus.OnClickData} */ ({
  menuItemId: 'a', pageUrl: 'https://app.close.com/lead/lead_old/', selectionText: 'one two', frameId: 4, editable: false,
});

beforeEach(() => {
  asked = [];
  calls = [];
  entries = new Set();
  selectionInPage = () => JSON.stringify('one\ntwo');
  noticeInPage = () => {};
  mock.method(console, 'error', () => {});
  scope.answerFor = (/** @type {Message} */ message) => {
    asked.push(message);
    return message.path === '/menu' ? answer(200, menu) : answer(200, saved);
  };
});

/** @param {string} name */
const last = (name) => calls.filter(([called]) => called === name).at(-1);
const click = () => JSON.parse(asked[0].body ?? '');

test('the menus are those of the backend, as it gives them', async () => {
  await rebuildMenus();
  assert.deepEqual(calls.map(([, entry]) => entry), [
    { id: 'a', title: 'A', contexts: ['selection'], documentUrlPatterns: ['http://127.0.0.1/lead/*', 'https://app.close.com/lead/*'] },
    { id: 'b', parentId: 'a', title: 'B', contexts: ['link'], documentUrlPatterns: ['*://localhost/*'] },
  ]);
});

test('two rebuilds at once do not meet', async () => {
  await Promise.all([rebuildMenus(), rebuildMenus()]);
  assert.deepEqual([...entries], ['a', 'b']);
});

test('the old menus stay when the backend has no new ones, and the next rebuild works', async () => {
  await rebuildMenus();
  const works = scope.answerFor;
  scope.answerFor = () => answer(503, { detail: 'Leadpatch had to restart.' });
  await assert.rejects(rebuildMenus(), /had to restart/);
  assert.deepEqual([...entries], ['a', 'b']);
  scope.answerFor = works;
  await rebuildMenus();
});

test('a choice takes the selection with its line breaks from the frame that was clicked', async () => {
  await clicked(info, tab);
  assert.deepEqual(click(), { item: 'a', page_url: tab.url, selection: 'one\ntwo', link_url: '' });
  assert.deepEqual(last('readSelection')[1], { tabId: 7, frameIds: [4] });
  assert.deepEqual(last('badge')[1], { tabId: 7, text: 'OK' });
  assert.deepEqual(last('title')[1], { tabId: 7, title: `Leadpatch: ${saved.text}` });
  assert.deepEqual(last('showNotice').slice(1), [{ tabId: 7 }, ['saved', saved.text]]);
});

test('a frame that cannot be read, or shows nothing selected, leaves what the browser says', async () => {
  selectionInPage = () => { throw new Error('Cannot access contents of the page'); };
  await clicked(info, tab);
  assert.equal(click().selection, 'one two');
  asked = [];
  selectionInPage = () => '""';
  await clicked(info, tab);
  assert.equal(click().selection, 'one two');
});

test('a choice on a link needs no selection', async () => {
  await clicked({ ...info, selectionText: undefined, linkUrl: 'https://acme.example/' }, { ...tab, url: undefined });
  assert.deepEqual(click(), { item: 'a', page_url: info.pageUrl, selection: '', link_url: 'https://acme.example/' });
  assert.equal(last('readSelection'), undefined);
});

test('a problem is shown in its own words', async () => {
  scope.answerFor = () => answer(401, { type: 'urn:leadpatch:signed-out', title: 'Signed out', status: 401, detail: 'You are signed out.' });
  await clicked(info, tab);
  assert.deepEqual(last('badge')[1], { tabId: 7, text: '!' });
  assert.deepEqual(last('showNotice')[2], ['error', 'You are signed out.']);
});

test('where the page cannot show it, the toolbar does', async () => {
  noticeInPage = () => { throw new Error('Cannot access a chrome:// URL'); };
  await clicked(info, tab);
  assert.deepEqual(last('badge')[1], { tabId: 7, text: 'OK' });
  assert.deepEqual(last('title')[1], { tabId: 7, title: `Leadpatch: ${saved.text}` });
});

test('a choice outside of a tab does nothing', async () => {
  await clicked(info, undefined);
  assert.deepEqual([asked, calls], [[], []]);
});
