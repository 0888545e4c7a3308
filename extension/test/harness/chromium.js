import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { assertHosts } from './hosts.js';
import { RecordingProxy } from './proxy.js';
import { PATIENCE, until } from './until.js';

/** @import {Browser, ConsoleMessage, Page, Target} from 'puppeteer-core' */

// Chromium has errands of its own. What can be switched off is; the account list
// and the component updater cannot, so they are pointed at a port where nobody is.
const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-features=MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate',
  '--component-updater=url-source=http://127.0.0.1:9/',
  '--gaia-url=http://127.0.0.1:9/',
];

// A text area would have the dictionary of the user's language fetched for it.
const preferences = { spellcheck: { dictionaries: [], blocked_dictionaries: ['en-US'] } };

/** A Chromium with the extension, behind a proxy that writes down every host. */
export class Chromium {
  #proxy;
  #profile;
  /** Whatever the extension's own pages and worker reported as an error. @type {string[]} */
  problems = [];
  /** Whatever they printed at all. @type {string[]} */
  printed = [];
  /**
   * Words in an error that a test brings about on purpose. Chromium says "No SW" to a
   * background that calls it while it is being stopped, as the tests often do.
   * @type {RegExp[]}
   */
  expected = [/Error: No SW$/];

  /**
   * @param {Browser} browser
   * @param {string} id
   * @param {RecordingProxy} proxy
   * @param {string} profile the folder of the browser's profile
   */
  constructor(browser, id, proxy, profile) {
    this.browser = browser;
    this.id = id;
    this.#proxy = proxy;
    this.#profile = profile;
    browser.on('targetcreated', (target) => void this.#watchWorker(target));
  }

  /**
   * @param {string} folder the unpacked extension
   * @param {{headless?: boolean}} [options]
   */
  static async launch(folder, { headless = true } = {}) {
    const proxy = await RecordingProxy.start();
    const profile = await mkdtemp(path.join(tmpdir(), 'leadpatch-profile-'));
    await mkdir(path.join(profile, 'Default'));
    await writeFile(path.join(profile, 'Default/Preferences'), JSON.stringify(preferences));
    const browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM,
      headless,
      pipe: true,
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
      userDataDir: profile,
      enableExtensions: true,
      defaultViewport: null,
      // Dates are typed in the user's own time zone and language, so the tests fix them.
      env: { ...process.env, TZ: 'Europe/Berlin', LANGUAGE: 'en_US' },
      args: [
        ...quiet,
        // Chromium's own sandbox needs a user other than root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--proxy-server=http://127.0.0.1:${proxy.port}`,
        '--proxy-bypass-list=<-loopback>',
        '--window-size=1100,800',
        // Nothing is looked at half way through a transition.
        '--force-prefers-reduced-motion',
      ],
    });
    // Only in developer mode does Chromium collect an extension's errors.
    const settings = await browser.newPage();
    settings.setDefaultTimeout(PATIENCE);
    await settings.goto('chrome://extensions');
    await settings.evaluate(() => /** @type {any} */ (chrome).developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
    const id = await browser.installExtension(folder);
    const chromium = new Chromium(browser, id, proxy, profile);
    await chromium.worker();
    await settings.close();
    return chromium;
  }

  /** Every answer in JSON that the browser got. */
  get answers() {
    return this.#proxy.answers;
  }

  /** The folder of the browser's profile. */
  get profile() {
    return this.#profile;
  }

  /** @param {string} page of the extension */
  url(page) {
    return `chrome-extension://${this.id}/${page}`;
  }

  /** Opens an empty tab. */
  async newPage() {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    return page;
  }

  /**
   * Opens a page in a new tab in front.
   * @param {string} url
   */
  async open(url) {
    const page = await this.newPage();
    if (url.startsWith('chrome-extension:')) this.#watchPage(page);
    await page.goto(url);
    return page;
  }

  /**
   * Clicks the extension's button in the toolbar while a page is in front, and
   * returns the popup.
   * @param {Page} page
   */
  async openPopup(page) {
    const extension = (await this.browser.extensions()).get(this.id);
    assert.ok(extension, 'the extension is not installed');
    await page.bringToFront();
    const before = new Set(this.browser.targets());
    const opened = this.target((target) => !before.has(target) && target.url().startsWith(this.url('panel/')));
    await page.triggerExtensionAction(extension);
    const popup = await (await opened).asPage();
    this.#watchPage(popup);
    return popup;
  }

  /**
   * Waits for a target, such as a page that something opens.
   * @param {(target: import('puppeteer-core').Target) => boolean} is
   */
  target(is) {
    return this.browser.waitForTarget(is, { timeout: PATIENCE });
  }

  /**
   * Returns the side panel that something opens.
   * @param {() => Promise<unknown>} open
   */
  async sidePanel(open) {
    const before = new Set(this.browser.targets());
    const opened = this.target((target) => !before.has(target) && target.url() === this.url('panel/panel.html?side'));
    await open();
    const side = await (await opened).asPage();
    this.#watchPage(side);
    return side;
  }

