// The emails, phones and web addresses of a contact: a row each, with its type, which
// is picked or typed, and the text itself.

import { h } from '../../../vendor/snabbdom/index.js';
import { pointsOf, pointsValue } from '../../values/contact-points.js';
import { kindOf } from '../../values/field-types.js';
import { resolve } from '../../values/options.js';
import { icon } from '../icons.js';
import { combobox } from './combobox.js';

/** @import {Field} from '../../../api' */
/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {Point} from '../../values/contact-points.js' */
/** @import {ListKind, PointKind} from '../../values/field-types.js' */
/** @import {EditorProps} from './props.js' */

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function pointsEditor(props) {
  const { field, value, id, attrs, act } = props;
  const { part, points: kind } = listOf(field);
  const points = pointsOf(part, value);
  // The first text takes the focus of the field; without one, the button does.
  const own = points.length === 0 ? { id, ...attrs } : {};
  return h('div.points', { attrs: { id: `${id}-points` } }, [
    ...points.map((point, i) => row(props, kind, points, point, i)),
    h('button.button.quiet', {
      key: 'add',
      attrs: { type: 'button', ...own },
      on: {
        click: () => {
          change(props, [...points, { type: field.record_labels?.[0] ?? '', text: '' }]);
          act.focus(textId(id, points.length));
        },
      },
    }, [icon('plus'), kind.add]),
  ]);
}

/** @param {Pick<Field, 'type'>} field @returns {ListKind & { points: PointKind }} */
const listOf = (field) => /** @type {any} */ (kindOf(field.type).list);

/**
 * @param {string} id of the field
 * @param {number} i
 */
const textId = (id, i) => (i === 0 ? id : `${id}-${i}`);

/**
 * @param {EditorProps} props
 * @param {Point[]} points
 */
const change = ({ field, act }, points) => act.edit(field.key, { value: pointsValue(listOf(field).part, points) });

/**
 * @param {EditorProps} props
 * @param {PointKind} kind
 * @param {Point[]} points
 * @param {Point} point
 * @param {number} i
 */
function row(props, kind, points, point, i) {
  const { id, attrs, act } = props;
  const name = `${kind.noun} ${i + 1}`;
  const put = (/** @type {Partial<Point>} */ part) => change(props, points.map((other, at) => (at === i ? { ...other, ...part } : other)));
  return h('div.point', { key: i, attrs: { role: 'group', 'aria-label': name } }, [
    typePicker(props, `${id}-${i}-type`, `Type of ${name}`, point.type, (type) => put({ type })),
    h('input.control', {
      key: 'text',
      props: { value: point.text },
      attrs: {
        id: textId(id, i), type: 'text', inputmode: kind.inputmode, autocomplete: 'off', spellcheck: 'false', 'aria-label': name, ...attrs,
      },
      on: { input: (/** @type {Event} */ event) => put({ text: /** @type {HTMLInputElement} */ (event.target).value }) },
    }),
    h('button.icon-button', {
      key: 'remove',
      attrs: { type: 'button', 'aria-label': `Remove ${name}`, title: `Remove ${name}` },
      on: {
        click: () => {
          change(props, points.filter((_, at) => at !== i));
          act.focus(textId(id, Math.max(0, i - 1)));
        },
      },
    }, [icon('close')]),
  ]);
}

/**
 * @param {EditorProps} props
 * @param {string} id
 * @param {string} label
 * @param {string} type
 * @param {(type: string) => void} put
 */
function typePicker({ field, open, act }, id, label, type, put) {
  const options = (field.record_labels ?? []).map((value) => ({ value, label: value }));
  return h('div.picker-frame', { key: 'type' }, combobox({
    id, open, options,
    current: type,
    text: open?.id === id ? open.query ?? type : type,
    attrs: { 'aria-label': label, placeholder: 'Type' },
    onOpen: (query) => act.openPicker(id, query),
    onClose: act.closePicker,
    onType: (text) => put(resolve(options, text)),
    onPick: (value) => { put(value); act.closePicker(); },
    onLeave: () => {},
  }));
}
