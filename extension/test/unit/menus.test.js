import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @typedef {{ method: string, path: string, body: string }} Message */

/** @type {Message[]} */
let asked = [];
/** @type {any[]} */
let calls = [];
/** The entries of the browser, by their ids. @type {Map<string, any>} */
const entries = new Map();
/** @type {any} */
let front = {};
let selectionInPage = () => JSON.stringify('one\ntwo');

const scope = /** @type {any} */ (globalThis);

const anywhere = ['http://*/*', 'https://*/*'];
/** @param {string} first */
const menuWith = (first) => ({
  lead_id: first === 'Acme' ? 'lead_acme' : '',
  items: [
    { id: 'selection/lead', title: first, contexts: ['selection'], document_url_patterns: anywhere },
    { id: 'selection/note', parent_id: 'selection/lead', title: 'Add as a note', contexts: ['selection'], document_url_patterns: anywhere },
    { id: 'link/note-link', title: 'Note', contexts: ['link'], target_url_patterns: anywhere },
  ],
});
/** @type {any} */
let menu;

/** @param {number} status @param {unknown} body */
const answer = (status, body) => Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });

scope.chrome = {
  runtime: { getPlatformInfo() {}, lastError: undefined },
  tabs: { query: async () => [front] },
  contextMenus: {
    async removeAll() {
      calls.push(['removeAll']);
      entries.clear();
    },
    create(/** @type {any} */ entry, /** @type {() => void} */ done) {
      calls.push(['create', entry]);
      scope.chrome.runtime.lastError = entries.has(entry.id) ? { message: 'Cannot create item with duplicate id' } : undefined;
      entries.set(entry.id, entry);
      setTimeout(done);
    },
    async update(/** @type {string} */ id, /** @type {any} */ change) {
      calls.push(['update', id, change]);
      if (!entries.has(id)) throw new Error(`Cannot find menu item with id ${id}`);
      Object.assign(entries.get(id), change);
    },
    refresh: async () => void calls.push(['refresh']),
  },
  scripting: {
    executeScript: (/** @type {any} */ { target }) => new Promise((resolve) => {
      calls.push(['readSelection', target]);
      resolve([{ result: selectionInPage() }]);
    }),
  },
};
scope.record = (/** @type {any[]} */ ...call) => void calls.push(call);
standIn({
  '/backend.js': 'data:text/javascript,export const ask = (message) => globalThis.answerFor(message); export const handle = ask;',
  '/store.js': new URL('memory-store.js', import.meta.url).href,
  '/notices.js': `data:text/javascript,${encodeURIComponent(`
    export const showWorking = async (tabId) => globalThis.record('working', tabId);
    export const showNotice = async (...args) => globalThis.record('notice', ...args);
    export const noticeIn = ({ body }) => JSON.parse(body);`)}`,
});
const { clicked, followPage, opening, rebuildMenus } = await import('../../surfaces/menus.js');

const saved = { kind: 'saved', text: 'The description of Acme is replaced.', badge: 'OK' };
const tab = /** @type {chrome.tabs.Tab} */ ({ id: 7, url: 'https://app.close.com/lead/lead_new/', title: 'Acme' });
const info = /** @type {chrome.contextMenus.OnClickData} */ ({
  menuItemId: 'selection/note', pageUrl: 'https://app.close.com/lead/lead_old/', selectionText: 'one two', frameId: 4, editable: false,
});

beforeEach(async () => {
  mock.method(console, 'error', () => {});
  front = { url: 'https://app.close.com/lead/lead_acme/' };
  menu = menuWith('Acme');
  selectionInPage = () => JSON.stringify('one\ntwo');
  scope.answerFor = (/** @type {Message} */ message) => {
    asked.push(message);
    return message.path === '/menu' ? answer(200, menu) : answer(200, saved);
  };
  await rebuildMenus({ fresh: true });
  asked = [];
  calls = [];
});

const did = () => calls.map(([name]) => name);
const titles = () => [...entries.values()].map(({ title }) => title);

test('the menus are those of the backend for the page in front, as it gives them', async () => {
  await rebuildMenus({ fresh: true });
  assert.deepEqual(JSON.parse(asked[0].body), { url: front.url });
  assert.deepEqual(calls.filter(([name]) => name === 'create').map(([, entry]) => entry), [
    { id: 'selection/lead', title: 'Acme', contexts: ['selection'], documentUrlPatterns: anywhere },
    { id: 'selection/note', parentId: 'selection/lead', title: 'Add as a note', contexts: ['selection'], documentUrlPatterns: anywhere },
    { id: 'link/note-link', title: 'Note', contexts: ['link'], targetUrlPatterns: anywhere },
  ]);
});

test('menus that are right are left alone', async () => {
  await rebuildMenus();
  assert.deepEqual(calls, []);
});

test('where only titles are new, they are changed and nothing is taken away', async () => {
  menu = menuWith('The lead of this page');
  await rebuildMenus();
  assert.deepEqual(calls, [['update', 'selection/lead', { title: 'The lead of this page' }]]);
  await rebuildMenus();
  assert.equal(calls.length, 1);
});

