import { readFile } from 'node:fs/promises';
import http from 'node:http';
import puppeteer from 'puppeteer-core';
import { PATIENCE } from './until.js';

/** @import {IncomingMessage} from 'node:http' */
/** @import {AddressInfo} from 'node:net' */

// Runs the program in a worker, as the extension does, and hands over what it
// printed and how it ended when it is done.
const worker = `
importScripts('wasm_exec.js');
const decoder = new TextDecoder();
let text = '';
globalThis.fs.writeSync = (fd, bytes) => {
  text += decoder.decode(bytes, { stream: true });
  return bytes.length;
};
const report = (outcome) => fetch('done', { method: 'POST', body: JSON.stringify({ code: null, text, ...outcome }) });
const run = async () => {
  const go = new Go();
  let code = 0;
  go.exit = (status) => { code = status; };
  go.argv = ['program', ...(await (await fetch('args')).json())];
  const { instance } = await WebAssembly.instantiateStreaming(fetch('program.wasm'), go.importObject);
  await go.run(instance);
  return { code, text };
};
run().then(report, (error) => report({ text: text + error }));
`;

const page = `<!doctype html><title>A Go program</title><script>new Worker('worker.js')</script>`;

/**
 * How a program ended: code is null for one that never began or broke off.
 * @typedef {{code: number | null, text: string}} Outcome
 */

/**
 * Runs a Go program for GOOS=js in a page of a browser. Fails when it has not ended
 * within the limit.
 * @param {'chrome' | 'firefox'} browser
 * @param {{wasm: string, wasmExec: string, args: string[]}} program the paths of the
 *   program and of Go's own glue, and the arguments
 * @param {number} [limit] in milliseconds
 * @returns {Promise<Outcome>}
 */
export async function runInBrowser(browser, { wasm, wasmExec, args }, limit = 3 * PATIENCE) {
  /** @type {Record<string, [type: string, content: string | Buffer]>} */
  const files = {
    '/': ['text/html', page],
    '/worker.js': ['text/javascript', worker],
    '/wasm_exec.js': ['text/javascript', await readFile(wasmExec)],
    '/program.wasm': ['application/wasm', await readFile(wasm)],
    '/args': ['application/json', JSON.stringify(args)],
  };
  const server = http.createServer();
  /** @type {Promise<Outcome>} */
  const done = new Promise((resolve, reject) => {
    server.on('request', (request, response) => {
      const [type, content] = files[request.url ?? ''] ?? ['', ''];
      if (request.method === 'POST') {
        readAll(request).then((text) => resolve(JSON.parse(text)), reject);
        response.writeHead(204).end();
      } else {
        response.writeHead(type ? 200 : 404, type ? { 'content-type': type } : {}).end(content);
      }
    });
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {AddressInfo} */ (server.address());
  try {
    const opened = await launch(browser);
    try {
      const tab = await opened.newPage();
      tab.setDefaultTimeout(PATIENCE);
      await tab.goto(`http://127.0.0.1:${port}/`);
      return await Promise.race([done, expiry(limit)]);
    } finally {
      await opened.close();
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/**
 * Rejects after a time. It keeps no process alive.
 * @param {number} limit in milliseconds
 * @returns {Promise<never>}
 */
function expiry(limit) {
  return new Promise((_, reject) => {
    AbortSignal.timeout(limit).addEventListener('abort', () => reject(new Error(`the program has not ended within ${limit} ms`)));
  });
}

/** @param {IncomingMessage} request */
async function readAll(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/**
 * Starts a browser that reaches this machine and nothing else: every other host is
 * sent to a port where nobody is.
 * @param {'chrome' | 'firefox'} browser
 */
function launch(browser) {
  if (browser === 'chrome') {
    return puppeteer.launch({
      executablePath: process.env.CHROMIUM,
      timeout: PATIENCE,
      pipe: true,
      args: [
        // Chromium's own sandbox needs a user other than root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--no-first-run',
        '--proxy-server=http://127.0.0.1:9',
      ],
    });
  }
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX,
    timeout: PATIENCE,
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': 9,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': 9,
    },
  });
}
