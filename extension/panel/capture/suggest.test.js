import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, problemOf, viewOf } from '../../test/unit/fixtures.js';
import { initialState, showFresh } from '../app/state.js';
import { showApplied } from '../apply/applied.js';
import { editAgain } from '../history/state.js';
import { chosen, toBase, toEdits } from '../lead/edits.js';
import { editField } from '../lead/form.js';
import { withNewContacts } from '../lead/new-contacts.js';
import { toSteps } from '../lead/note.js';
import { allFields } from '../values/field-keys.js';
import { holds } from '../values/field-types.js';
import { fieldRow, tickField, tickNote } from './keep-page.js';
import { captureOf } from './state.js';
import { groupsOf, newTarget, rowWith, tick, tickPerson, withOffers } from './suggest.js';

/** @import {Contact, Field, FieldType, Page, Suggestion, Value} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Capture} from './state.js' */

const blank = { label: 'business', address_1: '', address_2: '', city: '', state: '', zipcode: '', country: '' };
const berlin = { ...blank, address_1: 'Torstr. 1', zipcode: '10119', city: 'Berlin', country: 'DE' };
const url = 'https://acme.example/about';

/**
 * @param {string} id
 * @param {string} of
 * @param {Value} value
 * @param {Partial<Suggestion>} [more]
 * @returns {Suggestion}
 */
const says = (id, of, value, more = {}) => ({ id, field: of, value, source: 'from the page’s JSON-LD', confidence: 'high', ...more });

const dana = [
  says('n', 'name', 'Dana Keller', { person: 'p1' }),
  says('m', 'emails', [{ type: 'office', email: 'Dana@acme.example' }], { person: 'p1' }),
  says('t', 'title', 'CTO', { person: 'p1' }),
];

/** A contact of Close's. @param {string} id @param {string} name @param {string} [email] */
const contact = (id, name, email) => ({
  id, name,
  fields: [
    field('name', 'text', name), field('title', 'text', null), field('phones', 'phones', []), field('urls', 'urls', []),
    field('emails', 'emails', email ? [{ type: 'office', email }] : []),
  ],
});

/**
 * A panel on a lead, with a page beside it that has just been read.
 * @param {Suggestion[]} suggestions
 * @param {{ contacts?: Contact[], fields?: Field[], title?: string }} [lead]
 */
function on(suggestions, { contacts = [], fields, title = 'Acme' } = {}) {
  const view = viewOf(fields ?? [
    field('name', 'text', 'Acme GmbH'), field('url', 'url', null), field('description', 'textarea', 'Widgets.'), field('addresses', 'addresses', []),
    field('custom.cf_page', 'url', null), field('custom.cf_pages', 'text', ['one'], { multiple: true }),
  ]);
  const reading = {
    page: /** @type {Page} */ ({ kind: 'web', lead_id: '', detail: '' }), url, title, selection: '', around: '',
    suggestions, emails: [], phones: [], names: [],
  };
  const state = { ...initialState('popup'), screen: /** @type {const} */ ('lead'), leadId: 'lead_1', capture: { ...captureOf(url, 'acme.example'), reading } };
  return showFresh(state, { ...view, contacts });
}

/** @param {State} state */
const edits = (state) => toEdits(state.drafts, allFields(withNewContacts(state).view));

test('what is in Close already is the same however the page writes it', () => {
  /** @type {[FieldType, Value, Value, boolean][]} */
  const cases = [
    ['text', 'Acme  GmbH', 'acme gmbh', true],
    ['text', 'Acme GmbH', 'Acme', false],
    ['url', 'http://www.Acme.example/', 'https://acme.example', true],
    ['url', 'https://acme.example/a', 'https://acme.example/A', false],
    ['emails', [{ type: 'home', email: 'A@b.example' }], [{ type: 'office', email: 'a@B.example' }], true],
    ['phones', [{ type: 'fax', phone: '+49 30 1234' }], [{ type: 'office', phone: '+49301234' }], true],
    ['phones', [], [{ type: 'office', phone: '+49301234' }], false],
    ['addresses', [berlin], [{ ...berlin, label: 'other', state: 'BE', country: '' }], true],
    ['addresses', [berlin], [{ ...berlin, zipcode: '10117' }], false],
    ['addresses', [blank], [blank], false],
    ['text', null, 'Acme', false],
  ];
  for (const [type, has, suggested, wanted] of cases) assert.equal(holds(type, has, suggested), wanted, `${type} ${JSON.stringify([has, suggested])}`);
});