test('another entry puts the menus up again', async () => {
  menu.items.push({ id: 'page/recipe:x', title: 'Mine', contexts: ['page'] });
  await rebuildMenus();
  assert.deepEqual(did(), ['removeAll', 'create', 'create', 'create', 'create']);
});

test('menus that the browser has lost are put up again', async () => {
  entries.clear();
  menu = menuWith('Other');
  await rebuildMenus();
  assert.deepEqual(titles(), ['Other', 'Add as a note', 'Note']);
});

test('menus whose building was cut off are put up again', async () => {
  const works = scope.chrome.contextMenus.removeAll;
  scope.chrome.contextMenus.removeAll = () => Promise.reject(new Error('stopped'));
  await assert.rejects(rebuildMenus({ fresh: true }), /stopped/);
  scope.chrome.contextMenus.removeAll = works;
  calls = [];
  await rebuildMenus();
  assert.deepEqual(did(), ['removeAll', 'create', 'create', 'create']);
});

test('rebuilds at once do not meet, and those that wait are one', async () => {
  const all = Promise.all([rebuildMenus({ fresh: true }), rebuildMenus(), rebuildMenus({ fresh: true })]);
  await new Promise(setImmediate);
  await Promise.all([all, rebuildMenus(), rebuildMenus({ fresh: true }), rebuildMenus()]);
  assert.equal(asked.length, 2);
  assert.deepEqual(titles(), ['Acme', 'Add as a note', 'Note']);
});

test('the old menus stay when the backend has no new ones, and the next rebuild works', async () => {
  const works = scope.answerFor;
  scope.answerFor = () => answer(503, { detail: 'Leadpatch had to restart.' });
  await assert.rejects(rebuildMenus(), /had to restart/);
  assert.equal(entries.size, 3);
  scope.answerFor = works;
  await rebuildMenus();
});

test('the backend is asked when another page is in front, not when the same or two that cannot be seen are', async () => {
  await followPage();
  assert.equal(asked.length, 0);
  front = {};
  await followPage();
  front = { id: 9 };
  await followPage();
  assert.deepEqual(asked.map(({ body }) => JSON.parse(body)), [{ url: '' }]);
});

test('a menu that opens is made right, and drawn again', async () => {
  menu = menuWith('Beta');
  await opening();
  assert.deepEqual(did(), ['update', 'refresh']);
});

/** @param {number} [nth] */
const click = (nth = 0) => {
  const { intent, ...rest } = JSON.parse(asked.filter(({ path }) => path === '/menu/click')[nth].body);
  assert.match(intent, /^[\w-]{16,64}$/);
  return rest;
};

test('a choice takes the selection with its line breaks from the frame that was clicked', async () => {
  await clicked(info, tab);
  const want = {
    item: 'selection/note', shown_lead: 'lead_acme', page_url: tab.url, page_title: 'Acme', selection: 'one\ntwo', link_url: '', link_text: '', image_url: '',
  };
  assert.deepEqual(click(), want);
  assert.deepEqual(calls.slice(0, 2), [['working', 7], ['readSelection', { tabId: 7, frameIds: [4] }]]);
  const [, tabId, notice, about] = calls.find(([name]) => name === 'notice');
  assert.deepEqual([tabId, notice], [7, saved]);
  assert.equal(about.selection, 'one\ntwo');
});

test('a frame that cannot be read, or shows nothing selected, leaves what the browser says', async () => {
  selectionInPage = () => { throw new Error('Cannot access contents of the page'); };
  await clicked(info, tab);
  selectionInPage = () => '""';
  await clicked(info, tab);
  assert.deepEqual([click(0).selection, click(1).selection], ['one two', 'one two']);
});

test('a choice on a link or an image needs no selection', async () => {
  await clicked({ ...info, selectionText: undefined, linkUrl: 'https://acme.example/', srcUrl: 'https://acme.example/a.png' }, { ...tab, url: undefined, title: undefined });
  const { page_url: page, selection, link_url: link, image_url: image } = click();
  assert.deepEqual([page, selection, link, image], [info.pageUrl, '', 'https://acme.example/', 'https://acme.example/a.png']);
  assert.ok(!did().includes('readSelection'));
});

test('the side panel opens before anything is waited for, and nobody else is asked', () => {
  scope.chrome.sidePanel = { open: async (/** @type {any} */ where) => void calls.push(['side', where]) };
  void clicked({ ...info, menuItemId: 'action/side-panel' }, /** @type {chrome.tabs.Tab} */ ({ ...tab, windowId: 3 }));
  assert.deepEqual(calls, [['side', { windowId: 3 }]]);
  assert.deepEqual(asked, []);
});

test('a choice outside of a tab does nothing', async () => {
  await clicked(info, undefined);
  assert.deepEqual([asked, calls], [[], []]);
});
