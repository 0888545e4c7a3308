// The palette over the panel: one line to type in, and what fits it in groups.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { perform } from './actions.js';
import { groups } from './state.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {IconName} from '../ui/icons.js' */
/** @import {Group, Item, Palette} from './state.js' */

/** @type {Record<Item['kind'], IconName>} */
const SIGNS = { action: 'go', field: 'pencil', recipe: 'recipe', lead: 'page' };

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function paletteOver(state, act) {
  const { palette } = state;
  if (!palette) return null;
  const shown = groups(state);
  const items = shown.flatMap((group) => group.items);
  const name = palette.leadsOnly ? 'Which lead?' : 'Do, find or run';
  return h('div.palette-frame', {
    key: 'palette', on: { pointerdown: (/** @type {PointerEvent} */ event) => { if (event.target === event.currentTarget) act.closePalette(); } },
  }, [
    h('div.palette', { attrs: { role: 'dialog', 'aria-modal': 'true', 'aria-label': palette.leadsOnly ? 'Choose a lead' : 'Palette' } }, [
      h('div.palette-line', [
        icon('search'),
        h('input', {
          props: { value: palette.query },
          attrs: {
            id: 'palette', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', placeholder: name, 'aria-label': name,
            'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': String(items.length > 0), 'aria-controls': 'palette-list',
            ...(items.length > 0 ? { 'aria-activedescendant': `palette-${palette.at}` } : {}),
          },
          on: {
            input: (/** @type {Event} */ event) => act.typePalette(/** @type {HTMLInputElement} */ (event.target).value),
            keydown: (/** @type {KeyboardEvent} */ event) => onKey(event, items[palette.at], act),
          },
        }),
        h('kbd', { attrs: { 'aria-hidden': 'true' } }, 'Esc'),
      ]),
      h('div.palette-list', { attrs: { id: 'palette-list', role: 'listbox', 'aria-label': name } }, sections(shown, palette, act)),
      h('p.palette-note', { attrs: { role: 'status' }, class: { 'is-empty': note(palette, items) === '' } }, note(palette, items)),
    ]),
  ]);
}

/**
 * @param {Group[]} shown
 * @param {Palette} palette
 * @param {Actions} act
 */
function sections(shown, palette, act) {
  let at = 0;
  return shown.map(({ name, items }) => h('div.palette-group', { key: name, attrs: { role: 'group', 'aria-label': name } }, [
    h('p.palette-name', { attrs: { 'aria-hidden': 'true' } }, name),
    ...items.map((item) => row(item, at++, palette, act)),
  ]));
}

/**
 * @param {Item} item
 * @param {number} at
 * @param {Palette} palette
 * @param {Actions} act
 */
function row(item, at, palette, act) {
  const here = at === palette.at;
  return h('div.palette-item', {
    key: `${item.kind} ${item.id}`, class: { 'is-here': here },
    attrs: { id: `palette-${at}`, role: 'option', 'aria-selected': String(here) },
    here,
    hook: {
      postpatch: (before, after) => {
        if (!before.data?.here && after.data?.here) /** @type {HTMLElement} */ (after.elm).scrollIntoView({ block: 'nearest' });
      },
    },
    on: {
      // The line keeps the focus while the list is clicked.
      mousedown: (/** @type {MouseEvent} */ event) => event.preventDefault(),
      mousemove: () => { if (!here) act.pointPalette(at); },
      click: () => perform(item, act),
    },
  }, [
    icon(SIGNS[item.kind]),
    h('span.palette-label', item.label),
    item.note ? h('span.palette-about', item.note) : null,
    item.keys ? h('span.palette-keys', { attrs: { 'aria-hidden': 'true' } }, item.keys.split(' ').map((key) => h('kbd', key))) : null,
  ]);
}

/**
 * @param {Palette} palette
 * @param {Item[]} items
 */
function note({ query, leadsOnly, work, problem }, items) {
  if (problem) return problem;
  if (work) return items.length === 0 ? 'Looking for leads in Close …' : '';
  if (items.length === 0) return leadsOnly ? 'No lead in Close has this name.' : 'Nothing here is called that.';
  return query === '' && !leadsOnly ? 'Type to find fields and leads too.' : '';
}

/**
 * @param {KeyboardEvent} event
 * @param {Item | undefined} item
 * @param {Actions} act
 */
function onKey(event, item, act) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const { key } = event;
  if (key === 'ArrowDown') act.movePalette(1);
  else if (key === 'ArrowUp') act.movePalette(-1);
  else if (key === 'Enter') perform(item, act);
  else if (key === 'Escape') act.closePalette();
  else return;
  event.preventDefault();
}