test('a tick is an edit of the field, on what the user saw, and gone with the tick', () => {
  const state = on([says('d', 'description', 'Gadgets.')]);
  const ticked = tick(state, 'd', true);
  assert.deepEqual(edits(ticked), [{ field: 'description', op: 'set', value: 'Gadgets.' }]);
  assert.deepEqual(toBase(ticked.drafts), { description: '"Widgets."' });
  assert.equal(rowWith(ticked, 'd')?.ticked, true);
  assert.deepEqual(tick(ticked, 'd', false).drafts, {});
});

test('of two suggestions for one field the second tick takes the place of the first', () => {
  const state = on([says('a', 'description', 'One.'), says('b', 'description', 'Two.')]);
  const both = tick(tick(state, 'a', true), 'b', true);
  assert.deepEqual(edits(both), [{ field: 'description', op: 'set', value: 'Two.' }]);
  assert.equal(rowWith(both, 'a')?.ticked, false);
});

test('an edit of what was ticked takes the tick away, and no tick takes away what was typed elsewhere', () => {
  const state = tick(on([says('d', 'description', 'Gadgets.')]), 'd', true);
  const typed = editField(state, 'description', { value: 'Gadgets, and more.' });
  assert.equal(rowWith(typed, 'd')?.ticked, false);
  assert.equal(typed.drafts.description?.value, 'Gadgets, and more.');
});

test('by themselves only sure values are ticked, and only in empty fields', () => {
  const suggestions = [
    says('n', 'name', 'Acme Incorporated'), says('u', 'url', 'https://acme.example'), says('d', 'description', 'Gadgets.'),
    says('a', 'addresses', [berlin], { confidence: 'medium' }),
  ];
  const state = withOffers(on(suggestions));
  assert.deepEqual(Object.keys(state.drafts), ['url']);
  assert.equal(state.drafts.url?.offered, true);
  assert.deepEqual(chosen(state.drafts), {}, 'what nobody has asked for is not kept');
  assert.equal(withOffers(state), state, 'once for a reading');
});

test('whoever ticks one suggestion has looked at them all', () => {
  const state = withOffers(on([says('u', 'url', 'https://acme.example'), says('d', 'description', 'Gadgets.')]));
  const ticked = tick(state, 'd', true);
  assert.deepEqual(Object.keys(chosen(ticked.drafts)).sort(), ['description', 'url']);
  const capture = { .../** @type {Capture} */ (ticked.capture), offered: false, decided: true };
  assert.deepEqual(withOffers({ ...ticked, drafts: {}, capture }).drafts, {}, 'on the same page nothing is ticked again');
});

test('an edit that waits is not overwritten by what a page offers', () => {
  const typed = editField(on([says('u', 'url', 'https://acme.example')]), 'url', { value: 'https://mine.example' });
  assert.equal(withOffers(typed).drafts.url?.value, 'https://mine.example');
});

test('a value that is there is no choice, nor are other ways to write it', () => {
  const state = on([says('a', 'name', 'Acme Inc'), says('b', 'name', 'ACME GmbH'), says('c', 'name', 'Home – Acme')]);
  assert.deepEqual(groupsOf(state).map(({ rows }) => rows.map(({ suggestion }) => suggestion.id)), [['b']]);
  assert.equal(groupsOf(state)[0]?.rows[0]?.present, true);
  assert.equal(tick(state, 'b', true), state);
});

test('an address is added to those that are there', () => {
  const hamburg = { ...berlin, city: 'Hamburg', zipcode: '20095' };
  const state = on([says('a', 'addresses', [hamburg])], { fields: [field('addresses', 'addresses', [berlin])] });
  assert.deepEqual(edits(tick(state, 'a', true)), [{ field: 'addresses', op: 'set', value: [berlin, hamburg] }]);
  assert.deepEqual(tick(tick(state, 'a', true), 'a', false).drafts, {});
});

test('a person is the contact with the same email, else with the same name, else a new one', () => {
  /** @type {[Contact[], string][]} */
  const cases = [
    [[contact('cont_1', 'Dana Keller'), contact('cont_2', 'D. Keller', 'dana@acme.example')], 'cont_2'],
    [[contact('cont_1', 'dana keller')], 'cont_1'],
    [[contact('cont_3', 'Somebody Else', 'else@acme.example')], newTarget(url, 'p1')],
  ];
  for (const [contacts, target] of cases) assert.equal(groupsOf(on(dana, { contacts }))[0]?.target, target);
  assert.notEqual(newTarget(url, 'p1'), newTarget('https://other.example/', 'p1'));
});

test('a known contact gets what it does not have', () => {
  const state = tick(on(dana, { contacts: [contact('cont_1', 'Dana Keller')] }), 'm', true);
  assert.deepEqual(edits(state), [{ target: 'cont_1', field: 'emails', op: 'set', value: [{ type: 'office', email: 'Dana@acme.example' }] }]);
});

