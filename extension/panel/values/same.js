// Whether a page and Close mean the same, however each writes it. Pure.

import { formatAddress, isEmpty } from './format.js';
import { fold } from './options.js';

/** @import {Address, FieldType, Value} from '../../api' */
/** @import {Parts} from './format.js' */

/**
 * @typedef {string | Parts} Item
 */

/** The types whose value is a list to which a suggestion adds one more. @type {FieldType[]} */
const LISTS = ['addresses', 'emails', 'phones', 'urls'];

/** @param {FieldType} type */
export const isList = (type) => LISTS.includes(type);

/**
 * Lists what a value is made of.
 * @param {Value | undefined} value
 * @returns {Item[]}
 */
export function itemsOf(value) {
  if (isEmpty(value)) return [];
  return typeof value === 'string' ? [value] : value;
}

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
  if (typeof a === 'string' && typeof b === 'string') return type === 'url' ? address(a) === address(b) : fold(a) === fold(b);
  if (typeof a === 'string' || typeof b === 'string') return false;
  if ('email' in a && 'email' in b) return fold(a.email) === fold(b.email);
  if ('phone' in a && 'phone' in b) return digits(a.phone) === digits(b.phone);
  if ('url' in a && 'url' in b) return address(a.url) === address(b.url);
  return 'address_1' in a && 'address_1' in b && samePlace(a, b);
}

/**
 * Reports whether two addresses are the same place: a page often leaves out the state or
 * the country, and the label is Close's.
 * @param {Address} a
 * @param {Address} b
 */
function samePlace(a, b) {
  const parts = /** @type {const} */ (['address_1', 'zipcode', 'city']);
  const country = a.country === '' || b.country === '' || fold(a.country) === fold(b.country);
  return country && formatAddress(a) !== '' && parts.every((part) => fold(a[part]) === fold(b[part]));
}

/**
 * Takes from the address of a page what two ways of writing it do not have in common.
 * @param {string} url
 */
const address = (url) => url.trim().replace(/^https?:\/\//i, '').replace(/^www\./i, '').replace(/\/$/, '').replace(/^[^/]+/, (host) => host.toLowerCase());

/** @param {string} phone */
const digits = (phone) => phone.replace(/\D/g, '');
