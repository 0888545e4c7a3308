import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Panel} from '../harness/panel.js' */

const inChromium = browserTests();

/**
 * Returns what there is to see of a picker: its text, whether its list is open, whether the
 * field is edited, and where the focus is.
 * @param {Panel} panel
 * @param {string} key
 */
const seen = ({ page }, key) => page.evaluate((id) => {
  const box = /** @type {HTMLInputElement} */ (document.getElementById(`f-${id}`));
  const row = box.closest('.field');
  const at = document.activeElement;
  return {
    text: box.value,
    open: document.getElementById(`f-${id}-list`) !== null,
    expanded: box.getAttribute('aria-expanded'),
    edited: row?.classList.contains('is-touched'),
    focus: at === box ? 'box' : at === row ? 'row' : at?.id,
  };
}, key);

/**
 * Presses a key and waits until the picker is as it should be.
 * @param {Panel} panel
 * @param {string} key
 * @param {Awaited<ReturnType<typeof seen>>} wanted
 */
async function escapeTo(panel, key, wanted) {
  await panel.page.keyboard.press('Escape');
  // What the key does is drawn in the next microtask; nothing may come after that.
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  assert.deepEqual(await seen(panel, key), wanted);
}

test(
  'Escape closes a list and keeps what was typed, then takes the edit back, then leaves the field',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const panel = await panelInTab();
    const key = seed.field('Owner');
    const before = await panel.value(key);
    await (await panel.control(key)).click({ count: 3 });
    await panel.page.keyboard.type('Grace');
    await until(async () => (await seen(panel, key)).open, 'the list');
    await escapeTo(panel, key, { text: 'Grace', open: false, expanded: 'false', edited: true, focus: 'box' });
    await escapeTo(panel, key, { text: before, open: false, expanded: 'false', edited: false, focus: 'box' });
    await escapeTo(panel, key, { text: before, open: false, expanded: 'false', edited: false, focus: 'row' });
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'Escape out of a list that was opened to look leaves the edit alone',
  inChromium(async ({ seed, panelInTab }) => {
    const panel = await panelInTab();
    const key = seed.field('Owner');
    await panel.pick(key, 'Grace Okafor');
    for (const opens of [() => panel.chord('Alt', 'ArrowDown'), async () => (await panel.control(key)).click()]) {
      await opens();
      await until(async () => (await seen(panel, key)).open, 'the list');
      await panel.page.keyboard.press('ArrowDown');
      await escapeTo(panel, key, { text: 'Grace Okafor', open: false, expanded: 'false', edited: true, focus: 'box' });
    }
    await panel.review();
    assert.deepEqual(await panel.changes(), [['Owner', 'Bob Held', 'Grace Okafor']]);
  }),
);

test(
  'Escape in a field of several values closes the list; what was typed is not one more value',
  inChromium(async ({ seed, panelInTab }) => {
    const panel = await panelInTab();
    const key = seed.field('Account team');
    await (await panel.control(key)).focus();
    await panel.page.keyboard.type('Gra');
    await until(async () => (await seen(panel, key)).open, 'the list');
    await escapeTo(panel, key, { text: 'Gra', open: false, expanded: 'false', edited: true, focus: 'box' });
    await escapeTo(panel, key, { text: '', open: false, expanded: 'false', edited: false, focus: 'box' });
    const chips = await panel.page.$$eval(`.field[data-key="${key}"] .chip-label`, (all) => all.map((chip) => chip.textContent));
    assert.deepEqual(chips, ['Ada Held', 'Bob Held']);
  }),
);
