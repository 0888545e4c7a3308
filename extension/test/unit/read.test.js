import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { readPage } from '../../page/read.js';

/** @import {PageContext} from '../../api' */

/**
 * Runs the text of the function in a world of its own, as the browser does, with no more
 * than is given.
 * @param {Record<string, unknown>} scope
 * @returns {PageContext}
 */
function readIn(scope) {
  return JSON.parse(vm.runInNewContext(`(${readPage})()`, { URL, TextEncoder, location: { href: 'https://acme.example/' }, ...scope }));
}

const nothing = {
  url: 'https://acme.example/', title: '', language: '', canonical: '', content_type: '',
  selection: '', around: '', meta: [], jsonld: [], microdata: [], links: [], truncated: false,
};

test('a page without a document gives its address', () => {
  assert.deepEqual(readIn({}), nothing);
});

test('a page where everything fails gives its address', () => {
  const fail = () => {
    throw new Error('not here');
  };
  const Document = class {
    get title() {
      return fail();
    }
    querySelectorAll() {
      return fail();
    }
  };
  assert.deepEqual(readIn({ Document, document: new Document(), getSelection: fail }), nothing);
});

test('half a character that is selected keeps its escape', () => {
  const { selection } = readIn({ getSelection: () => ({ toString: () => 'a\ud83d', rangeCount: 0 }), Element: class {} });
  assert.equal(selection, 'a\ud83d');
});

test('a long selection is cut, and that is said', () => {
  const { selection, truncated } = readIn({ getSelection: () => ({ toString: () => 'x'.repeat(1_000_000), rangeCount: 0 }), Element: class {} });
  assert.equal(selection?.length, 100_000);
  assert.equal(truncated, true);
});
