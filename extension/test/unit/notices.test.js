import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @typedef {{ method: string, path: string, body: string }} Message */

/** @type {Message[]} */
let asked = [];
/** @type {any[]} */
let calls = [];
/** @type {any} */
let tab;
/** @type {() => any} */
let noticeInPage;
/** @type {() => Promise<void>} */
let popup;
let base = 'chrome-extension://abc/';

const scope = /** @type {any} */ (globalThis);

/** @param {string} name */
const recorded = (name) => async (/** @type {any} */ ...args) => void calls.push([name, ...args]);

scope.chrome = {
  runtime: { getPlatformInfo() {}, getURL: (/** @type {string} */ path) => base + path },
  tabs: {
    TAB_ID_NONE: -1,
    async get() {
      if (!tab) throw new Error('No tab with id: 7.');
      return tab;
    },
    create: recorded('tab'),
  },
  scripting: {
    async executeScript(/** @type {any} */ { target, args }) {
      const result = noticeInPage();
      calls.push(['page', target, args]);
      return [{ result }];
    },
  },
  action: {
    setBadgeText: recorded('badge'),
    setBadgeBackgroundColor: recorded('color'),
    setBadgeTextColor: recorded('text color'),
    setTitle: recorded('title'),
    setPopup: recorded('setPopup'),
    async openPopup(/** @type {any} */ where) {
      await popup();
      calls.push(['popup', where]);
    },
  },
  notifications: { create: recorded('system'), clear: recorded('clear') },
};
standIn({ '/backend.js': 'data:text/javascript,export const handle = (message) => globalThis.answerFor(message);' });
const { noticeIn, showNotice, undoBySystem, undoInPage } = await import('../../surfaces/notices.js');
const { takeOnce } = await import('../../browser/once.js');

const saved = { kind: 'saved', text: 'Done.', badge: '✓', undo: 'entry-1' };
const undone = { kind: 'saved', text: 'Undone.', badge: '✓' };
const sender = /** @type {any} */ ({ tab: { id: 7 }, frameId: 0, url: 'https://acme.example/other' });

beforeEach(() => {
  asked = [];
  calls = [];
  tab = { id: 7, windowId: 3, url: 'https://acme.example/page' };
  base = 'chrome-extension://abc/';
  noticeInPage = () => true;
  popup = async () => {};
  mock.method(console, 'error', () => {});
  scope.answerFor = async (/** @type {Message} */ message) => {
    asked.push(message);
    return { status: 200, headers: {}, body: JSON.stringify({ entry: 'entry-1', notice: undone }) };
  };
});

/** @param {string} name */
const all = (name) => calls.filter(([called]) => called === name).map(([, ...args]) => args);

/** Shows a notice with an undo, and returns the name that the page got for it. */
async function tokenShown() {
  await showNotice(7, saved);
  return all('page').at(-1)?.[1][2];
}

test('a problem becomes a notice in its own words, and an undo brings its own', () => {
  const problem = { type: 'urn:leadpatch:signed-out', title: 'Signed out', status: 401, detail: 'You are signed out.' };
  assert.deepEqual(noticeIn({ status: 401, headers: {}, body: JSON.stringify(problem) }), { kind: 'error', text: 'You are signed out.', badge: '!' });
  assert.deepEqual(noticeIn({ status: 200, headers: {}, body: JSON.stringify(saved) }), saved);
  const taken = { entry: 'entry-1', problem, notice: undone };
  assert.deepEqual(noticeIn({ status: 200, headers: {}, body: JSON.stringify(taken) }), undone);
});

test('a notice stands on the toolbar and in the page', async () => {
  await showNotice(7, undone);
  assert.deepEqual(all('badge'), [[{ tabId: 7, text: '✓' }]]);
  assert.deepEqual(all('title'), [[{ tabId: 7, title: 'Leadpatch: Undone.' }]]);
  assert.deepEqual(all('page'), [[{ tabId: 7 }, ['saved', 'Undone.', '']]]);
  assert.deepEqual(all('system'), []);
});

