// What the page in front says, beside what the lead has: a row with a tick for each, in
// place of the list of fields.

import { h } from '../../vendor/snabbdom/index.js';
import { shown } from '../apply/diff.js';
import { NOTE } from '../lead/note.js';
import { icon } from '../ui/icons.js';
import { isList } from '../values/field-types.js';
import { isEmpty } from '../values/format.js';
import { countryOptions } from '../values/options.js';
import { fieldRow, fieldsFor, noteText } from './keep-page.js';
import { pageName } from './state.js';
import { doubt, groupsOf, ticksFor } from './suggest.js';

/** @import {Field, PageReading, Value} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Group, Row} from './suggest.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function pagePlace(state, act) {
  const { capture } = state;
  if (!capture?.reading) return [];
  const groups = groupsOf(state);
  const { detail } = capture.reading;
  return [
    h('h2.sr-only', { key: 'title', attrs: { id: 'page-title' } }, `What ${pageName(state)} says`),
    capture.refused ? remark('refused', capture.refused) : null,
    groups.length === 0 && !capture.refused ? nothing(state) : null,
    ...groups.map((group) => section(group, act)),
    detail && groups.length > 0 ? remark('detail', detail) : null,
    keepPage(state, act),
    capture.refused ? null : numbersFrom(capture.country, act),
  ];
}

/** Asking the browser for every country is slow enough to do it once. @type {ReturnType<typeof countryOptions> | undefined} */
let countries;

/**
 * Draws the choice of where phone numbers without a country code are from.
 * @param {string} country
 * @param {Actions} act
 */
function numbersFrom(country, act) {
  countries ??= countryOptions();
  const none = country === '' ? [{ value: '', label: 'Choose a country' }] : [];
  return h('p.capture-numbers', { key: 'numbers' }, [
    h('label', { attrs: { for: 'numbers-from' } }, 'Phone numbers without a country code are from'),
    h('select.control', {
      attrs: { id: 'numbers-from' },
      on: { change: (/** @type {Event} */ event) => act.readNumbersOf(/** @type {HTMLSelectElement} */ (event.target).value) },
    }, [...none, ...countries].map(({ value, label }) => h('option', { key: `#${value}`, props: { value, selected: value === country } }, label))),
  ]);
}

/**
 * @param {string} key
 * @param {string} text
 */
export const remark = (key, text) => h('p.capture-remark', { key }, [icon('question'), h('span', text)]);

/** @param {State} state */
function nothing(state) {
  return h('div.capture-nothing', { key: 'nothing' }, [
    h('h3.tick-label', 'Nothing to take over'),
    h('p', state.capture?.reading?.detail || `Leadpatch found no name, address, phone or email on ${pageName(state)}. You can still keep the page.`),
  ]);
}

/**
 * @param {Group} group
 * @param {Actions} act
 */
function section(group, act) {
  const { target, rows, isNew } = group;
  const id = `about-${target || 'lead'}`;
  return h('section.capture-group', { key: id, attrs: { 'aria-labelledby': id } }, [
    target === '' ? h('h3.sr-only', { key: 'name', attrs: { id } }, 'About the lead') : person(group, id, act),
    h('ul', { key: 'rows' }, target !== '' && rows.every(({ present }) => present)
      ? [known(rows)]
      : rows.map((row) => suggestion(row, isNew, act))),
  ]);
}

/**
 * Says of a person that nothing is new, in one line.
 * @param {Row[]} rows
 */
const known = (rows) => h('li.tick-row.is-present', { key: 'known' }, [
  h('span.tick-sign', [icon('check')]), h('p.tick-words', `Already there: ${rows.map(({ field }) => field.label).join(', ')}`),
]);

/**
 * Names the person whom the rows below are about. One that is no contact yet is added
 * with one click.
 * @param {Group} group
 * @param {string} id
 * @param {Actions} act
 */
export function person(group, id, act) {
  const { target, name, isNew, rows } = group;
  const title = isNew ? `New contact${name ? ': ' : ''}` : 'Contact: ';
  const text = h('span', { attrs: { id } }, [title, h('bdi', name)]);
  if (!isNew) return h('h3.capture-person', { key: 'name' }, [text]);
  return h('h3.capture-person', { key: 'name' }, [h('label.capture-all', [
    h('input', {
      props: { checked: rows.some(({ ticked }) => ticked), indeterminate: isPart(group) },
      attrs: { id: `add-${target}`, type: 'checkbox' },
      on: { change: (/** @type {Event} */ event) => act.tickPerson(target, isChecked(event)) },
    }),
    text,
  ])]);
}

/**
 * Reports whether some of what is said about a person is ticked, and some is not.
 * @param {Group} group
 */
function isPart(group) {
  const all = ticksFor(group);
  return all.some(({ ticked }) => ticked) && all.some(({ ticked }) => !ticked);
}

/** @param {Event} event */
const isChecked = (event) => /** @type {HTMLInputElement} */ (event.target).checked;

/**
 * @param {Row} row
 * @param {boolean} isNew whether there is nothing that it could stand beside
 * @param {Actions} act
 * @returns {VNode}
 */
function suggestion({ suggestion: from, field, present, ticked }, isNew, act) {
  const { id, value, source } = from;
  const about = [doubt(from), source].filter(Boolean).join(', ');
  return tickRow({
    id, field, value, present, ticked, locked: field.locked ?? '', about, alone: isNew,
    change: (on) => act.tick(id, on),
  });
}

/**
 * @typedef {Object} Tick
 * @property {string} id
 * @property {Pick<Field, 'label' | 'type' | 'options' | 'value' | 'multiple'>} field
 * @property {Value} value what the field would hold, or get one more of
 * @property {boolean} present
 * @property {boolean} ticked
 * @property {string} locked why it cannot be taken over
 * @property {string} about where it is from
 * @property {boolean} alone whether it stands beside nothing
 * @property {(on: boolean) => void} change
 */