test('a new contact brings its name along, and goes with its last tick', () => {
  const target = newTarget(url, 'p1');
  const state = tick(on(dana), 'm', true);
  assert.deepEqual(edits(state).map((edit) => [edit.target, edit.field]), [[target, 'name'], [target, 'emails']]);
  assert.equal(withNewContacts(state).view?.contacts[0]?.name, 'Dana Keller');
  const gone = tick(tick(state, 'm', false), 'n', false);
  assert.deepEqual(withNewContacts(gone).view?.contacts, []);
});

test('one click adds a person as a whole, or takes them away', () => {
  const target = newTarget(url, 'p1');
  const state = tickPerson(on(dana), target, true);
  assert.deepEqual(edits(state).map((edit) => edit.field), ['name', 'title', 'emails']);
  assert.deepEqual(tickPerson(state, target, false).drafts, {});
});

test('a person becomes a contact by itself only of a lead that has none', () => {
  assert.equal(Object.keys(withOffers(on(dana)).drafts).length, 3);
  assert.deepEqual(withOffers(on(dana, { contacts: [contact('cont_1', 'Else')] })).drafts, {});
  assert.equal(Object.keys(withOffers(on(dana, { contacts: [contact('cont_1', 'Dana Keller')] })).drafts).length, 2);
});

test('a locked field offers nothing', () => {
  const fields = [field('url', 'url', null, { locked: 'Only admins may change this.' })];
  assert.deepEqual(withOffers(on([says('u', 'url', 'https://acme.example')], { fields })).drafts, {});
});

test('the page is kept as a note, which goes with the edits and is none of them', () => {
  const state = tickNote(on([]), true);
  assert.deepEqual(toSteps(state.drafts), [{ do: 'note', text: `Acme\n${url}` }]);
  assert.deepEqual(edits(state), []);
  assert.deepEqual(tickNote(state, false).drafts, {});
  assert.deepEqual(toSteps(tickNote(on([], { title: '' }), true).drafts), [{ do: 'note', text: url }]);
});

test('the page is kept in the field that was chosen for it', () => {
  /** @param {string} key */
  const chose = (key) => {
    const state = on([]);
    return { ...state, capture: { .../** @type {Capture} */ (state.capture), field: key } };
  };
  assert.equal(fieldRow(chose('custom.cf_gone')), null);
  assert.deepEqual(edits(tickField(chose('custom.cf_page'), true)), [{ field: 'custom.cf_page', op: 'set', value: url }]);
  const added = tickField(chose('custom.cf_pages'), true);
  assert.deepEqual(edits(added), [{ field: 'custom.cf_pages', op: 'set', value: ['one', `Acme – ${url}`] }]);
  assert.deepEqual(tickField(added, false).drafts, {});
});

test('a contact that was made settles its edits under whatever name Close gave it; one that was not stays an edit', () => {
  const others = dana.map((one) => ({ ...one, id: `${one.id}2`, person: 'p2', ...(one.field === 'name' ? { value: 'Nora' } : {}) }));
  const state = ['n', 'n2'].reduce((next, id) => withNewContacts(tick(next, id, true)), on([...dana, ...others]));
  const made = { target: 'cont_new', field: 'name', label: 'Name', now: null, after: 'Dana Keller' };
  const view = { ...viewOf(state.view?.fields ?? []), contacts: [contact('cont_new', 'Dana Keller')] };
  const applied = { sent: [], changes: [made], unchanged: [], ignored: [], view };
  assert.deepEqual(Object.keys(showApplied(state, { ...applied, stopped: problemOf(503, 'offline') }, state.drafts, 1).drafts), [`${newTarget(url, 'p2')}/name`]);
  const both = { ...applied, changes: [made, { ...made, target: 'cont_newer', after: 'Nora' }] };
  assert.deepEqual(showApplied(state, both, state.drafts, 1).drafts, {});
});

test('what was given up comes back as it was: a note, a new contact, a field', () => {
  const target = newTarget(url, 'p1');
  const changes = [
    { field: 'note', label: 'Note', now: null, after: 'Seen.' }, { target, field: 'name', label: 'Name', now: null, after: 'Dana Keller' },
    { field: 'url', label: 'URL', now: null, after: url }, { field: 'custom.cf_gone', label: 'Gone', now: null, after: 'x' },
  ];
  const again = editAgain(on([]), { changes });
  assert.deepEqual(Object.keys(again.drafts).sort(), [`${target}/name`, 'note', 'url'].sort());
});
