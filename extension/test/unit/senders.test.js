import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifySender, noticeUndo } from '../../backend/senders.js';

const own = { id: 'abc', base: 'chrome-extension://abc/' };
const origin = 'chrome-extension://abc';
const url = 'chrome-extension://abc/panel/panel.html';
const tab = /** @type {chrome.tabs.Tab} */ ({ id: 1 });
const web = { url: 'https://app.close.com/lead/lead_x/', origin: 'https://app.close.com' };

/** @type {[string, Partial<chrome.runtime.MessageSender>, string][]} */
const cases = [
  ['the popup', { id: 'abc', url, origin }, 'page'],
  ['the panel in a tab', { id: 'abc', url: `${url}?lead=lead_x`, origin, tab, frameId: 0 }, 'page'],
  ['our function in a web page', { id: 'abc', ...web, tab, frameId: 0 }, 'content'],
  ['our function in a frame', { id: 'abc', ...web, tab, frameId: 3 }, 'content'],
  ['our page inside a frame', { id: 'abc', url, origin, tab, frameId: 3 }, 'unknown'],
  ['another extension', { id: 'xyz', url: 'chrome-extension://xyz/p.html', origin: 'chrome-extension://xyz' }, 'unknown'],
  ['another extension that shows our address', { id: 'xyz', url, origin }, 'unknown'],
  ['an address that only begins like ours', { id: 'abc', url: 'chrome-extension://abcd/p.html', origin: 'chrome-extension://abcd' }, 'unknown'],
  ['our address with the origin of a web page', { id: 'abc', url, origin: web.origin, tab }, 'unknown'],
  ['our address in a sandbox', { id: 'abc', url, origin: 'null' }, 'unknown'],
  ['our address without an origin', { id: 'abc', url }, 'unknown'],
  ['a web page without a tab', { id: 'abc', ...web }, 'unknown'],
  ['a file', { id: 'abc', url: 'file:///tmp/x.html', origin: 'null', tab }, 'unknown'],
  ['a native program', { id: 'abc' }, 'unknown'],
  ['nothing', {}, 'unknown'],
];

for (const [name, sender, want] of cases) {
  test(`${name} is ${want}`, () => assert.equal(classifySender(sender, own), want));
}

const token = '0123456789abcdef0123456789abcdef';

test('the button of a notice is the one thing that a content function may ask for', () => {
  assert.equal(noticeUndo({ kind: 'notice-undo', token }), token);
});

/** @type {[string, unknown][]} */
const others = [
  ['a request to the backend', { method: 'GET', path: '/session' }],
  ['a request that also looks like the button', { kind: 'notice-undo', token, method: 'GET', path: '/session' }],
  ['another kind', { kind: 'notice', token }],
  ['no token', { kind: 'notice-undo' }],
  ['a token of another form', { kind: 'notice-undo', token: token.toUpperCase() }],
  ['a longer token', { kind: 'notice-undo', token: `${token}0` }],
  ['a token that is no text', { kind: 'notice-undo', token: [token] }],
  ['a text', 'notice-undo'],
  ['null', null],
  ['nothing', undefined],
];

for (const [name, message] of others) {
  test(`${name} is refused to it`, () => assert.equal(noticeUndo(message), undefined));
}