  /**
   * Settles when a page is gone.
   * @param {Page} page
   */
  gone(page) {
    return new Promise((resolve) => {
      if (page.isClosed()) resolve(undefined);
      else page.once('close', resolve);
    });
  }

  /** The extension's worker, started again where it has stopped. */
  async worker() {
    const target = await this.target((t) => this.#isWorker(t));
    const worker = await target.worker();
    assert.ok(worker, 'the service worker cannot be reached');
    // A worker can be reached before it has been given the extension's functions.
    await until(() => worker.evaluate(() => typeof chrome !== 'undefined'), 'the service worker');
    return worker;
  }

  /** Whether the worker runs at this moment. */
  get workerRuns() {
    return this.browser.targets().some((target) => this.#isWorker(target));
  }

  /** Stops the worker, as the browser does to an idle one. */
  async stopWorker() {
    const gone = new Promise((resolve) => {
      /** @param {Target} target */
      const look = (target) => {
        if (!this.#isWorker(target)) return;
        this.browser.off('targetdestroyed', look);
        resolve(undefined);
      };
      this.browser.on('targetdestroyed', look);
    });
    await (await this.worker()).close();
    await gone;
  }

  /**
   * Clicks an entry of the context menu on a page, by the event that the browser
   * itself would send: the menu is the system's and out of a test's reach.
   * @param {Page} page
   * @param {{menuItemId: string, selectionText?: string, linkUrl?: string}} info
   */
  async clickMenu(page, info) {
    await page.bringToFront();
    const worker = await this.worker();
    await worker.evaluate(async (click) => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      const event = /** @type {any} */ (chrome.contextMenus.onClicked);
      event.dispatch({ editable: false, pageUrl: tab.url, ...click }, tab);
    }, info);
  }

  /**
   * Presses a shortcut over a page, by the event that the browser itself would send: the
   * keys that a test can press go to the page and never to the browser around it.
   * @param {Page} page
   * @param {string} command
   */
  async press(page, command) {
    await page.bringToFront();
    const worker = await this.worker();
    await worker.evaluate(async (name) => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      /** @type {any} */ (chrome.commands.onCommand).dispatch(name, tab);
    }, command);
  }

  /** What the badge on the toolbar button says on a page's tab. */
  async badge() {
    const worker = await this.worker();
    return worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      return chrome.action.getBadgeText({ tabId: tab.id });
    });
  }

  /** Every complaint that chrome://extensions shows about the extension. */
  async complaints() {
    const page = await this.newPage();
    await page.goto('chrome://extensions');
    const all = await page.evaluate(async (id) => {
      const info = await /** @type {any} */ (chrome).developerPrivate.getExtensionInfo(id);
      const texts = [...info.manifestErrors, ...info.runtimeErrors].map((/** @type {any} */ error) => `${error.source}: ${error.message}`);
      return [...texts, ...info.runtimeWarnings, ...(info.installWarnings ?? [])];
    }, this.id);
    await page.close();
    return all;
  }

  /** Checks that nothing was reported and nobody else was called, and closes. */
  async finish() {
    try {
      const complaints = [...(await this.complaints()), ...this.problems];
      const surprising = complaints.filter((text) => !this.expected.some((words) => words.test(text)));
      assert.deepEqual(surprising, [], 'the extension reported errors');
      await assertHosts(this.#proxy.hosts);
    } finally {
      await this.close();
    }
  }

  /**
   * Prints what the extension's pages show and what was reported, and saves a picture
   * of each, for whoever has to find out why a test failed.
   * @param {string} folder
   */
  async explain(folder) {
    await mkdir(folder, { recursive: true });
    const targets = this.browser.targets().filter((target) => target.url().startsWith(this.url('panel/')));
    for (const [i, target] of targets.entries()) {
      const page = await target.asPage();
      console.error(`${page.url()}\n${await page.evaluate(() => document.body.innerText)}`);
      const picture = /** @type {`${string}.png`} */ (`${folder}/${process.pid}-${i}.png`);
      await page.screenshot({ path: picture });
      console.error(`a picture of it is ${picture}`);
    }
    for (const problem of [...(await this.complaints()), ...this.problems]) console.error(problem);
  }

  async close() {
    await this.browser.close();
    await this.#proxy.stop();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** @param {Target} target */
  #isWorker(target) {
    return target.type() === 'service_worker' && target.url().startsWith(this.url(''));
  }

  /** @param {Page} page */
  #watchPage(page) {
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => this.#note(message));
  }

  /** @param {Target} target */
  async #watchWorker(target) {
    if (!this.#isWorker(target)) return;
    const worker = await target.worker();
    worker?.on('console', (message) => this.#note(message));
  }

  /** @param {ConsoleMessage} message */
  #note(message) {
    this.printed.push(message.text());
    if (['error', 'warn'].includes(message.type())) this.problems.push(`${message.type()}: ${message.text()}`);
  }
}
