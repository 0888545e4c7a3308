import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { readPage } from '../../page/read.js';
import { PATIENCE } from '../harness/until.js';

/** @import {AddressInfo} from 'node:net' */
/** @import {Page} from 'puppeteer-core' */

// The pages of test/pages are read in both browsers as the extension reads a page, and
// what is collected has to be what is committed beside them. From there the Go tests of
// wasm/page go on to the suggestions, by the same table. After a change of a page or of
// read.js, LEADPATCH_UPDATE=1 with this test writes what Chromium collects again, and
// `go test ./wasm/page -run TestPages -update` the suggestions: read the differences.

const folder = path.resolve(import.meta.dirname, '../pages');
/** @type {{ page: string, url: string, select?: string }[]} */
const table = JSON.parse(await readFile(path.join(folder, 'table.json'), 'utf8'));
const update = process.env.LEADPATCH_UPDATE === '1';

let html = '';
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end(html);
});
/** @type {string} */
let origin;

before(async () => {
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  origin = `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

const options = {
  chrome: {
    executablePath: process.env.CHROMIUM,
    pipe: true,
    // Chromium's own sandbox needs a user other than root.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--no-first-run', '--proxy-server=http://127.0.0.1:9'],
  },
  firefox: {
    executablePath: process.env.FIREFOX,
    extraPrefsFirefox: { 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': 9, 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': 9 },
  },
};

for (const browser of /** @type {const} */ (['chrome', 'firefox'])) {
  test(`every page gives in ${browser} what is committed`, async (t) => {
    const opened = await puppeteer.launch({ browser, timeout: PATIENCE, ...options[browser] });
    try {
      const tab = await opened.newPage();
      tab.setDefaultTimeout(PATIENCE);
      for (const row of table) {
        await t.test(row.page, async () => {
          html = await readFile(path.join(folder, `${row.page}.html`), 'utf8');
          const { pathname, search, hash, origin: meant } = new URL(row.url);
          await tab.goto(origin + pathname + search + hash);
          const collected = JSON.parse((await collect(tab, row.select ?? '')).replaceAll(origin, meant));
          const file = path.join(folder, `${row.page}.json`);
          if (update && browser === 'chrome') await writeFile(file, `${JSON.stringify(collected, null, 2)}\n`);
          assert.deepEqual(collected, JSON.parse(await readFile(file, 'utf8')));
        });
      }
    } finally {
      await opened.close();
    }
  });
}

/**
 * Selects the text of an element, if any, and reads the page, in a world of its own as
 * the extension does: the page's scripts reach nothing there, its elements do.
 * @param {Page} tab
 * @param {string} select
 * @returns {Promise<string>}
 */
async function collect(tab, select) {
  const own = /** @type {any} */ (tab.mainFrame()).isolatedRealm();
  if (select) {
    await own.evaluate((/** @type {string} */ selector) => {
      const element = document.querySelector(selector);
      if (element) globalThis.getSelection()?.selectAllChildren(element);
    }, select);
  }
  return own.evaluate(readPage);
}
