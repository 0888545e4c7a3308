// Contacts that the user is about to add. Until Close knows them they exist in the drafts
// alone, under targets that begin with "new-": here they get their place in the view. Pure.

import { allFields, keyOf, splitKey } from '../values/field-keys.js';

/** @import {Applied, Contact, Field} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {Drafts} from '../values/draft.js' */

/**
 * Reports whether a target is a contact that Close does not know yet.
 * @param {string | undefined} target
 */
export const isNew = (target) => target?.startsWith('new-') ?? false;

/**
 * Returns a contact with nothing in it.
 * @param {string} target
 * @param {Pick<State, 'view' | 'drafts'>} state with its fields, and the drafts in which its name may stand
 * @returns {Contact}
 */
export function blankContact(target, { view, drafts }) {
  const name = drafts[keyOf({ target, field: 'name' })]?.value;
  return {
    id: target,
    name: typeof name === 'string' && name.trim() !== '' ? name : 'New contact',
    fields: (view?.new_contact ?? []).map((field) => ({ ...field, key: keyOf({ target, field: field.key }) })),
  };
}

/**
 * Returns a state whose view has exactly those new contacts of which something is drafted.
 * @param {State} state
 * @returns {State}
 */
export function withNewContacts(state) {
  const { view, drafts } = state;
  if (!view) return state;
  const targets = new Set(Object.keys(drafts).map((key) => splitKey(key).target ?? '').filter(isNew));
  const before = view.contacts.filter(({ id }) => isNew(id));
  const now = [...targets].map((target) => blankContact(target, state));
  const same = before.length === now.length && now.every(({ id, name, fields }, i) => before[i]?.id === id && before[i]?.name === name && before[i]?.fields.length === fields.length);
  return same ? state : { ...state, view: { ...view, contacts: [...view.contacts.filter(({ id }) => !isNew(id)), ...now] } };
}

/**
 * Returns a state whose view has a contact of this target, a new one where it does not exist yet.
 * @param {State} state
 * @param {string} target
 * @returns {State}
 */
export function ensureContact(state, target) {
  const { view } = state;
  if (!view || view.contacts.some(({ id }) => id === target)) return state;
  return { ...state, view: { ...view, contacts: [...view.contacts, blankContact(target, state)] } };
}

/**
 * Returns the field of a key, also of a contact that is not in the view yet.
 * @param {State} state
 * @param {string} key
 * @returns {Field | undefined}
 */
export function fieldFor({ view, drafts }, key) {
  const { target } = splitKey(key);
  const known = allFields(view).find((field) => field.key === key);
  return known ?? (isNew(target) ? blankContact(target ?? '', { view, drafts }).fields.find((field) => field.key === key) : undefined);
}

/**
 * Lists the keys that an answer settles. A contact that was made has another name in it
 * than in the drafts: they are made in the order in which they were asked for.
 * @param {State} state before the answer
 * @param {Applied} applied
 * @param {Drafts} sent
 * @returns {string[]}
 */
export function doneOf({ view }, applied, sent) {
  const done = [...applied.changes, ...applied.unchanged].map(keyOf);
  const known = new Set(view?.contacts.map(({ id }) => id));
  const made = new Set([...applied.changes, ...applied.ignored].flatMap(({ target }) => (target && !known.has(target) ? [target] : [])));
  const asked = [...new Set(Object.keys(sent).map((key) => splitKey(key).target ?? '').filter(isNew))];
  const order = (view?.contacts ?? []).map(({ id }) => id).filter((id) => asked.includes(id));
  const through = new Set(order.slice(0, made.size));
  return [...done, ...Object.keys(sent).filter((key) => through.has(splitKey(key).target ?? ''))];
}
