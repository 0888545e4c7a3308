// What a value looks like to a person: dates and numbers as the user's locale
// writes them, ids as the label that Close gives them. Nothing here changes what
// is sent; it only decides what is read.

/** @import {Address, Email, Link, Option, Phone, Value} from '../../api' */

/** @typedef {Address | Email | Phone | Link} Parts an item made of parts */

/** Longer texts are cut in tables; the editor shows them whole. */
const SHORT = 240;

/** A plain decimal. Anything else (an exponent, words) is shown as it came. */
const DECIMAL = /^-?\d+(?:\.(\d+))?$/;

/**
 * Reports whether a value is nothing: null, an empty text or an empty list.
 * @param {Value | undefined} value
 * @returns {value is null | undefined | '' | []}
 */
export function isEmpty(value) {
  return value === null || value === undefined || value.length === 0;
}

/**
 * Reports whether two values hold the same, where all kinds of nothing are equal.
 * @param {Value | undefined} a
 * @param {Value | undefined} b
 */
export function sameValue(a, b) {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.length === b.length && a.every((item, i) => sameItem(item, b[i]));
}

/**
 * Items made of parts are the same where each part is; an absent one is an empty one.
 * @param {string | Parts} a
 * @param {string | Parts | undefined} b
 */
function sameItem(a, b) {
  if (typeof a === 'string' || typeof b === 'string' || b === undefined) return a === b;
  const [these, those] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...these.keys(), ...those.keys()].every((part) => (these.get(part) ?? '') === (those.get(part) ?? ''));
}

/**
 * Writes a number with the locale's separators and every digit it came with.
 * @param {string} digits
 * @param {string} [locale]
 */
export function formatNumber(digits, locale) {
  const decimal = DECIMAL.exec(digits);
  const fraction = decimal?.[1]?.length ?? 0;
  if (!decimal || fraction > 20) return digits;
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  });
  // Given text, the formatter keeps digits that a JavaScript number would round.
  // TypeScript wants to see the shape of a number in that text.
  return format.format(/** @type {`${number}`} */ (digits));
}

/**
 * Writes a calendar date, such as "2026-01-05", without moving it between zones.
 * @param {string} date
 * @param {string} [locale]
 */
export function formatDate(date, locale) {
  const instant = new Date(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(instant.getTime())) return date;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(instant);
}

/**
 * Writes an instant in the user's zone, with seconds only where it has some.
 * @param {string} instant RFC 3339
 * @param {string} [locale]
 */
export function formatDateTime(instant, locale) {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return instant;
  const timeStyle = time.getSeconds() === 0 ? 'short' : 'medium';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle }).format(time);
}

/**
 * Writes an address on one line, as on an envelope.
 * @param {Address} address
 * @param {string} [locale]
 */
export function formatAddress(address, locale) {
  const { address_1, address_2, city, state, zipcode, country } = address;
  const town = [zipcode, city].filter(Boolean).join(' ');
  const lines = [address_1, address_2, town, state, countryName(country, locale)];
  return lines.filter(Boolean).join(', ');
}

/**
 * Returns a country's name for its ISO code, or the text itself when it is no code.
 * @param {string} code
 * @param {string} [locale]
 */
export function countryName(code, locale) {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  return names.of(code.toUpperCase()) ?? code;
}

/**
 * Returns the label of an option, or the value itself where no option has it: a
 * choice that Close no longer offers, or text that was typed.
 * @param {Option[] | undefined} options
 * @param {string} value
 */
export function optionLabel(options, value) {
  return options?.find((option) => option.value === value)?.label ?? value;
}

/**
 * Cuts a long text and says how long it was, so that a table stays readable.
 * @param {string} text
 * @param {number} [length]
 * @param {string} [locale]
 */
export function shorten(text, length = SHORT, locale = undefined) {
  if (text.length <= length + 20) return text;
  const last = text.charCodeAt(length - 1);
  // Half of a surrogate pair would be shown as a broken character.
  const end = last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
  return `${text.slice(0, end)}… (${new Intl.NumberFormat(locale).format(text.length)} characters)`;
}

/**
 * Counts in words: "1 change", "3 changes".
 * @param {number} count
 * @param {string} noun
 */
export function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Names the first of several things and counts the others: "Industry and 2 more".
 * @param {string[]} names
 */
export function firstAndMore(names) {
  const [first = 'Nothing', ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/**
 * Says how long ago something was, such as "5 minutes ago", in the language of the
 * sentence that it ends.
 * @param {number} then milliseconds since 1970
 * @param {number} now
 */
export function formatAgo(then, now) {
  const seconds = Math.round((then - now) / 1000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (seconds > -60) return 'just now';
  if (seconds > -3600) return words.format(Math.ceil(seconds / 60), 'minute');
  if (seconds > -86400) return words.format(Math.ceil(seconds / 3600), 'hour');
  return words.format(Math.ceil(seconds / 86400), 'day');
}
