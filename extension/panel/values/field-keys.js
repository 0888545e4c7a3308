// The lead and its contacts have fields of the same names. The panel knows each field
// by one key: one of the lead by its own, one of a contact by the contact's id, a slash
// and its own, as in a Base. Only this file takes such keys apart.

/** @import {Field, LeadView, Value} from '../../api' */

/**
 * Returns the key of the field that a row of an answer is about.
 * @param {{ target?: string, field: string }} row
 */
export function keyOf({ target, field }) {
  return target ? `${target}/${field}` : field;
}

/**
 * Takes a key apart into what an edit needs.
 * @param {string} key
 * @returns {{ target?: string, field: string }}
 */
export function splitKey(key) {
  const at = key.indexOf('/');
  return at < 0 ? { field: key } : { target: key.slice(0, at), field: key.slice(at + 1) };
}

/**
 * Returns a view as it came from the backend with the panel's keys in its contacts.
 * @param {LeadView} view
 * @returns {LeadView}
 */
export function withKeys(view) {
  const contacts = view.contacts.map((contact) => ({
    ...contact, fields: contact.fields.map((field) => ({ ...field, key: keyOf({ target: contact.id, field: field.key }) })),
  }));
  return { ...view, contacts };
}

/**
 * Lists the fields of the lead and then those of its contacts, as they are shown.
 * @param {LeadView | null} view
 * @returns {Field[]}
 */
export function allFields(view) {
  return view ? [...view.fields, ...view.contacts.flatMap((contact) => contact.fields)] : [];
}

/**
 * Returns the contact that a key is about, or undefined where it is about the lead.
 * @param {LeadView | null} view
 * @param {string} key
 */
export function contactOf(view, key) {
  const { target } = splitKey(key);
  return target === undefined ? undefined : view?.contacts.find((contact) => contact.id === target);
}

/**
 * Names a field in a sentence: "Industry", "Title of Dana Keller".
 * @param {LeadView | null} view
 * @param {{ key: string, label: string }} field
 */
export function fullName(view, { key, label }) {
  const contact = contactOf(view, key);
  return contact ? `${label} of ${contact.name}` : label;
}

/**
 * Puts another value into a field of a view.
 * @param {LeadView} view
 * @param {string} key
 * @param {Value} value
 * @returns {LeadView}
 */
export function withValue(view, key, value) {
  const change = (/** @type {Field[]} */ fields) => fields.map((field) => (field.key === key ? { ...field, value } : field));
  return {
    ...view, fields: change(view.fields), contacts: view.contacts.map((contact) => ({ ...contact, fields: change(contact.fields) })),
  };
}

/**
 * Returns what rows of an answer say, by the key of their field.
 * @param {{ target?: string, field: string, detail: string }[]} rows
 */
export function byKey(rows) {
  return Object.fromEntries(rows.map((row) => [keyOf(row), row.detail]));
}
