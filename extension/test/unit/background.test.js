import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @type {string[]} */
let asked = [];
/** @type {any[]} */
let alarms = [];
/** What the backend says is to be drawn again. @type {string | undefined} */
let redraws;
/** The listeners, by what they listen to. @type {Record<string, ((...args: any[]) => void)[]>} */
const listeners = {};

/** @param {string} name */
const event = (name) => ({ addListener: (/** @type {any} */ listener) => void (listeners[name] ??= []).push(listener) });

/** @type {(name: string, ...args: any[]) => void} */
const happen = (name, ...args) => listeners[name].forEach((listener) => listener(...args));

const scope = /** @type {any} */ (globalThis);
scope.chrome = {
  runtime: { onMessage: event('message'), onInstalled: event('installed'), onStartup: event('startup'), getPlatformInfo() {} },
  contextMenus: { onClicked: event('menu') },
  tabs: { onUpdated: event('tab'), onActivated: event('activated') },
  windows: { onFocusChanged: event('focused') },
  notifications: { onClicked: event('noticed'), onButtonClicked: event('noticeButton') },
  commands: { onCommand: event('command') },
  omnibox: { onInputChanged: event('typed'), onInputEntered: event('entered') },
  alarms: {
    onAlarm: event('alarm'),
    create: async (/** @type {any[]} */ ...args) => void alarms.push(args),
    clear: async (/** @type {any[]} */ ...args) => void alarms.push(args),
  },
};
const network = { onLine: true, connection: new EventTarget() };
Object.defineProperty(scope, 'navigator', { value: network, configurable: true });
scope.addEventListener = (/** @type {string} */ name, /** @type {any} */ listener) => event(name).addListener(listener);
scope.rebuilt = 0;
scope.answerFor = (/** @type {any} */ { method, path }) => {
  asked.push(`${method} ${path}`);
  return Promise.resolve({ status: 200, headers: redraws === undefined ? {} : { 'leadpatch-redraw': redraws }, body: '{}' });
};
scope.drawn = 0;
scope.handedOn = [];
/** @param {string} source */
const module = (source) => `data:text/javascript,${encodeURIComponent(source)}`;
standIn({
  '/backend.js': module(`
    let hears;
    export const whenAnswered = (listener) => { hears = listener; };
    export const handle = async (message) => {
      const answer = await globalThis.answerFor(message);
      hears(answer);
      return answer;
    };`),
  '/menus.js': module(`
    export const rebuildMenus = async () => { globalThis.rebuilt += 1; };
    export const clicked = async () => {};
    export const followPage = async () => {};
    export const opening = async () => {};`),
  '/notices.js': module(`
    export const openFromSystem = async () => {};
    export const undoBySystem = async () => {};
    export const undoInPage = async () => {};`),
  '/badge.js': module(`
    export const drawBadges = async () => { globalThis.drawn += 1; };
    export const tabMoved = async (...args) => { globalThis.handedOn.push(['tab', ...args]); };`),
  '/commands.js': module("export const pressed = async (...args) => { globalThis.handedOn.push(['command', ...args]); };"),
  '/omnibox.js': module(`
    export const introduce = () => { globalThis.handedOn.push(['introduced']); };
    export const typed = async (...args) => { globalThis.handedOn.push(['typed', ...args]); };
    export const entered = async (...args) => { globalThis.handedOn.push(['entered', ...args]); };`),
});
await import('../../background.js');
const { deliverIn, settleIn } = await import('../../host/alarms.js');

const both = ['POST /session/settle', 'POST /journal/deliver'];

beforeEach(() => {
  redraws = undefined;
  asked = [];
  alarms = [];
});

for (const start of ['installed', 'startup']) {
  test(`when it is ${start}, the backend goes on with what was left`, () => {
    const before = scope.rebuilt;
    happen(start, {});
    assert.deepEqual(asked, both);
    assert.equal(scope.rebuilt, before + 1);
  });
}

test('each alarm has its own work done, and another none', () => {
  happen('alarm', { name: 'settle' });
  assert.deepEqual(asked, both.slice(0, 1));
  happen('alarm', { name: 'deliver' });
  assert.deepEqual(asked, both);
  for (const name of ['other', 'toString', '']) happen('alarm', { name });
  assert.deepEqual(asked, both);
});

/** @param {boolean} online */
const connectionChanges = (online) => {
  network.onLine = online;
  network.connection.dispatchEvent(new Event('change'));
};

/** @param {boolean} online */
const pageLearns = (online) => {
  network.onLine = online;
  happen(online ? 'online' : 'offline');
};

for (const [who, learns] of Object.entries({ 'Chrome by its connection': connectionChanges, 'Firefox by its events': pageLearns })) {
  test(`when the network is back the backend goes on, once; ${who}`, () => {
    learns(true);
    learns(false);
    assert.deepEqual(asked, []);
    learns(true);
    assert.deepEqual(asked, both);
    learns(true);
    assert.deepEqual(asked, both);
  });
}

test('alarms are set, brought within what Chrome allows, and taken back', async () => {
  await settleIn(15);
  await deliverIn(2.5);
  await deliverIn(0.01);
  await deliverIn(0);
  assert.deepEqual(alarms, [
    ['settle', { delayInMinutes: 15 }],
    ['deliver', { delayInMinutes: 2.5 }],
    ['deliver', { delayInMinutes: 0.5 }],
    ['deliver'],
  ]);
});

for (const [says, drawn, rebuilt] of /** @type {[string | undefined, number, number][]} */ ([
  [undefined, 0, 0], ['', 0, 0], ['badge', 1, 0], ['menus', 0, 1], ['menus badge', 1, 1], ['something newer', 0, 0],
])) {
  test(`what an answer names is drawn again: ${says}`, async () => {
    const before = [scope.drawn, scope.rebuilt];
    redraws = says;
    happen('alarm', { name: 'deliver' });
    await new Promise(setImmediate);
    assert.deepEqual([scope.drawn, scope.rebuilt], [before[0] + drawn, before[1] + rebuilt]);
  });
}

test('each event of the browser is handed on, as it comes', () => {
  assert.deepEqual(scope.handedOn, [['introduced']]);
  const suggest = () => {};
  const events = [
    ['tab', 7, { status: 'complete' }, { url: 'https://app.close.com/' }],
    ['command', 'undo-last', { id: 7 }],
    ['typed', 'ac', suggest],
    ['entered', 'acme', 'currentTab'],
  ];
  for (const [name, ...args] of events) happen(String(name), ...args);
  assert.deepEqual(scope.handedOn.slice(1), events);
});
