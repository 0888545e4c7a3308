import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { recipesOf } from '../../test/unit/fixtures.js';
import { good, later, world } from '../../test/unit/panel-world.js';
import { perform } from './actions.js';
import { itemsOf } from './state.js';

/** @import {Backend} from '../services/backend.js' */

/** @typedef {Partial<Backend>} Answers */

/** @param {string} id @param {string} name */
const candidate = (id, name) => ({ lead: { id, name, url: '', status_id: '' }, organization: { id: 'orga_1', name: 'Held-out Inc' }, reasons: [], exact: false });

/** A lead's panel with the palette open. */
async function opened(/** @type {Answers} */ answers = {}) {
  const made = world({ recipes: async () => good(recipesOf([{}])), ...answers });
  await made.act.start('');
  made.act.openPalette('f-url');
  await settled();
  return made;
}

/** @param {Awaited<ReturnType<typeof opened>>} panel @param {string} label */
function choose({ act }, label) {
  const item = itemsOf(act.state).find((one) => one.label === label);
  assert.ok(item, `the palette does not offer ${label}`);
  perform(item, act);
}

test('it opens over the fields with the recipes, and gives the focus back', async () => {
  const { act, seen } = await opened();
  assert.equal(seen.focus, 'palette');
  assert.ok(itemsOf(act.state).some(({ label }) => label === 'Recipe 1'));
  act.closePalette();
  assert.deepEqual([act.state.palette, seen.focus, act.state.mode], [null, 'f-url', 'list']);
});

test('it does not open where nobody is signed in', async () => {
  const { act } = world();
  act.openPalette('');
  assert.equal(act.state.palette, null);
});

test('a field, a recipe, an action: each is done, and the palette is gone', async () => {
  const panel = await opened();
  panel.act.typePalette('url');
  choose(panel, 'url');
  assert.deepEqual([panel.act.state.palette, panel.seen.focus], [null, 'url']);
  panel.act.openPalette('');
  choose(panel, 'Recipe 1');
  await settled();
  assert.deepEqual([panel.act.state.recipes.page, panel.act.state.recipes.run?.recipe?.name], ['run', 'Recipe 1']);
  panel.act.openPalette('');
  choose(panel, 'Show the log of your changes');
  assert.equal(panel.act.state.mode, 'history');
});

test('leads are looked for once the typing pauses; the last words win', async (t) => {
  const slow = later();
  /** @type {string[]} */
  const asked = [];
  const panel = await opened({
    findLeads: async (q) => { asked.push(q); return q === 'ac' ? /** @type {any} */ (slow.promise) : good({ leads: [candidate('lead_2', 'Acme Two')] }); },
  });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  panel.act.typePalette('a');
  panel.act.typePalette('ac');
  t.mock.timers.tick(250);
  panel.act.typePalette('acm');
  panel.act.typePalette('acme');
  t.mock.timers.tick(250);
  await settled();
  slow.settle(good({ leads: [candidate('lead_9', 'Late')] }));
  await settled();
  assert.deepEqual(asked, ['ac', 'acme']);
  assert.deepEqual(panel.act.state.palette?.leads.map(({ lead }) => lead.id), ['lead_2']);
  choose(panel, 'Acme Two');
  await settled();
  assert.deepEqual([panel.act.state.leadId, panel.act.state.mode], ['lead_2', 'list']);
});

test('no other lead is opened while something is on its way', async () => {
  const answer = later();
  const panel = await opened({ apply: () => /** @type {any} */ (answer.promise) });
  panel.act.closePalette();
  panel.act.edit('url', { value: 'x' });
  void panel.act.apply();
  panel.act.openLead('lead_2');
  assert.equal(panel.act.state.leadId, 'lead_1');
});
