// What the panel knows of each type of field: a row for each, with the editor of its values
// and how they are written, read and compared. Only the editors themselves know the screen:
// see ui/editors/index.js. Pure.

import { pointsOf, pointsValue } from './contact-points.js';
import { fromLocalInput, toLocalInput } from './datetime.js';
import { formatAddress, formatDate, formatDateTime, formatNumber, isEmpty, optionLabel } from './format.js';
import { fold, resolve } from './options.js';
import { itemsOf, samePhone, samePlace, sameUrl } from './same.js';

/** @import {Address, Field, FieldType, Op, Value} from '../../api' */
/** @import {Parts} from './format.js' */
/** @import {Item} from './same.js' */

/**
 * @typedef {Object} FieldKind
 * @property {'text' | 'textarea' | 'date' | 'choice' | 'addresses' | 'points'} editor of one value; a field of several texts has chips
 * @property {Record<string, string>} [attrs] of the box in which a value is typed
 * @property {'date' | 'datetime-local'} [input] the browser's own input, where it has one for this type
 * @property {(value: string) => string} [show] writes a value for that input
 * @property {(text: string, previous?: string) => string} [read] reads what was typed; options are found by their label unless given
 * @property {(text: string, locale?: string) => string} [write] writes a text for a person; the label of its option unless given
 * @property {(a: string, b: string) => boolean} [same] whether two texts mean the same; case and accents do not count unless given
 * @property {boolean} [whole] whether a comma belongs to a value, so that it does not part pasted ones
 * @property {boolean} [fenced] whether it stands behind a fence, below the others
 * @property {string} [page] what stands between the title of a page and its address, where a field can keep them; empty for the address alone
 * @property {ListKind} [list] for a value that is a list of items made of parts
 */

/**
 * @typedef {Object} ListKind
 * @property {string} part the part that only items of this kind have
 * @property {(item: any, locale?: string) => string[]} write what kind an item is, and what it says
 * @property {(a: any, b: any) => boolean} same
 * @property {PointKind} [points] for the ways to reach a contact
 */

/**
 * @typedef {Object} PointKind
 * @property {string} noun
 * @property {string} add what the button says that adds one
 * @property {string} inputmode
 */

/**
 * Returns the row of a way to reach a contact: a type and a text.
 * @param {string} part
 * @param {(a: string, b: string) => boolean} same
 * @param {PointKind} points
 * @returns {FieldKind}
 */
const reached = (part, same, points) => ({
  editor: 'points',
  list: { part, points, write: (item) => [item.type, item[part]], same: (a, b) => same(a[part], b[part]) },
});

/** @param {string} a @param {string} b */
const sameText = (a, b) => fold(a) === fold(b);

/** @type {FieldKind} */
const choice = { editor: 'choice' };

/** @type {Record<string, FieldKind>} */
const TYPES = {
  text: { editor: 'text', page: ' – ' },
  textarea: { editor: 'textarea', page: '\n' },
  url: { editor: 'text', attrs: { inputmode: 'url', spellcheck: 'false' }, same: sameUrl, page: '' },
  number: { editor: 'text', attrs: { inputmode: 'decimal' }, write: formatNumber, whole: true },
  date: { editor: 'date', input: 'date', write: formatDate },
  datetime: { editor: 'date', input: 'datetime-local', show: toLocalInput, read: fromLocalInput, write: formatDateTime },
  status: choice,
  choices: choice,
  user: choice,
  contact: choice,
  custom_object: { editor: 'text', attrs: { spellcheck: 'false', placeholder: 'Paste an id' } },
  hidden: { editor: 'text', attrs: { spellcheck: 'false' }, fenced: true },
  addresses: {
    editor: 'addresses',
    list: { part: 'address_1', write: (/** @type {Address} */ item, locale) => [item.label, formatAddress(item, locale)], same: samePlace },
  },
  emails: reached('email', sameText, { noun: 'Email', add: 'Add an email', inputmode: 'email' }),
  phones: reached('phone', samePhone, { noun: 'Phone', add: 'Add a phone', inputmode: 'tel' }),
  urls: reached('url', sameUrl, { noun: 'URL', add: 'Add a URL', inputmode: 'url' }),
};

/** A type of a newer version. @type {FieldKind} */
const OTHER = { editor: 'text' };

/**
 * Returns what the panel knows of a type.
 * @param {FieldType} type
 */
export const kindOf = (type) => TYPES[type] ?? OTHER;

/**
 * Reports whether an edit of a field may name an operation.
 * @param {Pick<Field, 'operations'>} field
 * @param {Op} op
 */
export const allows = ({ operations = [] }, op) => operations.includes(op);

/**
 * Reports whether the value of a type is a list, to which a suggestion adds one more.
 * @param {FieldType} type
 */
export const isList = (type) => kindOf(type).list !== undefined;

/**
 * Returns what an item made of parts is, whatever the type of its field: an edit may be
 * older than that.
 * @param {Parts} item
 */
const listWith = (item) => Object.values(TYPES).find(({ list }) => list && list.part in item)?.list;

/**
 * Writes one item of a field's value.
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {Item} item
 * @param {string} [locale]
 */
export function formatItem(field, item, locale) {
  if (typeof item !== 'string') return (listWith(item)?.write(item, locale) ?? []).filter(Boolean).join(': ');
  return kindOf(field.type).write?.(item, locale) ?? optionLabel(field.options, item);
}

/**
 * Writes a field's value as items of text; an empty list for an empty value.
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {Value | undefined} value
 * @param {string} [locale]
 * @returns {string[]}
 */
export const formatValue = (field, value, locale) => itemsOf(value).map((item) => formatItem(field, item, locale));

/**
 * Returns the value that a typed text means.
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {string} text
 */
export const readText = (field, text) => kindOf(field.type).read?.(text) ?? resolve(field.options ?? [], text);

/**
 * Reports whether a field already holds what is suggested for it.
 * @param {FieldType} type
 * @param {Value} has
 * @param {Value} suggested
 */
export function holds(type, has, suggested) {
  const there = itemsOf(has);
  return itemsOf(suggested).every((item) => there.some((other) => sameMeaning(type, item, other)));
}

/**
 * @param {FieldType} type
 * @param {Item} a
 * @param {Item} b
 */
function sameMeaning(type, a, b) {
  if (typeof a === 'string' && typeof b === 'string') return (kindOf(type).same ?? sameText)(a, b);
  if (typeof a === 'string' || typeof b === 'string') return false;
  const list = listWith(a);
  return list !== undefined && list === listWith(b) && list.same(a, b);
}

/**
 * Drops rows in which nothing has been written.
 * @param {FieldType} type of the field
 * @param {Value} value
 * @returns {Value}
 */
export function withoutBlanks(type, value) {
  const { list } = kindOf(type);
  if (!list?.points || isEmpty(value)) return value;
  const points = pointsOf(list.part, value);
  const written = points.filter((point) => point.text.trim() !== '');
  return written.length < points.length ? pointsValue(list.part, written) : value;
}
