import assert from 'node:assert/strict';
import { test } from 'node:test';
import { later } from '../../test/unit/panel-world.js';
import { nowOf, readContext, todayOf, uses } from './context.js';

/** @import {Recipe} from '../../api' */
/** @import {World} from '../app/context.js' */

/** @param {string} value @returns {Recipe} */
const recipe = (value) => ({ id: '', name: 'x', steps: [{ do: 'set', field: 'url' }, { do: 'note', value }] });

/** @param {Partial<World>} more @param {object} tab */
const worldWith = (more = {}, tab = { id: 7, url: 'https://acme.example', title: 'Acme' }) => {
  /** @type {string[]} */
  const read = [];
  const world = /** @type {any} */ ({
    browser: { activeTab: async () => tab, readSelectionOf: async (/** @type {number} */ id) => { read.push(`selection ${id}`); return 'words'; } },
    paste: async () => { read.push('clipboard'); return 'copied'; },
    now: () => Date.UTC(2026, 0, 5, 12),
    ...more,
  });
  return { world, read };
};

test('the date and the time are the user’s own, with the offset of their zone', () => {
  const time = new Date(2026, 2, 4, 5, 6, 7);
  assert.equal(todayOf(time), '2026-03-04');
  assert.match(nowOf(time), /^2026-03-04T05:06:07[+-]\d\d:\d\d$/);
  assert.equal(new Date(nowOf(time)).getTime(), time.getTime());
  const offsets = { 60: '-01:00', '-330': '+05:30', 0: '+00:00', 570: '-09:30' };
  for (const [minutes, offset] of Object.entries(offsets)) {
    const there = Object.assign(new Date(time), { getTimezoneOffset: () => Number(minutes) });
    assert.equal(nowOf(there).slice(19), offset);
  }
});

test('a placeholder is found by its name, with filters and spaces, and not inside another name', () => {
  assert.ok(uses(recipe('{{clipboard}}'), 'clipboard'));
  assert.ok(uses(recipe('x {{ clipboard|trim }}'), 'clipboard'));
  assert.ok(!uses(recipe('clipboard'), 'clipboard'));
  assert.ok(!uses(recipe('{{clipboards}}'), 'clipboard'));
});

test('what no placeholder stands for is not read', async () => {
  const { world, read } = worldWith();
  const context = await readContext(world, 'popup', recipe('{{page.url}}'), true);
  assert.deepEqual(read, []);
  assert.equal(context.page_url, 'https://acme.example');
  assert.equal(context.page_title, 'Acme');
  assert.ok(!('clipboard' in context));
});

test('the selection and the clipboard are read where they are used; the clipboard after a gesture alone', async () => {
  const { world, read } = worldWith();
  const both = recipe('{{selection}} {{clipboard}}');
  const context = await readContext(world, 'popup', both, true);
  assert.deepEqual([context.selection, context.clipboard], ['words', 'copied']);
  assert.deepEqual(read.sort(), ['clipboard', 'selection 7']);
  assert.ok(!('clipboard' in await readContext(world, 'popup', both, false)));
});

test('a refused clipboard is left out, and one that is never answered does not hold the recipe up', async (t) => {
  const refused = worldWith({ paste: async () => { throw new Error('refused'); } });
  assert.ok(!('clipboard' in await readContext(refused.world, 'popup', recipe('{{clipboard}}'), true)));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = worldWith({ paste: () => /** @type {Promise<string>} */ (later().promise) });
  const context = readContext(silent.world, 'popup', recipe('{{clipboard}}'), true);
  t.mock.timers.tick(3000);
  assert.ok(!('clipboard' in await context));
});

test('what was clicked in a page is what the recipe is about, whatever is in front by now', async () => {
  const { world, read } = worldWith();
  const clicked = { item: 'recipe 1', page_url: 'https://there.example', selection: 'there', link_url: 'mailto:a@b.example' };
  const context = await readContext(world, 'tab', recipe('{{selection}}'), false, clicked);
  assert.deepEqual(read, []);
  assert.deepEqual([context.page_url, context.selection, context.link_url], ['https://there.example', 'there', 'mailto:a@b.example']);
  assert.ok(!('item' in context));
});

test('a tab of the panel’s own stands beside no page', async () => {
  const { world, read } = worldWith();
  const context = await readContext(world, 'tab', recipe('{{selection}}'), true);
  assert.deepEqual([context.page_url, context.page_title, context.selection], ['', '', '']);
  assert.deepEqual(read, []);
});
