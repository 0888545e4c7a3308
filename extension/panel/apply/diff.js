// What a change looks like before it is made and after: the table of a review, the values
// in it, and the exact request.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { keyOf } from '../values/field-keys.js';
import { formatValue } from '../values/field-types.js';
import { shorten } from '../values/format.js';

/** @import {Change, Field, Request, Value} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */

/**
 * @typedef {Object} Words how the rows of a table are written
 * @property {(row: { target?: string, field: string }) => Pick<Field, 'type' | 'options'>} field
 * @property {(row: { target?: string, field: string }) => string} owner the contact that a row is about, or empty
 */

/**
 * @param {string} caption
 * @param {Change[]} rows
 * @param {Words} words
 * @param {string[]} [heads] the names of the two values, or of the second alone
 * @returns {VNode}
 */
export function diffTable(caption, rows, words, heads = ['Now in Close', 'After']) {
  return h('table.diff', { key: 'changes' }, [
    h('caption.sr-only', caption),
    h('thead', h('tr', ['Field', ...heads].map((name) => h('th', { attrs: { scope: 'col' } }, name)))),
    h('tbody', rows.map((row) => h('tr', { key: keyOf(row) }, [
      h('th', { attrs: { scope: 'row' } }, [ownerOf(words.owner(row)), row.label]),
      heads.length < 2 ? null : h('td.now', labelled(words.field(row), row.now, row.now_label)),
      h('td.after', [...labelled(words.field(row), row.after, row.after_label), row.note ? h('p.row-note', row.note) : null]),
    ]))),
  ]);
}

/**
 * Says whose field a row is about, where it is not the lead's own.
 * @param {string} name
 * @returns {VNode | null}
 */
export const ownerOf = (name) => (name === '' ? null : h('span.owner', `${name}: `));

/**
 * Draws a value by the name that Close gives it, where the backend knows it.
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {Value} value
 * @param {string | undefined} label
 */
const labelled = (field, value, label) => (label ? [label] : shown(field, value));

/**
 * @param {Pick<Field, 'type' | 'options'>} field
 * @param {Value} value
 * @returns {(VNode | string)[]}
 */
export function shown(field, value) {
  const texts = formatValue(field, value);
  if (texts.length === 0) return [h('span.empty', 'Empty')];
  if (texts.length === 1) return [shorten(texts[0] ?? '')];
  return [h('ul.items', texts.map((text) => h('li', shorten(text))))];
}

/**
 * Draws the exact requests, collapsed, each with a button that copies it.
 * @param {Request[]} requests
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function exactRequests(requests, act) {
  return requests.map((sent, i) => request(sent, requests.length > 1 ? `Exact request ${i + 1} of ${requests.length}` : 'Exact request', act));
}

/**
 * @param {Request} sent
 * @param {string} title
 * @param {Actions} act
 */
function request(sent, title, act) {
  return h('details.fence', { key: title }, [
    h('summary.fence-line', [icon('chevron'), title]),
    h('div.request', [
      h('p.request-line', [h('b', sent.method), ' ', sent.url]),
      h('pre.request-body', { attrs: { tabindex: '0', role: 'region', 'aria-label': 'Request body' } }, sent.body),
      h('button.button.quiet', {
        attrs: { type: 'button' },
        on: { click: () => void act.copy(`${sent.method} ${sent.url}\n\n${sent.body}`, 'Request copied.') },
      }, [icon('copy'), 'Copy']),
    ]),
  ]);
}
