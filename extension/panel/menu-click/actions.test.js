import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, openLead } from '../app/state.js';
import { withClicked } from '../recipes/context.js';
import { menuClickActions, plainTitle, textOf, waits } from './actions.js';

/** @import {MenuClick} from '../../api' */

const click = /** @type {MenuClick} */ ({
  item: 'selection/append:description', intent: '0123456789abcdef', shown_lead: '', page_url: 'https://acme.example/', page_title: 'Acme',
  selection: 'Some words', link_url: '', link_text: '', image_url: '',
});
const clicked = { click, title: 'Append to Description', work: false };

/** @param {any} [answer] */
function panel(answer = { ok: true, data: { kind: 'saved', text: 'Done.', badge: '✓', undo: 'entry-1' } }) {
  /** @type {any[]} */
  const calls = [];
  /** @type {any} */
  const context = {
    state: { ...initialState('popup'), menuClick: clicked, leadId: 'lead_a', screen: 'lead' },
    set: (/** @type {any} */ next) => { context.state = next; },
    once: (/** @type {() => any} */ ask) => ask(),
    refresh: async () => void calls.push('refresh'),
    world: {
      takeClicked: async (/** @type {string} */ name) => (name === 'good' ? click : undefined),
      menuTitle: async () => 'Set R&&D %\u2060s',
      backend: { clickMenu: async (/** @type {any} */ sent) => { calls.push(sent); return answer; } },
    },
  };
  return { context, calls, act: menuClickActions(context) };
}

test('what was kept is taken up with its title as people read it', async () => {
  const { context, act } = panel();
  context.state.menuClick = null;
  await act.takeClick('over');
  assert.equal(context.state.menuClick, null);
  await act.takeClick('good');
  assert.deepEqual(context.state.menuClick, { click, title: 'Set R&D %s', work: false });
});

test('it stays while the panel turns to the lead that is chosen', () => {
  const state = { ...initialState('popup'), menuClick: clicked };
  assert.equal(openLead(state, 'lead_a').menuClick, clicked);
});

test('it is done to the lead in sight, once, and its outcome is said', async () => {
  const { context, calls, act } = panel();
  await Promise.all([act.carryOutClick(), act.carryOutClick()]);
  assert.deepEqual(calls, [{ ...click, lead_id: 'lead_a' }, 'refresh']);
  assert.equal(context.state.menuClick, null);
  assert.deepEqual(context.state.outcome, { tone: 'done', text: 'Done.', entry: 'entry-1' });
});

for (const answer of [
  { ok: true, data: { kind: 'error', text: 'URL: no.', badge: '!' } },
  { ok: false, problem: { detail: 'URL: no.' } },
]) {
  test(`what fails (${answer.ok ? 'a notice' : 'a problem'}) stays to be tried again`, async () => {
    const { context, act } = panel(answer);
    await act.carryOutClick();
    assert.deepEqual([context.state.menuClick, context.state.outcome], [clicked, { tone: 'error', text: 'URL: no.' }]);
  });
}

test('nothing is sent without a lead, while another change is, or once it was dropped', async () => {
  for (const change of [{ leadId: '' }, { work: 'apply' }, { menuClick: null }]) {
    const { context, calls, act } = panel();
    Object.assign(context.state, change);
    await act.carryOutClick();
    assert.deepEqual(calls, []);
  }
  const { context, act } = panel();
  act.dropClick();
  assert.equal(context.state.menuClick, null);
});

test('a recipe takes what was clicked along, and does not wait above the lead', () => {
  const recipe = { ...clicked, click: { ...click, item: 'selection/recipe:r1' } };
  assert.equal(waits({ ...initialState('popup'), menuClick: recipe }), false);
  assert.equal(waits({ ...initialState('popup'), menuClick: clicked }), true);
  const where = { page_url: 'https://now.example/', page_title: 'Now', selection: '', today: '2026-01-31', now: '2026-01-31T09:30:00+01:00', clipboard: 'c' };
  const context = withClicked(where, recipe);
  assert.deepEqual([context.page_url, context.selection, context.today, context.clipboard], [click.page_url, 'Some words', '2026-01-31', 'c']);
  assert.ok(!('item' in context) && !('intent' in context), 'the backend takes no more than it knows');
  assert.equal(withClicked(where, null), where);
});

test('the text is that of the place that was clicked', () => {
  assert.equal(textOf(click), 'Some words');
  assert.equal(textOf({ ...click, item: 'link/set:url', link_url: 'https://x.example/' }), 'https://x.example/');
  assert.equal(textOf({ ...click, item: 'page/note-page' }), 'Acme');
  assert.equal(plainTitle('A&&B'), 'A&B');
});
