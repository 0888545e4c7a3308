import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { standIn } from './stand-ins.js';

/** @type {any[]} */
let asked = [];
/** @type {any[]} */
let calls = [];

const scope = /** @type {any} */ (globalThis);
const tab = { id: 7, url: 'https://acme.example/', title: 'Acme' };
scope.chrome = {
  runtime: { getPlatformInfo() {} },
  omnibox: { setDefaultSuggestion: (/** @type {any} */ { description }) => void calls.push(['default', description]) },
  scripting: { executeScript: async () => [{ result: '"picked"' }] },
  tabs: {
    query: async () => [tab],
    update: async (/** @type {any} */ where) => void calls.push(['update', where]),
    create: async (/** @type {any} */ where) => void calls.push(['create', where]),
  },
};
scope.record = (/** @type {any[]} */ ...call) => void calls.push(call);
standIn({
  '/backend.js': 'data:text/javascript,export const handle = (message) => globalThis.answerFor(message);',
  '/notices.js': `data:text/javascript,${encodeURIComponent(`
    export const showNotice = async (...args) => globalThis.record('notice', ...args);
    export const noticeIn = ({ body }) => ({ kind: 'error', text: JSON.parse(body).detail, badge: '!' });`)}`,
});
const { entered, introduce, typed } = await import('../../surfaces/omnibox.js');

/** @param {number} status @param {unknown} body */
const answer = async (status, body) => ({ status, headers: {}, body: JSON.stringify(body) });

const found = { suggestions: [{ content: 'A & B lead_1', description: 'A & B <"Größe"> · it\'s open' }] };
/** @type {Promise<any>} */
let answers;

beforeEach(() => {
  asked = [];
  calls = [];
  answers = answer(200, found);
  scope.answerFor = (/** @type {any} */ message) => {
    asked.push(message);
    return answers;
  };
});

/** Types, and returns what was suggested. @param {string[]} texts */
async function suggested(...texts) {
  /** @type {any[]} */
  const all = [];
  await Promise.all(texts.map((text) => typed(text, (suggestions) => void all.push([text, suggestions]))));
  return all;
}

test('a text is searched for as it was typed', async () => {
  const [[, suggestions]] = await suggested('a&b/ü');
  assert.deepEqual(asked, [{ method: 'GET', path: '/omnibox?q=a%26b%2F%C3%BC' }]);
  assert.deepEqual(suggestions, [{ content: 'A & B lead_1', description: 'A &amp; B &lt;&quot;Größe&quot;&gt; · it&apos;s open' }]);
});

test('Firefox reads no markup, and gets none', async () => {
  scope.chrome.sidebarAction = {};
  try {
    const [[, suggestions]] = await suggested('a');
    assert.deepEqual(suggestions, found.suggestions);
  } finally {
    delete scope.chrome.sidebarAction;
  }
});

test('while one types, only the last text is searched for', async () => {
  const all = await suggested('a', 'ac', 'acm');
  assert.deepEqual(all.map(([text]) => text), ['acm']);
  assert.equal(asked.length, 1);
});

test('suggestions for an older text are dropped', async () => {
  /** @type {(value: any) => void} */
  let settle = () => {};
  answers = new Promise((resolve) => { settle = resolve; });
  /** @type {any[]} */
  const all = [];
  const first = typed('old', () => void all.push('old'));
  while (asked.length === 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
  const slow = answers;
  answers = answer(200, found);
  const second = typed('new', () => void all.push('new'));
  settle(await answer(200, found));
  await Promise.all([slow, first, second]);
  assert.deepEqual(all, ['new']);
});

test('a problem takes the place of the help, until it is gone', async () => {
  introduce();
  const [help] = calls;
  answers = answer(401, { type: 'urn:leadpatch:signed-out', title: 'Signed out', status: 401, detail: 'You are signed out & away.' });
  assert.deepEqual(await suggested('a'), [['a', []]]);
  assert.deepEqual(calls.at(-1), ['default', 'Signed out. You are signed out &amp; away.']);
  answers = answer(200, found);
  await suggested('a');
  assert.deepEqual(calls.at(-1), help);
});

for (const [disposition, call] of /** @type {[string, any][]} */ ([
  ['currentTab', ['update', { url: 'https://app.close.com/lead/lead_1/' }]],
  ['newForegroundTab', ['create', { url: 'https://app.close.com/lead/lead_1/', active: true }]],
  ['newBackgroundTab', ['create', { url: 'https://app.close.com/lead/lead_1/', active: false }]],
])) {
  test(`a lead opens in the ${disposition}`, async () => {
    answers = answer(200, { open: 'https://app.close.com/lead/lead_1/' });
    await entered('Acme lead_1', disposition);
    assert.deepEqual(calls, [call]);
  });
}

test('a recipe runs on the page in front, and says what came of it', async () => {
  const notice = { kind: 'saved', text: 'Done.', badge: '✓' };
  answers = answer(200, { notice });
  await entered('Qualify recipe:1', 'currentTab');
  const page = { page_url: tab.url, page_title: 'Acme', selection: 'picked' };
  const { intent, ...body } = JSON.parse(asked[0].body);
  assert.match(intent, /^[\w-]{16,64}$/);
  assert.deepEqual(body, { ...page, content: 'Qualify recipe:1' });
  assert.deepEqual(calls, [['notice', 7, notice, page]]);
});

test('a problem with what was entered is said in the page', async () => {
  answers = answer(503, { type: 'urn:leadpatch:offline', title: 'Offline', status: 503, detail: 'Close cannot be reached.' });
  await entered('acme', 'currentTab');
  assert.deepEqual(calls[0].slice(0, 3), ['notice', 7, { kind: 'error', text: 'Close cannot be reached.', badge: '!' }]);
});
