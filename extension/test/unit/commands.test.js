import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @typedef {{ method: string, path: string, body: string }} Message */

/** @type {Message[]} */
let asked = [];
/** @type {any[]} */
let calls = [];
let selected = () => JSON.stringify('one\ntwo');

const saved = { kind: 'saved', text: 'Done.', badge: '✓' };
const scope = /** @type {any} */ (globalThis);
scope.chrome = {
  runtime: { getPlatformInfo() {} },
  scripting: { executeScript: async (/** @type {any} */ { target }) => { calls.push(['selection', target]); return [{ result: selected() }]; } },
  sidePanel: { open: async (/** @type {any} */ where) => void calls.push(['side', where]) },
};
scope.record = (/** @type {any[]} */ ...call) => void calls.push(call);
standIn({
  '/backend.js': 'data:text/javascript,export const handle = (message) => globalThis.answerFor(message);',
  '/notices.js': `data:text/javascript,${encodeURIComponent(`
    export const showWorking = async (tabId) => globalThis.record('working', tabId);
    export const showNotice = async (...args) => globalThis.record('notice', ...args);
    export const noticeIn = ({ body }) => JSON.parse(body);`)}`,
});
const { pressed } = await import('../../surfaces/commands.js');

const tab = /** @type {chrome.tabs.Tab} */ ({ id: 7, windowId: 3, url: 'https://acme.example/', title: 'Acme' });
const page = { page_url: tab.url, page_title: 'Acme', selection: 'one\ntwo' };

beforeEach(() => {
  asked = [];
  calls = [];
  selected = () => JSON.stringify('one\ntwo');
  mock.method(console, 'error', () => {});
  scope.answerFor = async (/** @type {Message} */ message) => {
    asked.push(message);
    return { status: 200, headers: {}, body: JSON.stringify(saved) };
  };
});

/** @param {Message} message */
const bodyOf = ({ body }) => {
  const { intent, ...rest } = JSON.parse(body);
  assert.match(intent, /^[\w-]{16,64}$/);
  return rest;
};

for (const slot of [1, 2, 3, 4]) {
  test(`shortcut ${slot} runs its recipe on the page in front`, async () => {
    await pressed(`run-recipe-${slot}`, tab);
    assert.equal(asked[0]?.path, '/recipes/run');
    assert.deepEqual(asked.map(bodyOf), [{ ...page, slot, surface: 'keys' }]);
    assert.deepEqual(calls, [['working', 7], ['selection', { tabId: 7 }], ['notice', 7, saved, page]]);
  });
}

test('undo takes the last change back, of the page in front', async () => {
  await pressed('undo-last', tab);
  assert.equal(asked[0]?.path, '/journal/last/undo');
  assert.deepEqual(asked.map(bodyOf), [{ page_url: tab.url, surface: 'keys' }]);
});

test('each press is a request of its own', async () => {
  await pressed('undo-last', tab);
  await pressed('undo-last', tab);
  const [first, second] = asked.map(({ body }) => JSON.parse(body).intent);
  assert.notEqual(first, second);
});

test('a key that is held down does its work once', async () => {
  await Promise.all([pressed('undo-last', tab), pressed('undo-last', tab), pressed('run-recipe-1', tab)]);
  assert.equal(asked.length, 1);
});

test('a failure leaves the next press free', async () => {
  const works = scope.answerFor;
  scope.answerFor = async () => { throw new Error('why'); };
  await assert.rejects(pressed('undo-last', tab), /why/);
  scope.answerFor = works;
  await pressed('undo-last', tab);
  assert.equal(asked.length, 1);
});

test('a page that cannot be read has nothing selected', async () => {
  selected = () => { throw new Error('Cannot access contents of the page'); };
  await pressed('run-recipe-1', tab);
  assert.deepEqual(asked.map(bodyOf), [{ ...page, selection: '', slot: 1, surface: 'keys' }]);
});

test('a page that cannot be seen is not looked at', async () => {
  await pressed('run-recipe-1', /** @type {chrome.tabs.Tab} */ ({ id: 7, windowId: 3 }));
  assert.deepEqual(asked.map(bodyOf), [{ page_url: '', page_title: '', selection: '', slot: 1, surface: 'keys' }]);
  assert.ok(!calls.some(([name]) => name === 'selection'));
});

test('the side panel opens in the window of the tab, before anything is waited for', () => {
  void pressed('open-side-panel', tab);
  assert.deepEqual(calls, [['side', { windowId: 3 }]]);
});

test('Firefox opens its sidebar where the user is', async () => {
  const { sidePanel } = scope.chrome;
  delete scope.chrome.sidePanel;
  scope.chrome.sidebarAction = { open: async (/** @type {any[]} */ ...args) => void calls.push(['sidebar', ...args]) };
  try {
    await pressed('open-side-panel', tab);
  } finally {
    delete scope.chrome.sidebarAction;
    scope.chrome.sidePanel = sidePanel;
  }
  assert.deepEqual(calls, [['sidebar']]);
});

test('without a tab there is nothing to do', async () => {
  await pressed('undo-last');
  await pressed('open-side-panel', /** @type {chrome.tabs.Tab} */ ({ windowId: 3 }));
  assert.deepEqual([asked, calls], [[], []]);
});
