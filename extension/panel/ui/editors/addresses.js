// The addresses of a lead: a card each, which says the address on one line and opens
// to edit its parts.

import { h } from '../../../vendor/snabbdom/index.js';
import { countryName, formatAddress } from '../../values/format.js';
import { addresses } from '../../values/lists.js';
import { countryOptions, resolve } from '../../values/options.js';
import { icon } from '../icons.js';
import { combobox } from './combobox.js';

/** @import {Address, Option} from '../../../api' */
/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {EditorProps} from './props.js' */

/** The parts that are written, with their names in Close. */
const PARTS = /** @type {const} */ ([
  ['address_1', 'Street', 'wide'], ['address_2', 'Street 2', 'wide'], ['zipcode', 'Zip', ''], ['city', 'City', ''], ['state', 'State', ''],
]);

/** @type {Option[] | undefined} */
let countries;

/**
 * @param {EditorProps} props
 * @returns {VNode}
 */
export function addressesEditor(props) {
  const { field, value, id, attrs, act } = props;
  const list = addresses(value);
  const known = addresses(field.value).length;
  return h('div.addresses', { attrs: { id: `${id}-cards` } }, [
    ...list.map((address, i) => card(props, list, address, i, i >= known)),
    h('button.button.quiet', {
      key: 'add',
      attrs: { id, type: 'button', ...attrs },
      on: {
        click: () => {
          const blank = { label: field.record_labels?.[0] ?? '', address_1: '', address_2: '', city: '', state: '', zipcode: '', country: '' };
          act.edit(field.key, { value: [...list, blank] });
          act.focus(`${id}-${list.length}-address_1`);
        },
      },
    }, [icon('plus'), 'Add an address']),
  ]);
}

/**
 * @param {EditorProps} props
 * @param {Address[]} list
 * @param {Address} address
 * @param {number} i
 * @param {boolean} isNew whether the card starts open
 */
function card(props, list, address, i, isNew) {
  const { field, id, act } = props;
  const line = formatAddress(address);
  const change = (/** @type {Partial<Address>} */ part) =>
    act.edit(field.key, { value: list.map((other, at) => (at === i ? { ...other, ...part } : other)) });
  return h('details.card', { key: i, attrs: isNew ? { open: true } : {} }, [
    h('summary.card-line', { attrs: { id: `${id}-${i}-line` } }, [
      h('span.card-label', address.label || 'address'),
      h('span.card-text', line || 'Not filled in yet'),
      icon('chevron'),
    ]),
    h('div.card-parts', [
      picked(props, `${id}-${i}-label`, 'Label', 'wide', { current: address.label, text: address.label },
        () => (field.record_labels ?? []).map((value) => ({ value, label: value })), (label) => change({ label })),
      ...PARTS.map(([part, name, width]) => h('label.card-part', { key: part, class: { wide: width === 'wide' } }, [
        h('span.card-name', name),
        h('input.control', {
          props: { value: address[part] },
          attrs: { id: `${id}-${i}-${part}`, type: 'text', autocomplete: 'off' },
          on: { input: (/** @type {Event} */ event) => change({ [part]: /** @type {HTMLInputElement} */ (event.target).value }) },
        }),
      ])),
      picked(props, `${id}-${i}-country`, 'Country', 'end', { current: address.country, text: countryName(address.country) },
        countryList, (country) => change({ country })),
      h('div.card-foot', { key: 'foot' }, [
        h('button.button.quiet.danger', {
          attrs: { type: 'button' },
          on: {
            click: () => {
              act.edit(field.key, { value: list.filter((_, at) => at !== i) });
              act.focus(id);
            },
          },
        }, [icon('close'), 'Remove this address']),
      ]),
    ]),
  ]);
}

/** Asking the browser for every country is slow enough to wait until someone looks. */
function countryList() {
  countries ??= countryOptions();
  return countries;
}

/**
 * Draws a part of an address that is picked from a list or typed.
 * @param {EditorProps} props
 * @param {string} id
 * @param {string} name
 * @param {'wide' | 'end'} place in the card
 * @param {{ current: string, text: string }} shown
 * @param {() => Option[]} options
 * @param {(value: string) => void} change
 */
function picked({ act, open }, id, name, place, { current, text }, options, change) {
  const query = open?.id === id ? open.query : null;
  return h('div.card-part', { key: name, class: { [place]: true } }, [
    h('label.card-name', { attrs: { for: id } }, name),
    h('div.picker-frame', combobox({
      id, open, current,
      text: query ?? text,
      options: open?.id === id ? options() : [],
      attrs: {},
      onOpen: (typed) => act.openPicker(id, typed),
      onClose: act.closePicker,
      onType: (typed) => change(resolve(options(), typed)),
      onPick: (value) => { change(value); act.closePicker(); },
      onLeave: () => {},
    })),
  ]);
}
