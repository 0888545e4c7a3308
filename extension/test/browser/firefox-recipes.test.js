import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { sandboxed } from '../harness/world.js';
import { openPalette, pick, tryFirst } from './recipe-steps.js';

const shared = sandboxed();

test(
  'in Firefox, a recipe is written, found in the palette, run by its keys, and undone',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
    const { page } = panel;
    await panel.signIn(seed.key);
    const before = await sandbox.lead(seed.lead);

    await page.keyboard.press('r');
    await page.waitForSelector('.starter');
    await openPalette(panel, 'new recipe');
    await page.waitForSelector('.palette-item.is-here');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#editor-title');
    await page.click('#recipe-name');
    await page.keyboard.type('Energy');
    await pick(panel, 'step-0-field', 'Industry');
    await pick(panel, 'step-0-value', 'Energy');
    await page.waitForSelector('.tried:not(.is-late) tbody tr');
    await panel.chord('Control', 'Enter');
    await panel.says(/^“Energy” saved\.$/);

    await tryFirst(panel, /Exact request/);
    const shown = await panel.requestBody();
    await panel.chord('Control', 'Enter');
    await panel.says(/^1 change saved\.$/);
    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(put?.body, shown);
    assert.equal((await sandbox.lead(seed.lead))[seed.field('Industry')], 'Energy');

    await page.click('#undo');
    await panel.says(/as before\.$/);
    assert.equal((await sandbox.lead(seed.lead))[seed.field('Industry')], before[seed.field('Industry')]);
  }),
);