test('the button takes back what its notice tells about, once', async () => {
  const token = await tokenShown();
  assert.match(token, /^[0-9a-f]{32}$/);
  await undoInPage(token, sender);
  assert.deepEqual(asked.map(({ method, path, body }) => [method, path, JSON.parse(body)]), [['POST', '/journal/entry-1/undo', { intent: token, surface: 'notice' }]]);
  assert.deepEqual(all('page').at(-1)?.[1], ['saved', 'Undone.', '']);
  await undoInPage(token, sender);
  assert.equal(asked.length, 1);
  assert.match(all('page').at(-1)?.[1][1], /too old/);
});

/** @type {[string, any][]} */
const strangers = [
  ['another tab', { ...sender, tab: { id: 8 } }],
  ['a frame', { ...sender, frameId: 2 }],
  ['another site in the tab', { ...sender, url: 'https://evil.example/' }],
  ['no tab', { ...sender, tab: undefined }],
];
for (const [name, other] of strangers) {
  test(`the button of ${name} takes nothing back`, async () => {
    await undoInPage(await tokenShown(), other);
    assert.deepEqual(asked, []);
  });
}

/** @type {Record<string, () => any>} */
const failures = {
  'forbids it': () => { throw new Error('Cannot access a chrome:// URL'); },
  'makes it fail': () => null,
};
for (const [name, fails] of Object.entries(failures)) {
  test(`where the page ${name}, the system shows it, with the button`, async () => {
    noticeInPage = fails;
    await showNotice(7, saved);
    const [[id, options]] = all('system');
    assert.deepEqual(options, { type: 'basic', title: 'Leadpatch', message: 'Done.', iconUrl: `${base}icons/128.png`, buttons: [{ title: 'Undo' }] });
    await undoBySystem(id);
    assert.deepEqual(all('clear'), [[id]]);
    assert.equal(asked[0]?.path, '/journal/entry-1/undo');
  });
}

test('Firefox has no buttons there, and a notice without an undo needs none', async () => {
  noticeInPage = () => null;
  await showNotice(7, undone);
  base = 'moz-extension://abc/';
  await showNotice(7, saved);
  for (const [, options] of all('system')) assert.ok(!('buttons' in options));
});

test('when the tab is closed, the system tells', async () => {
  tab = undefined;
  noticeInPage = () => { throw new Error('No tab with id: 7.'); };
  await showNotice(7, { ...undone, panel: '?' });
  assert.equal(all('system')[0][1].message, 'Undone.');
});

const click = { item: 'selection/note', page_url: 'https://acme.example/', selection: 'secret words' };

test('a question opens the panel over the page, with what was clicked kept for it', async () => {
  await showNotice(7, { kind: 'ask', text: 'Which lead?', badge: '?', panel: '?clicked' }, click);
  const [[{ popup: address }], [{ popup: after }]] = all('setPopup');
  const query = new URL(address, base).searchParams;
  assert.equal(after, 'panel/panel.html');
  assert.deepEqual(all('popup'), [[{ windowId: 3 }]]);
  assert.ok(query.has('popup'));
  assert.ok(!address.includes('secret'));
  assert.deepEqual(await takeOnce(query.get('clicked') ?? ''), click);
  assert.deepEqual([all('page'), all('tab')], [[], []]);
});

test('where the browser opens no popup, the panel stands in a tab', async () => {
  popup = () => Promise.reject(new Error('openPopup requires a user gesture'));
  await showNotice(7, { kind: 'ask', text: 'Which?', badge: '?', panel: '?lead=lead_x&recipe=r1' }, click);
  const [[{ url, windowId }]] = all('tab');
  const query = new URL(url).searchParams;
  assert.deepEqual([query.get('lead'), query.get('recipe'), query.has('popup'), windowId], ['lead_x', 'r1', false, 3]);
  assert.deepEqual(await takeOnce(query.get('clicked') ?? ''), click);
  assert.equal(all('setPopup').at(-1)?.[0].popup, 'panel/panel.html');
});

test('the plain panel is that of the button, and keeps nothing', async () => {
  await showNotice(7, { kind: 'ask', text: 'Sign in.', badge: '?', panel: '?' }, click);
  assert.deepEqual(all('setPopup').map(([{ popup: address }]) => address), ['panel/panel.html', 'panel/panel.html']);
});

test('what went wrong is said, also where the panel opens', async () => {
  await showNotice(7, { kind: 'error', text: 'It needs repair.', badge: '!', panel: '?recipes' });
  assert.equal(all('popup').length, 1);
  assert.equal(all('page').length, 1);
});