/**
 * Draws a value that can be taken over, beside the one that is there.
 * @param {Tick} row
 * @returns {VNode}
 */
function tickRow({ id, field, value, present, ticked, locked, about, alone, change }) {
  const can = !present && locked === '';
  const adds = isList(field.type) && !isEmpty(field.value);
  const box = `tick-${id}`;
  return h('li.tick-row', { key: id, class: { 'is-ticked': ticked, 'is-present': present }, dataset: { tick: id } }, [
    can ? h('input', {
      key: 'box', props: { checked: ticked }, attrs: { id: box, type: 'checkbox', 'aria-describedby': `${box}-values` },
      on: { change: (/** @type {Event} */ event) => change(isChecked(event)) },
    }) : h('span.tick-sign', { key: 'sign' }, [icon(present ? 'check' : 'lock')]),
    h('div.tick-what', [
      h('p.tick-head', [
        can ? h('label.tick-label', { key: 'label', attrs: { for: box } }, field.label) : h('span.tick-label', { key: 'label' }, field.label),
        h('span.tick-about', about),
      ]),
      h('dl.tick-values', { attrs: { id: `${box}-values` } }, present
        ? [pair('there', 'Already there', field, value)]
        : [alone ? null : pair('now', 'Now', field, field.value), pair('after', adds ? 'Adds' : 'Page', field, value)]),
      locked && !present ? h('p.mark', { key: 'locked' }, [icon('lock'), h('span', locked)]) : null,
    ]),
  ]);
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {Value} value
 */
const pair = (kind, name, field, value) => h(`div.is-${kind}`, { key: kind }, [h('dt', name), h('dd', { attrs: { dir: 'auto' } }, shown(field, value))]);

/**
 * Draws the two ways to keep the page itself.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function keepPage(state, act) {
  const reading = state.capture?.reading;
  if (!reading) return null;
  return h('section.capture-group', { key: 'keep', attrs: { 'aria-labelledby': 'keep-page' } }, [
    h('h3.capture-person', { key: 'name' }, [h('span', { attrs: { id: 'keep-page' } }, 'Keep this page')]),
    h('ul', { key: 'rows' }, [
      noteRow(state, reading, act),
      state.screen === 'lead' ? addressRow(state, act) : null,
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {PageReading} reading
 * @param {Actions} act
 */
function noteRow(state, reading, act) {
  const draft = state.drafts[NOTE];
  const error = state.errors[NOTE];
  return h('li.tick-row', { key: NOTE, class: { 'is-ticked': draft !== undefined }, dataset: { tick: NOTE } }, [
    h('input', {
      props: { checked: draft !== undefined }, attrs: { id: 'tick-note', type: 'checkbox' },
      on: { change: (/** @type {Event} */ event) => act.tickNote(isChecked(event)) },
    }),
    h('div.tick-what', [
      h('p.tick-head', [h('label.tick-label', { attrs: { for: 'tick-note' } }, 'As a note'), h('span.tick-about', 'its title and address')]),
      draft
        ? h('textarea.control', {
          key: 'text', props: { value: typeof draft.value === 'string' ? draft.value : '' },
          attrs: { id: 'f-note', rows: '2', dir: 'auto', 'aria-label': 'Note', ...(error ? { 'aria-invalid': 'true', 'aria-describedby': 'e-note' } : {}) },
          on: { input: (/** @type {Event} */ event) => act.editNote(/** @type {HTMLTextAreaElement} */ (event.target).value) },
        })
        : h('p.tick-words', { key: 'words', attrs: { dir: 'auto' } }, noteText(reading)),
      error ? h('p.mark.error', { key: 'error', attrs: { id: 'e-note' } }, [icon('warning'), h('span', error)]) : null,
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function addressRow(state, act) {
  const fields = fieldsFor(state.view);
  const row = fieldRow(state);
  if (fields.length === 0) return null;
  const can = row !== null && !row.present;
  return h('li.tick-row', { key: 'field', class: { 'is-ticked': row?.ticked ?? false, 'is-present': row?.present ?? false }, dataset: { tick: 'field' } }, [
    row?.present ? h('span.tick-sign', { key: 'sign' }, [icon('check')]) : h('input.beside-control', {
      key: 'box', props: { checked: row?.ticked ?? false, disabled: !can },
      attrs: { id: 'tick-field', type: 'checkbox', 'aria-label': 'Its address in a field' },
      on: { change: (/** @type {Event} */ event) => act.tickField(isChecked(event)) },
    }),
    h('div.tick-what', [
      h('p.tick-head', [h('label.tick-label', { attrs: { for: 'page-field' } }, 'Its address in'), chooseField(state, fields, act)]),
      row ? h('dl.tick-values', { key: 'values' }, row.present
        ? [pair('there', 'Already there', row.field, row.value)]
        : [pair('now', 'Now', row.field, row.field.value), pair('after', row.field.multiple ? 'Adds' : 'Page', row.field, row.value)]) : null,
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Field[]} fields
 * @param {Actions} act
 */
function chooseField(state, fields, act) {
  const chosen = state.capture?.field ?? '';
  const none = fields.some(({ key }) => key === chosen) ? [] : [{ key: '', label: 'Choose a field' }];
  return h('select.control.tick-field', {
    attrs: { id: 'page-field' },
    on: { change: (/** @type {Event} */ event) => act.keepIn(/** @type {HTMLSelectElement} */ (event.target).value) },
  }, [...none, ...fields].map(({ key, label }) => h('option', { key: `#${key}`, props: { value: key, selected: key === chosen || (none.length > 0 && key === '') } }, label)));
}
