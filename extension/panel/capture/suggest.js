// What a page suggests, beside what Close has, and what a tick makes of it: an edit like
// any other. Whether a suggestion is ticked is read from the drafts; nothing else knows. Pure.

import { adopted, shownValue } from '../lead/edits.js';
import { editField, revertField } from '../lead/form.js';
import { ensureContact, fieldFor, isNew } from '../lead/new-contacts.js';
import { keyOf } from '../values/field-keys.js';
import { holds, isList, kindOf } from '../values/field-types.js';
import { isEmpty, sameValue } from '../values/format.js';
import { itemsOf } from '../values/same.js';

/** @import {Contact, Field, PageReading, Suggestion, Value} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */
/** @import {Item} from '../values/same.js' */

/**
 * @typedef {Object} Row one suggestion
 * @property {Suggestion} suggestion
 * @property {string} target the contact that it is about; empty for the lead itself
 * @property {Field} field
 * @property {boolean} present whether Close already has it
 * @property {boolean} ticked
 */

/**
 * @typedef {Object} Group the suggestions about the lead, or about one person
 * @property {string} target empty for the lead itself
 * @property {string} name of the person
 * @property {boolean} isNew whether the person is no contact of the lead yet
 * @property {Row[]} rows
 */

/** More suggestions than these for a field of one value are not worth reading. */
const WAYS = 3;

/**
 * Lists what the page suggests, as it is shown.
 * @param {State} state
 * @returns {Group[]}
 */
export function groupsOf(state) {
  const reading = state.capture?.reading;
  if (!reading || !state.view) return [];
  const persons = [...new Set(reading.suggestions.map(({ person = '' }) => person))].sort((a, b) => Number(a !== '') - Number(b !== ''));
  return persons.flatMap((person) => groupOf(state, reading, person));
}

/**
 * @param {State} state
 * @param {PageReading} reading
 * @param {string} person
 * @returns {Group[]} one, or none where it would have no rows
 */
function groupOf(state, reading, person) {
  const about = reading.suggestions.filter((one) => (one.person ?? '') === person);
  const target = person === '' ? '' : targetOf(state, about, newTarget(reading.url, person));
  const all = about.flatMap((suggestion) => rowOf(state, suggestion, target));
  const rows = all.filter((row) => isWorthShowing(row, all.filter(({ field }) => field.key === row.field.key)));
  const name = state.view?.contacts.find(({ id }) => id === target && !isNew(id))?.name ?? nameIn(about);
  return rows.length === 0 ? [] : [{ target, name, isNew: isNew(target), rows }];
}

/**
 * Names the contact under which a person of a page is added. A person of another page has
 * another name, also where both pages count from one.
 * @param {string} url of the page
 * @param {string} person
 */
export function newTarget(url, person) {
  let sum = 5381;
  for (const sign of url) sum = (sum * 33 + (sign.codePointAt(0) ?? 0)) % 0xffffffff;
  return `new-${person}-${sum.toString(36)}`;
}

/**
 * Finds the contact that a person of the page is: by an email, else by the name.
 * @param {State} state
 * @param {Suggestion[]} about the person
 * @param {string} fresh the target of a contact to add
 */
function targetOf({ view }, about, fresh) {
  const contacts = (view?.contacts ?? []).filter(({ id }) => !isNew(id));
  const has = (/** @type {Contact} */ contact, /** @type {string} */ name) => {
    const field = contact.fields.find(({ key }) => key === keyOf({ target: contact.id, field: name }));
    return field !== undefined && about.some((one) => one.field === name && holds(field.type, field.value, one.value));
  };
  const found = contacts.find((contact) => has(contact, 'emails')) ?? contacts.find((contact) => has(contact, 'name'));
  return found?.id ?? fresh;
}

/** @param {Suggestion[]} about */
function nameIn(about) {
  const value = about.find(({ field }) => field === 'name')?.value;
  return typeof value === 'string' ? value : '';
}

/**
 * @param {State} state
 * @param {Suggestion} suggestion
 * @param {string} target
 * @returns {Row[]} one, or none where Close has no such field
 */
function rowOf(state, suggestion, target) {
  const field = fieldFor(state, keyOf({ target, field: suggestion.field }));
  if (!field || isEmpty(suggestion.value)) return [];
  return [{
    suggestion, target, field,
    present: holds(field.type, field.value, suggestion.value),
    ticked: isTicked(state.drafts, field, suggestion.value),
  }];
}

/**
 * @param {Drafts} drafts
 * @param {Field} field
 * @param {Value} suggested
 */
function isTicked(drafts, field, suggested) {
  const draft = drafts[field.key];
  if (!draft) return false;
  if (!isList(field.type)) return sameValue(draft.value, suggested);
  const items = itemsOf(draft.value);
  return itemsOf(suggested).every((item) => items.some((other) => sameValue(asValue([item]), asValue([other]))));
}

