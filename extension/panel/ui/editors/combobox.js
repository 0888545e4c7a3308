// A text box with a list: type to narrow it, pick with the arrows and Enter or the
// mouse, or just paste a value. @github/combobox-nav moves through the list.

import Combobox from '../../../vendor/combobox-nav.js';
import { h } from '../../../vendor/snabbdom/index.js';
import { firstOptions, LISTED, matchOptions } from '../../values/options.js';
import { icon } from '../icons.js';

/** @import {Option} from '../../../api' */
/** @import {VNode} from '../../../vendor/snabbdom/index.js' */
/** @import {Open} from './props.js' */

/**
 * @typedef {Object} Picker
 * @property {string} id
 * @property {string} text what stands in the box
 * @property {string | null} current the value that is marked in the list
 * @property {Option[]} options
 * @property {Open | null} open as in the state
 * @property {Record<string, string | boolean>} attrs names and descriptions of the box
 * @property {(query: string | null) => void} onOpen
 * @property {() => void} onClose
 * @property {(text: string) => void} onType
 * @property {(value: string) => void} onPick
 * @property {() => void} onLeave
 * @property {string} [nothing] what is said where no option matches; a field sends the text as it is
 * @property {() => void} [onEnter] Enter where the list offers nothing
 * @property {(text: string) => boolean} [onPaste] whether the pasted text has been taken
 * @property {() => void} [onBackspace] Backspace in an empty box
 */

/**
 * What moves through an open list, and what ends it, by the list's element.
 * @type {WeakMap<Element, { mover: Combobox, stop: () => void }>}
 */
const movers = new WeakMap();

/**
 * @param {Picker} picker
 * @returns {VNode[]} the box, and the list where it is open
 */
export function combobox(picker) {
  const { id, text, options, attrs } = picker;
  const open = picker.open?.id === id ? picker.open : null;
  const listId = `${id}-list`;
  const input = h('input.control.picker', {
    key: 'box',
    props: { value: text },
    attrs: {
      id, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox', 'aria-expanded': String(open !== null), 'aria-controls': listId, ...attrs,
    },
    on: {
      click: () => { if (!open) picker.onOpen(null); },
      focus: (/** @type {FocusEvent} */ event) => box(event).select(),
      blur: () => { picker.onClose(); picker.onLeave(); },
      input: (/** @type {Event} */ event) => {
        picker.onType(box(event).value);
        picker.onOpen(box(event).value);
      },
      paste: (/** @type {ClipboardEvent} */ event) => {
        if (picker.onPaste?.(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
      },
      keydown: (/** @type {KeyboardEvent} */ event) => onKey(event, picker, open !== null),
    },
  });
  const nodes = [input, h('span.picker-sign', { key: 'sign' }, [icon('chevron')])];
  if (open) nodes.push(listbox(picker, listId, open.query, matchOptions(options, open.query)));
  return nodes;
}

/** @param {Event} event */
const box = (event) => /** @type {HTMLInputElement} */ (event.target);

/**
 * @param {KeyboardEvent} event
 * @param {Picker} picker
 * @param {boolean} open
 */
function onKey(event, picker, open) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Enter') {
    const active = open && document.getElementById(`${picker.id}-list`)
      ?.querySelector('[aria-selected="true"], [data-combobox-option-default="true"]');
    // combobox-nav picks what is active, and then prevents the default itself.
    if (active) return;
    event.preventDefault();
    if (picker.onEnter && picker.text.trim() !== '') picker.onEnter();
    else if (open) picker.onClose();
    else picker.onOpen(null);
  } else if (event.key === 'Escape' && open) {
    event.preventDefault();
    picker.onClose();
  } else if (event.key === 'ArrowDown' && event.altKey && !open) {
    event.preventDefault();
    picker.onOpen(null);
  } else if (event.key === 'Backspace' && picker.text === '' && picker.onBackspace) {
    picker.onBackspace();
  }
}

/**
 * @param {Picker} picker
 * @param {string} listId
 * @param {string | null} query
 * @param {Option[]} matches
 * @returns {VNode}
 */
function listbox(picker, listId, query, matches) {
  const listed = firstOptions(matches, picker.current);
  const rows = listed.map((option, i) => {
    const current = option.value === picker.current;
    return h('li.option', {
      key: option.value,
      class: { 'is-current': current },
      attrs: { id: `${listId}-${i}`, role: 'option' },
      dataset: { value: option.value },
    }, [
      h('span.option-sign', current ? [icon('check')] : []),
      h('span.option-label', [option.label, current ? h('span.sr-only', ', current value') : null]),
      option.note ? h('span.option-note', option.note) : null,
    ]);
  });
  return h('div.picker-pop', {
    key: 'pop',
    // The box keeps the focus while the list is clicked or scrolled.
    on: { mousedown: (/** @type {MouseEvent} */ event) => event.preventDefault() },
  }, [
    h('ul.options', {
      attrs: { id: listId, role: 'listbox', 'aria-label': 'Values' },
      query,
      on: {
        'combobox-commit': (/** @type {Event} */ event) => {
          const value = /** @type {HTMLElement} */ (event.target).dataset.value;
          if (value !== undefined) picker.onPick(value);
        },
      },
      hook: {
        insert: (vnode) => attach(/** @type {HTMLElement} */ (vnode.elm), picker.id, query),
        postpatch: (before, after) => {
          if (before.data?.query !== after.data?.query) narrow(/** @type {HTMLElement} */ (after.elm), query);
        },
        destroy: (vnode) => movers.get(/** @type {HTMLElement} */ (vnode.elm))?.stop(),
      },
    }, rows),
    rest(matches.length, query, picker.nothing),
  ]);
}

/**
 * @param {number} count
 * @param {string | null} query
 * @param {string} [nothing]
 * @returns {VNode | null}
 */
function rest(count, query, nothing) {
  if (count > LISTED) return h('p.options-rest', `${count - LISTED} more. Type to narrow the list.`);
  if (count > 0) return null;
  return h('p.options-rest', query ? nothing ?? `Nothing here is called “${query}”. It is sent as you typed it.` : 'There is nothing to pick.');
}

/**
 * Starts the movement through a list that has just been drawn, at the current value.
 * @param {HTMLElement} list
 * @param {string} inputId
 * @param {string | null} query
 */
function attach(list, inputId, query) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(inputId));
  if (!input) return;
  const mover = new Combobox(input, list, { tabInsertsSuggestions: false, firstOptionSelectionMode: mode(query) });
  mover.start();
  // combobox-nav forgets its first match at each input, after the list for that input
  // has been drawn: it has to look again.
  const again = () => mover.resetSelection();
  input.addEventListener('input', again);
  movers.set(list, { mover, stop: () => { input.removeEventListener('input', again); mover.stop(); } });
  const current = query === null ? list.querySelector('.is-current') : null;
  if (current) {
    current.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', current.id);
    current.scrollIntoView({ block: 'nearest' });
  }
  list.parentElement?.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {HTMLElement} list
 * @param {string | null} query
 */
function narrow(list, query) {
  const mover = movers.get(list)?.mover;
  if (!mover) return;
  mover.firstOptionSelectionMode = mode(query);
  mover.resetSelection();
}

/**
 * Enter takes the first match of what was typed, but nothing of a list that was only
 * opened to look.
 * @param {string | null} query
 */
const mode = (query) => (query?.trim() ? 'active' : 'none');
