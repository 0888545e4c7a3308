import { readFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { assertHosts } from './hosts.js';
import { RecordingProxy } from './proxy.js';
import { PATIENCE, until } from './until.js';

/** @import {Browser, Page} from 'puppeteer-core' */
/** @import {Build} from './build.js' */

// Firefox gives an extension a random address; one that is set beforehand can be opened.
const uuid = '6c656164-7061-7463-8000-000000000001';

/** A Firefox with the extension, behind a proxy that writes down every host. */
export class Firefox {
  #proxy;
  /** The window around the pages, with its menus. @type {string} */
  #window = '';

  /**
   * @param {Browser} browser
   * @param {RecordingProxy} proxy
   */
  constructor(browser, proxy) {
    this.browser = browser;
    this.#proxy = proxy;
  }

  /**
   * @param {string} folder the unpacked extension
   * @param {Record<string, string | number | boolean>} [preferences] besides those of every test
   */
  static async launch(folder, preferences = {}) {
    const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
    const proxy = await RecordingProxy.start();
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.FIREFOX,
      headless: true,
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
      // Only with it can a test reach the context menu, which is not part of any page.
      args: ['-remote-allow-system-access'],
      env: { ...process.env, TZ: 'Europe/Berlin', LANGUAGE: 'en_US', MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
      extraPrefsFirefox: {
        'extensions.webextensions.uuids': JSON.stringify({ [manifest.browser_specific_settings.gecko.id]: uuid }),
        // Firefox's own errand, pointed at a port where nobody is.
        'services.settings.server': 'http://127.0.0.1:9/',
        'network.proxy.type': 1,
        'network.proxy.http': '127.0.0.1',
        'network.proxy.http_port': proxy.port,
        'network.proxy.ssl': '127.0.0.1',
        'network.proxy.ssl_port': proxy.port,
        'network.proxy.allow_hijacking_localhost': true,
        ...preferences,
      },
    });
    await browser.installExtension(folder);
    const firefox = new Firefox(browser, proxy);
    const tree = await firefox.#send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
    firefox.#window = tree.contexts[0].context;
    return firefox;
  }

  /** Opens an empty tab. */
  async newPage() {
    const tab = await this.browser.newPage();
    tab.setDefaultTimeout(PATIENCE);
    return tab;
  }

  /**
   * Opens a page of the extension in a new tab. Firefox moves it into a process of
   * its own on the way, so that waiting for it to load would be in vain.
   * @param {string} page
   */
  async openOwn(page) {
    const tab = await this.newPage();
    const context = /** @type {any} */ (tab.mainFrame())._id;
    await this.#send('browsingContext.navigate', { context, url: `moz-extension://${uuid}/${page}`, wait: 'none' });
    return tab;
  }

  /**
   * Presses the right mouse button on an element and chooses an entry of the menu
   * that opens.
   * @param {Page} page
   * @param {string} selector
   * @param {string} entry how its label begins
   */
  async chooseFromMenu(page, selector, entry) {
    await page.bringToFront();
    await page.click(selector, { button: 'right' });
    await until(
      () =>
        this.#inWindow((label) => {
          const menu = /** @type {any} */ (document.getElementById('contentAreaContextMenu'));
          const items = /** @type {any[]} */ ([...(menu?.querySelectorAll('menuitem') ?? [])]);
          const item = items.find((each) => each.label?.startsWith(label));
          if (menu?.state !== 'open' || !item) return false;
          // Several entries of one extension stand in a menu of their own.
          const around = item.closest('menupopup');
          if (around.state !== 'open') {
            if (around.state === 'closed') around.parentNode.openMenu(true);
            return false;
          }
          around.activateItem(item);
          return true;
        }, entry),
      `the entry “${entry}” of the context menu`,
    );
  }

  /** Opens the extension's sidebar, as the entry in Firefox's own menu does. */
  async openSidebar() {
    await this.#inWindow((id) => {
      const { SidebarController } = /** @type {any} */ (globalThis);
      void SidebarController.show(id);
    }, '_leadpatch-sidebar-action');
  }

  /**
   * Presses a key with Alt and Shift in the window, as the browser gets it from the system.
   * @param {Page} page
   * @param {string} key
   */
  async press(page, key) {
    await page.bringToFront();
    await this.#inWindow((name) => {
      const { Cc, Ci, KeyboardEvent: Key } = /** @type {any} */ (globalThis);
      const keyboard = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
      keyboard.beginInputTransactionForTests(globalThis);
      const pressed = ['Alt', 'Shift', name].map((each) => new Key('', { key: each, code: each === name ? `Key${name}` : `${each}Left` }));
      for (const each of pressed) keyboard.keydown(each);
      for (const each of pressed.reverse()) keyboard.keyup(each);
    }, key);
  }

  /**
   * Tells every page whether there is a network, as when the user works offline. Servers
   * on this computer can be reached all the same.
   * @param {boolean} offline
   */
  async workOffline(offline) {
    await this.#inWindow((value) => {
      /** @type {any} */ (globalThis).Services.io.offline = value;
    }, offline);
  }

  /**
   * Presses the right mouse button on an element, waits until the menu that opens has an
   * entry, and closes it.
   * @param {Page} page
   * @param {string} selector
   * @param {string} label all of it
   */
  async menuShows(page, selector, label) {
    await page.bringToFront();
    await page.click(selector, { button: 'right' });
    /** @type {string[]} */
    let labels = [];
    await until(async () => {
      labels = await this.#inWindow(() => {
        const menu = /** @type {any} */ (document.getElementById('contentAreaContextMenu'));
        if (menu?.state !== 'open') return [];
        return [...menu.querySelectorAll('menu, menuitem')].filter((each) => !each.hidden).map((each) => each.label);
      }, null);
      return labels.includes(label);
    }, `the line “${label}” in the context menu`).catch((error) => {
      throw new Error(`${error.message}; it has ${labels.join(' | ')}`, { cause: error });
    });
    await this.#inWindow(() => /** @type {any} */ (document.getElementById('contentAreaContextMenu')).hidePopup(), null);
  }

  /** Types into the address bar. @param {string} text */
  async search(text) {
    await this.#inWindow((words) => {
      /** @type {any} */ (globalThis).gURLBar.search(words);
    }, text);
  }

  /** What the lines below the address bar say. @returns {Promise<string[]>} */
  addressBarLines() {
    return this.#inWindow(() => [.../** @type {any} */ (globalThis).gURLBar.view.panel.querySelectorAll('.urlbarView-row')].map((row) => row.textContent), null);
  }

  /**
   * Chooses the first line below the address bar that holds some words, as the arrow keys
   * and Enter do.
   * @param {string} words
   */
  async chooseInAddressBar(words) {
    await this.#inWindow((text) => {
      const { gURLBar } = /** @type {any} */ (globalThis);
      const rows = [...gURLBar.view.panel.querySelectorAll('.urlbarView-row')];
      gURLBar.view.selectedRowIndex = rows.findIndex((row) => row.textContent.includes(text));
      gURLBar.handleCommand();
    }, words);
  }

  /** Every answer in JSON that the browser got. */
  get answers() {
    return this.#proxy.answers;
  }

  /** Everything in Firefox's own console, whoever wrote it. */
  console() {
    return this.#inWindow(() => {
      const { Services } = /** @type {any} */ (globalThis);
      return Services.console.getMessageArray().map((/** @type {any} */ message) => String(message)).join('\n');
    }, null);
  }

  /** Every error that Firefox's own console holds about the extension. */
  complaints() {
    return this.#inWindow((own) => {
      const { Services, Ci } = /** @type {any} */ (globalThis);
      const messages = Services.console.getMessageArray();
      return messages
        .filter((/** @type {any} */ message) => message instanceof Ci.nsIScriptError)
        .map((/** @type {any} */ message) => message.QueryInterface(Ci.nsIScriptError))
        .filter((/** @type {any} */ error) => error.sourceName?.includes(own) || error.errorMessage?.includes(own))
        .map((/** @type {any} */ error) => `${error.sourceName}:${error.lineNumber}: ${error.errorMessage}`)
        .join('\n');
    }, uuid);
  }

  /** Checks that nobody else was called, and closes. */
  async finish() {
    try {
      const complaints = await this.complaints();
      if (complaints) throw new Error(`the extension reported errors:\n${complaints}`);
      await assertHosts(this.#proxy.hosts);
    } finally {
      await this.close();
    }
  }

  async close() {
    await this.browser.close();
    await this.#proxy.stop();
  }

  /**
   * Runs a function in the window around the pages.
   * @template A, R
   * @param {(argument: A) => R} run
   * @param {A} argument
   * @returns {Promise<R>}
   */
  async #inWindow(run, argument) {
    const expression = `JSON.stringify((${run})(${JSON.stringify(argument)}))`;
    const target = { context: this.#window };
    const reply = await this.#send('script.evaluate', { expression, target, awaitPromise: false });
    if (reply.type !== 'success') throw new Error(reply.exceptionDetails.text);
    return JSON.parse(reply.result.value ?? 'null');
  }

  /**
   * @param {string} method of WebDriver BiDi
   * @param {object} params
   */
  async #send(method, params) {
    return (await /** @type {any} */ (this.browser).connection.send(method, params)).result;
  }
}

/**
 * Starts a Firefox for one test. The browser's closing checks are part of it.
 * @param {{build: Build}} shared
 * @param {(firefox: Firefox) => Promise<void>} run
 */
export const inFirefox = (shared, run) => async () => {
  const firefox = await Firefox.launch(shared.build.firefox);
  try {
    await run(firefox);
  } catch (error) {
    await firefox.close();
    throw error;
  }
  await firefox.finish();
};
