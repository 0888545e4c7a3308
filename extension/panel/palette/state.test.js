import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountIn, field, recipesOf, sessionOf, viewOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import { editField } from '../lead/form.js';
import * as R from '../recipes/state.js';
import { COMMANDS } from './commands.js';
import * as P from './state.js';

/** @import {State} from '../app/state.js' */

const view = {
  ...viewOf([field('name', 'text', 'Acme', { label: 'Name' }), field('custom.cf_1', 'number', null, { label: 'Annual revenue' })]),
  contacts: [{ id: 'cont_1', name: 'Dana', fields: [field('title', 'text', null, { label: 'Title' })] }],
};

/** @param {Partial<P.Palette>} [palette] */
const opened = (palette = {}) => {
  const lead = S.showFresh(S.openLead({ ...S.initialState('popup'), session: sessionOf([accountIn('orga_1', 'Held-out Inc')]) }, 'lead_1'), view);
  const state = R.showRecipes(lead, recipesOf([{ name: 'Qualify' }, { name: 'Not interested' }]));
  return { ...state, palette: { ...P.emptyPalette, ...palette } };
};

const labels = (/** @type {State} */ state) => P.itemsOf(state).map(({ label }) => label);

/** @param {string} id @param {string} name */
const candidate = (id, name) => ({ lead: { id, name, url: '', status_id: '' }, organization: { id: 'orga_1', name: 'Held-out Inc' }, reasons: [], exact: false });

test('the better the words fit, the higher the score; each has to fit', () => {
  /** @type {[string, string, string][]} */
  const rising = [
    ['rev', 'Previous call', 'Annual revenue'],
    ['rev', 'Annual revenue', 'Revenue'],
    ['apch', 'Open in Close', 'Apply changes'],
    ['not int', 'Not now', 'Not interested'],
    ['cafe', 'Tea', 'Café'],
    ['.', 'abc', 'a.b'],
  ];
  for (const [query, worse, better] of rising) assert.ok(P.score(query, worse) < P.score(query, better), `${query}: ${worse} < ${better}`);
  assert.equal(P.score('call x', 'call'), 0);
  assert.equal(P.score('[', 'abc'), 0);
  assert.ok(P.score('held', 'Acme', 'Held-out Inc') > 0);
});

test('without words it offers recipes and actions, and no fields', () => {
  const groups = P.groups(opened());
  assert.deepEqual(groups.map(({ name }) => name), ['Recipes', 'Actions']);
  assert.ok(labels(opened()).includes('Sign out of Held-out Inc'));
  assert.ok(!labels(opened()).some((label) => label.startsWith('Review')), 'nothing to review');
});

test('edits can be reviewed and applied from it, but not while something is under way', () => {
  const edited = editField(opened(), 'name', { value: 'Other' });
  assert.ok(labels(edited).includes('Apply 1 change to Acme GmbH'));
  assert.ok(!labels({ ...edited, work: 'apply' }).some((label) => label.startsWith('Apply')));
  assert.ok(!labels({ ...edited, readAt: 5 }).some((label) => label.startsWith('Apply')), 'not of a view that may be old');
});

test('words find fields, those of contacts too, in the order of fit', () => {
  assert.deepEqual(P.groups(opened({ query: 'revenue' })).map(({ name }) => name), ['Fields']);
  assert.deepEqual(labels(opened({ query: 'title dana' })), ['Title of Dana']);
  const names = P.groups(opened({ query: 'not' }));
  assert.equal(names[0]?.name, 'Recipes');
  assert.equal(names[0]?.items[0]?.label, 'Not interested');
});

test('leads come as Close has found them, without the one in front', () => {
  const leads = [candidate('lead_2', 'Zeta'), candidate('lead_1', 'Acme GmbH'), candidate('lead_3', 'Alpha')];
  assert.deepEqual(labels(opened({ query: 'xyz', leads })), ['Zeta', 'Alpha']);
  const only = opened({ leadsOnly: true, leads });
  assert.deepEqual(P.groups(only).map(({ name }) => name), ['Leads']);
});

test('Close is asked for two letters or more', () => {
  assert.equal(P.leadQuery({ ...P.emptyPalette, query: ' a ' }), '');
  assert.equal(P.leadQuery({ ...P.emptyPalette, query: ' ac ' }), 'ac');
});

test('the choice goes around the ends and stays within what is in sight', () => {
  const leads = [candidate('lead_2', 'One'), candidate('lead_3', 'Two')];
  const state = opened({ leadsOnly: true, leads });
  assert.equal(P.choose(state, -1).palette?.at, 1);
  assert.equal(P.choose(P.choose(state, 1), 1).palette?.at, 0);
  assert.equal(P.withPalette(P.choose(state, 1), { leads: [] }).palette?.at, 0);
  assert.equal(P.choose({ ...state, palette: null }, 1).palette, null);
});

test('every command has a name of its own, and what can be chosen does something', () => {
  assert.equal(new Set(COMMANDS.map(({ id }) => id)).size, COMMANDS.length);
  for (const { id, label, run, key } of COMMANDS) assert.ok(label === undefined ? key !== undefined : run !== undefined, id);
  const keys = COMMANDS.flatMap(({ key }) => (key ? [key.name] : []));
  assert.deepEqual(keys, ['R', 'Ctrl K', 'L', '?']);
});
