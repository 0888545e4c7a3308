import assert from 'node:assert/strict';
import { PATIENCE, until } from './until.js';

/** @import {KeyInput, Page} from 'puppeteer-core' */

/** The panel as a person uses it: by its labels, its keys and what it says. */
export class Panel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  /**
   * Types a key into the form, if there is one, and waits for what follows it.
   * @param {string} key
   */
  async signIn(key) {
    await this.page.waitForSelector('input#sign-in, .field[data-key="name"]');
    if (await this.page.$('input#sign-in')) {
      await this.typeKey(key);
      await this.page.waitForSelector('input#sign-in', { hidden: true });
    }
    await this.ready();
  }

  /**
   * Types a key into the form, unfolded where it is folded away, and presses Enter.
   * @param {string} key
   */
  async typeKey(key) {
    await this.page.waitForSelector('input#sign-in');
    if (await this.page.$('.key-fence:not([open])')) await this.page.click('.key-fence > summary');
    await this.page.type('input#sign-in', key);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Chooses an entry of the menu.
   * @param {string} name
   */
  async choose(name) {
    await this.click('Menu');
    await this.page.locator(`::-p-aria([name="${name}"][role="menuitem"])`).click();
  }

  /** Signs out of an organization. @param {string} organization its name */
  signOutOf(organization) {
    return this.choose(`Sign out of ${organization}`);
  }

  /** As whom and where the panel says that it writes. */
  who() {
    return this.page.$eval('.who', (node) => node.textContent ?? '');
  }

  /**
   * Clicks the button that opens Close's window, once it is there; again, as a person
   * would, when the browser has restarted the background under the first click.
   */
  async signInWithClose() {
    const button = await this.page.waitForSelector('#sign-in-close');
    const browser = this.page.browser();
    const before = new Set(browser.targets());
    const window = () => browser.targets().some((target) => !before.has(target) && target.url().includes('/oauth2/authorize/'));
    const lost = () => /closed before you were signed in/.test(document.querySelector('#said')?.textContent ?? '');
    await button?.click();
    const outcome = await until(async () => (window() ? 'opened' : await this.page.evaluate(lost) && 'lost'), 'the window of Close');
    if (outcome === 'lost') await this.page.click('#sign-in-close');
  }

  /** Waits until the lead is there as Close has it now, for someone who is signed in. */
  ready() {
    return this.page.waitForFunction(
      () =>
        document.querySelector('main')?.getAttribute('aria-busy') === 'false' &&
        document.querySelector('#sign-in-close') === null &&
        document.querySelector('.field[data-key="name"]') !== null,
      { polling: 'mutation' },
    );
  }

  /** Waits until what the panel keeps is stored: a reading waits for the writings before it. */
  settled() {
    return this.page.evaluate(async () => {
      const { get } = await import(/** @type {any} */ ('/browser/store.js'));
      await get('drafts', '');
    });
  }

  /**
   * The control of a field.
   * @param {string} field
   */
  async control(field) {
    const control = await this.page.waitForSelector(`[id="f-${field}"]`, { visible: true });
    assert.ok(control, `the panel has no control for ${field}`);
    return control;
  }

  /** @param {string} field */
  async value(field) {
    return (await this.control(field)).evaluate((node) => /** @type {HTMLInputElement} */ (node).value);
  }

  /**
   * Replaces what stands in a text field.
   * @param {string} field
   * @param {string} text
   */
  async fill(field, text) {
    const control = await this.control(field);
    await control.focus();
    await control.evaluate((node) => /** @type {HTMLInputElement} */ (node).select());
    await this.page.keyboard.press('Backspace');
    await this.page.keyboard.type(text);
  }

  /**
   * Replaces what stands in a text field by a paste, which is one event however long
   * the text is.
   * @param {string} field
   * @param {string} text
   */
  async paste(field, text) {
    const control = await this.control(field);
    await control.focus();
    await control.evaluate((node) => /** @type {HTMLInputElement} */ (node).select());
    await this.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await this.page.keyboard.down('Control');
    await this.page.keyboard.press('v', { commands: ['Paste'] });
    await this.page.keyboard.up('Control');
  }

  /**
   * Sets a date or a moment through the browser's own input.
   * @param {string} field
   * @param {string} value as the input holds it, in the time zone of the browser
   */
  async fillDate(field, value) {
    const control = await this.control(field);
    await control.focus();
    await control.evaluate((node, text) => {
      const input = /** @type {HTMLInputElement} */ (node);
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, value);
  }

  /**
   * Types into a combobox and takes the first match with the arrow and Enter.
   * @param {string} field
   * @param {string} label
   */
  async pick(field, label) {
    const control = await this.control(field);
    await control.focus();
    await control.evaluate((node) => /** @type {HTMLInputElement} */ (node).select());
    await this.page.keyboard.type(label);
    await this.page.waitForSelector(`[id="f-${field}-list"] [role="option"]`);
    await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector(`[id="f-${field}-list"]`, { hidden: true });
  }

  /**
   * Adds a typed value to a field of several values.
   * @param {string} field
   * @param {string} text
   */
  async add(field, text) {
    const control = await this.control(field);
    await control.focus();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Takes one value away from a field of several values.
   * @param {string} field
   * @param {string} label
   */
  async remove(field, label) {
    await this.page.click(`.field[data-key="${field}"] button[aria-label=${JSON.stringify(`Remove ${label}`)}]`);
  }

  /** The field keys that carry an edit. */
  touched() {
    return this.page.$$eval('.is-touched[data-key]', (rows) =>
      rows.map((row) => /** @type {HTMLElement} */ (row).dataset.key),
    );
  }

  /**
   * The sentence that stands at a field as its error.
   * @param {string} field
   */
  async error(field) {
    const mark = await this.page.waitForSelector(`[id="e-${field}"]`);
    return mark?.evaluate((node) => node.textContent);
  }

  /**
   * Clicks the button with this name.
   * @param {string} name the beginning of its accessible name
   */
  async click(name) {
    await this.page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
  }

  async review() {
    await this.click('Review');
    await this.page.waitForSelector('#review');
  }

  /** Applies by the keyboard, once for the review and once for sending. */
  async applyByKeys() {
    await this.chord('Control', 'Enter');
    await this.page.waitForSelector('#review');
    await this.chord('Control', 'Enter');
  }

  /**
   * @param {KeyInput} modifier
   * @param {KeyInput} key
   */
  async chord(modifier, key) {
    await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(key);
    await this.page.keyboard.up(modifier);
  }

  /** Clicks the button that sends. */
  async apply() {
    await this.page.locator('button#apply').click();
  }

  /**
   * Waits until the status line says something that fits, and returns it.
   * @param {RegExp} words
   */
  async says(words) {
    await this.#waitForText('[role="status"]', words);
    return this.page.$eval('[role="status"]', (node) => node.textContent ?? '');
  }

  /**
   * Waits until the middle of the panel says something that fits.
   * @param {RegExp} words
   */
  async shows(words) {
    await this.#waitForText('main', words);
  }

  /** Opens the log beside the fields, and waits until it is read. */
  async openLog() {
    await this.page.locator('#log').click();
    await this.page.waitForSelector('main[aria-busy="false"] :is(.log, .message)');
  }

  /** What the lines of the log say, the newest first. */
  log() {
    return this.page.$$eval('.entry-line', (lines) => lines.map((line) => line.textContent ?? ''));
  }

  /**
   * Opens the details of an entry of the log.
   * @param {number} [nth] 0 for the newest
   */
  async openEntry(nth = 0) {
    const line = (await this.page.$$('.entry-line'))[nth];
    assert.ok(line, `the log has no entry ${nth}`);
    await line.click();
    await this.page.waitForSelector('.entry-details');
  }

  /** The review's table: field, now, after. */
  changes() {
    return this.page.$$eval('table.diff tbody tr', (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    );
  }

  /** The exact body that the review shows. */
  requestBody() {
    return this.page.$eval('pre.request-body', (node) => node.textContent ?? '');
  }

  /**
   * @param {string} selector
   * @param {RegExp} words
   */
  async #waitForText(selector, words) {
    try {
      await this.page.waitForFunction(
        (where, source, flags) => new RegExp(source, flags).test(document.querySelector(where)?.textContent ?? ''),
        { polling: 'mutation' },
        selector,
        words.source,
        words.flags,
      );
    } catch (error) {
      const text = await this.page.$eval('body', (body) => body.innerText);
      throw new Error(`the panel never said ${words}; it says:\n${text}`, { cause: error });
    }
  }

  /**
   * Sends the backend a message as a page of the extension does.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async ask(method, path, body) {
    const reply = await this.page.evaluate((message) => chrome.runtime.sendMessage(message), {
      method,
      path,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: reply.status, body: reply.body ? JSON.parse(reply.body) : null };
  }
}