/** @param {Item[]} items @returns {Value} */
const asValue = (items) => /** @type {Value} */ (items);

/**
 * Leaves out what says the same again, and what else a field of one value could hold where
 * it already holds what the page says.
 * @param {Row} row
 * @param {Row[]} all of its field, the best first
 */
function isWorthShowing(row, all) {
  const { field, suggestion } = row;
  const first = all.find((other) => holds(field.type, other.suggestion.value, suggestion.value));
  if (first !== row) return false;
  if (isList(field.type)) return true;
  const there = all.find(({ present }) => present);
  return there ? there === row : all.indexOf(row) < WAYS;
}

/**
 * Finds the row of a suggestion.
 * @param {State} state
 * @param {string} id
 * @returns {Row | undefined}
 */
export const rowWith = (state, id) => groupsOf(state).flatMap(({ rows }) => rows).find(({ suggestion }) => suggestion.id === id);

/**
 * Ticks a suggestion, or takes the tick away: then the field is as it was.
 * @param {State} state
 * @param {Row} row
 * @param {boolean} on
 * @param {boolean} [offered] whether nobody has asked for it yet
 * @returns {State}
 */
export function setTick(state, row, on, offered = false) {
  const { field, target, suggestion: { value } } = row;
  const next = target === '' ? state : ensureContact(state, target);
  if (!isList(field.type)) {
    return on ? editField(next, field.key, { value, ...(offered ? { offered } : {}) }) : revertField(next, field.key);
  }
  const others = itemsOf(shownValue(next.drafts, field)).filter((item) => !holds(field.type, asValue([item]), value) || isClose(field, item));
  const items = on ? [...others, ...itemsOf(value)] : others;
  return editField(next, field.key, { value: asValue(items), ...(offered ? { offered } : {}) });
}

/**
 * Reports whether an item of a list is Close's own: no tick takes that away.
 * @param {Field} field
 * @param {Item} item
 */
const isClose = (field, item) => itemsOf(field.value).some((other) => sameValue(asValue([item]), asValue([other])));

/**
 * Ticks a suggestion by hand. One about a person who is not a contact yet ticks the name
 * too: a contact without one cannot be found.
 * @param {State} state
 * @param {string} id
 * @param {boolean} on
 * @returns {State}
 */
export function tick(state, id, on) {
  const row = rowWith(state, id);
  if (!row || row.present) return state;
  const next = setTick(adopted(state), row, on);
  if (!on || !isNew(row.target)) return next;
  const key = keyOf({ target: row.target, field: 'name' });
  const name = groupsOf(next).flatMap(({ rows }) => rows).find(({ field }) => field.key === key);
  return name && !next.drafts[key] ? setTick(next, name, true) : next;
}

/**
 * Ticks all that is suggested about a person, or takes all of it away.
 * @param {State} state
 * @param {string} target
 * @param {boolean} on
 * @returns {State}
 */
export function tickPerson(state, target, on) {
  const group = groupsOf(state).find((one) => one.target === target);
  const rows = ticksFor(group).filter(({ ticked }) => ticked !== on);
  return rows.reduce((next, { suggestion }) => tick(next, suggestion.id, on), adopted(state));
}

/**
 * Lists what is ticked with a person as a whole: of a field of one value the best.
 * @param {Group | undefined} group
 */
export function ticksFor(group) {
  const rows = group?.rows ?? [];
  return rows.filter((row) => !row.present && (row.ticked || isList(row.field.type) || rows.find(({ field }) => field.key === row.field.key) === row));
}

/**
 * Ticks, once per reading, what fills an empty field with something that is certain. A
 * person is added automatically only to a lead without contacts.
 * @param {State} state
 * @returns {State}
 */
export function withOffers(state) {
  const { capture, view } = state;
  if (!capture?.reading || capture.offered || state.readAt !== 0 || !view || state.screen !== 'lead') return state;
  /** @type {State} */
  let next = { ...state, capture: { ...capture, offered: true } };
  if (capture.decided) return next;
  const outcome = state.outcome;
  const hasContacts = view.contacts.some(({ id }) => !isNew(id));
  for (const { rows, isNew: fresh } of groupsOf(next)) {
    if (fresh && hasContacts) continue;
    for (const row of rows.filter(isSure)) {
      const draft = next.drafts[row.field.key];
      const free = draft === undefined || (draft.offered && kindOf(row.field.type).list?.points);
      if (free) next = setTick(next, row, true, true);
    }
  }
  return { ...next, outcome };
}

/** @param {Row} row */
const isSure = ({ suggestion, field, present }) => !present && suggestion.confidence === 'high' && isEmpty(field.value) && !field.locked;

/**
 * Returns a word for how uncertain a suggestion is; empty for a certain one.
 * @param {Suggestion} suggestion
 */
export const doubt = ({ confidence }) => ({ high: '', medium: 'perhaps', low: 'a guess' })[confidence];
