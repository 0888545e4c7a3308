// The contacts of a lead, below its fields: a row that expands in place, and in it one
// row for each contact, which expands to its fields.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { splitKey } from '../values/field-keys.js';
import { formatValue } from '../values/field-types.js';
import { plural } from '../values/format.js';
import { shownValue } from './edits.js';
import { fieldRows, filtered } from './fields.js';

/** @import {Contact, Field} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/** @typedef {{ contact: Contact, fields: Field[] }} Group */

/**
 * Lists the contacts that the filter leaves, each with its fields that it leaves.
 * @param {State} state
 * @returns {Group[]}
 */
export function filteredContacts(state) {
  const groups = (state.view?.contacts ?? []).map((contact) => ({ contact, fields: filtered(state, contact.fields, contact.name) }));
  return state.filter === '' ? groups : groups.filter(({ fields }) => fields.length > 0);
}

/**
 * @param {State} state
 * @param {Group[]} groups
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function contactsSection(state, groups, act) {
  if (groups.length === 0) return null;
  const keys = groups.flatMap(({ contact }) => contact.fields.map((field) => field.key));
  const line = ['Contacts', h('span.count', String(groups.length)), ...signs(state, keys)];
  return foldOut(state, { id: 'contacts', level: 2, line }, act, () => groups.map((group) => contactGroup(state, group, act)));
}

/**
 * @param {State} state
 * @param {Group} group
 * @param {Actions} act
 */
function contactGroup(state, { contact, fields }, act) {
  const title = contact.fields.find((field) => splitKey(field.key).field === 'title');
  const line = [
    h('span.contact-name', contact.name),
    h('span.contact-title', title ? formatValue(title, shownValue(state.drafts, title)).join(', ') : ''),
    ...signs(state, contact.fields.map((field) => field.key)),
  ];
  return foldOut(state, { id: contact.id, level: 3, line }, act, () => fieldRows(state, fields, act));
}

/**
 * Draws a row that expands in place. A filter opens it: what matches must be seen.
 * @param {State} state
 * @param {{ id: string, level: 2 | 3, line: (VNode | string)[] }} row
 * @param {Actions} act
 * @param {() => VNode[]} content
 */
function foldOut(state, { id, level, line }, act, content) {
  const forced = state.filter !== '';
  const isOpen = forced || state.expanded.includes(id);
  const heading = `h${level}.fold`;
  return h(`div.fold-out.is-level-${level}`, { key: id, attrs: { role: 'group', 'aria-labelledby': id } }, [
    h(heading, forced
      ? h('span.fold-line', { key: 'name', attrs: { id } }, line)
      : h('button.fold-line', {
        key: 'button',
        attrs: { id, type: 'button', 'aria-expanded': String(isOpen), 'aria-controls': `${id}-content` },
        on: { click: () => act.toggle(id) },
      }, [...line, icon('chevron')])),
    isOpen ? h('div.fold-content', { attrs: { id: `${id}-content` } }, content()) : null,
  ]);
}

/**
 * Says what waits inside a row, so that nothing is hidden by closing it.
 * @param {State} state
 * @param {string[]} keys
 */
function signs({ drafts, errors }, keys) {
  const edits = keys.filter((key) => drafts[key]).length;
  const wrong = keys.filter((key) => errors[key]).length;
  return [
    ...(edits === 0 ? [] : [h('span.fold-sign.mine', { key: 'edits' }, [icon('pencil'), plural(edits, 'edit')])]),
    ...(wrong === 0 ? [] : [h('span.fold-sign.loss', { key: 'errors' }, [icon('warning'), plural(wrong, 'error')])]),
  ];
}
