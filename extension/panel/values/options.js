// From what a person types or pastes to the options of a field, and back.

/** @import {Option} from '../../api' */

/** More matches than this are not listed: typing is quicker than scrolling. */
export const LISTED = 300;

/**
 * Folds case and accents away, so that "Cafe" finds "Café".
 * @param {string} text
 */
export function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * Finds the one option that a text means: by label, whatever its case, or by
 * value. Undefined where none or several have that label: a guess could write the
 * wrong one.
 * @param {Option[]} options
 * @param {string} text
 */
export function findOption(options, text) {
  const exact = text.trim();
  if (exact === '') return undefined;
  const byValue = options.find((option) => option.value === exact);
  if (byValue) return byValue;
  const labelled = options.filter((option) => option.label === exact);
  if (labelled.length === 1) return labelled[0];
  const lower = exact.toLowerCase();
  const alike = options.filter((option) => option.label.trim().toLowerCase() === lower);
  return alike.length === 1 ? alike[0] : undefined;
}

/**
 * Returns the value that a text stands for: that of the option it names, else the
 * text itself. The backend says what it thinks of it.
 * @param {Option[]} options
 * @param {string} text
 */
export function resolve(options, text) {
  return findOption(options, text)?.value ?? text.trim();
}

/**
 * Lists the options whose label or note contains every word of the query; those
 * that begin with it come first, else the order of Close stays.
 * @param {Option[]} options
 * @param {string | null} query null lists them all
 */
export function matchOptions(options, query) {
  const words = fold(query ?? '').split(' ').filter(Boolean);
  if (words.length === 0) return options;
  const whole = words.join(' ');
  const matches = options.filter((option) => {
    const text = fold(`${option.label} ${option.note ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const begins = (/** @type {Option} */ option) => fold(option.label).startsWith(whole);
  return [...matches.filter(begins), ...matches.filter((option) => !begins(option))];
}

/**
 * Returns the options to list, the current one always among them.
 * @param {Option[]} options
 * @param {string | null} current
 */
export function firstOptions(options, current) {
  const listed = options.slice(0, LISTED);
  const at = options.findIndex((option) => option.value === current);
  const far = at >= LISTED ? options[at] : undefined;
  return far ? [far, ...listed.slice(0, -1)] : listed;
}

/**
 * Splits a pasted text into values. Lines, tabs and semicolons always part them.
 * Commas part them too, unless a label of the options itself contains them; in
 * numbers a comma may be part of the number, so there it never does.
 * @param {string} text
 * @param {Option[]} options
 * @param {{ commas?: boolean }} [how]
 * @returns {string[]}
 */
export function splitPaste(text, options, { commas = true } = {}) {
  /** @type {string[]} */
  const values = [];
  for (const line of text.split(/[\r\n\t;]+/)) {
    const whole = line.trim();
    if (whole === '') continue;
    if (!commas || findOption(options, whole)) {
      values.push(resolve(options, whole));
      continue;
    }
    values.push(...splitCommas(whole.split(','), options));
  }
  return [...new Set(values)];
}

/**
 * Takes, from the left, the longest run of parts that is a label with commas.
 * @param {string[]} parts
 * @param {Option[]} options
 */
function splitCommas(parts, options) {
  /** @type {string[]} */
  const values = [];
  const longest = Math.max(1, ...options.map((option) => option.label.split(',').length));
  for (let start = 0; start < parts.length;) {
    let length = Math.min(longest, parts.length - start);
    while (length > 1 && !findOption(options, parts.slice(start, start + length).join(','))) length -= 1;
    const value = resolve(options, parts.slice(start, start + length).join(','));
    if (value !== '') values.push(value);
    start += length;
  }
  return values;
}

/**
 * Lists the countries that the browser can name, by name, as options whose value
 * is the ISO code. Codes that are only an old name of another, and groups that are
 * no country, are left out.
 * @param {string} [locale]
 * @returns {Option[]}
 */
export function countryOptions(locale) {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  /** @type {Option[]} */
  const options = [];
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const label = NO_COUNTRY.has(code) ? undefined : names.of(code);
      if (label && new Intl.Locale(`und-${code}`).region === code) options.push({ value: code, label, note: code });
    }
  }
  return options.sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** Codes of ISO 3166 that name a union, a test or nothing. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
