// Whether a page and Close mean the same, however each writes it. Pure.

import { formatAddress, isEmpty } from './format.js';
import { fold } from './options.js';

/** @import {Address, Value} from '../../api' */
/** @import {Parts} from './format.js' */

/**
 * @typedef {string | Parts} Item
 */

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
 * Reports whether two addresses are the same place: a page often leaves out the state or
 * the country, and the label is Close's.
 * @param {Address} a
 * @param {Address} b
 */
export function samePlace(a, b) {
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

/**
 * Reports whether two addresses of pages lead to the same one.
 * @param {string} a
 * @param {string} b
 */
export const sameUrl = (a, b) => address(a) === address(b);

/**
 * Reports whether two phone numbers have the same digits.
 * @param {string} a
 * @param {string} b
 */
export const samePhone = (a, b) => digits(a) === digits(b);
