// The middle of a lead: its fields, and below them its contacts.

import { h } from '../../vendor/snabbdom/index.js';
import { iconButton } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';
import { allFields } from '../values/field-keys.js';
import { formatValue } from '../values/field-types.js';
import { shorten } from '../values/format.js';
import { contactsSection, filteredContacts } from './contacts.js';
import { fieldRows, filtered, STATUS } from './fields.js';
import { isStep, NOTE } from './note.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function fieldList(state, act) {
  const fields = filtered(state, (state.view?.fields ?? []).filter((field) => field.key !== STATUS));
  const contacts = filteredContacts(state);
  if (fields.length === 0 && contacts.length === 0) return [nothingFound(state, act)];
  return [note(state, act), ...lostFields(state, act), ...fieldRows(state, fields, act), contactsSection(state, contacts, act)];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function nothingFound(state, act) {
  return h('div.message', { key: '#nothing' }, [
    h('h2.message-title', 'No field matches'),
    h('p', `No field and no contact has “${state.filter}” in its name or value.`),
    h('button.button', { attrs: { type: 'button' }, on: { click: () => { act.filter(''); act.focus('filter'); } } }, 'Show all fields'),
  ]);
}

/**
 * Draws the note that goes with the edits.
 * @param {State} state
 * @param {Actions} act
 */
function note(state, act) {
  const draft = state.drafts[NOTE];
  if (!draft) return null;
  const error = state.errors[NOTE];
  return h('div.field.is-touched', { key: '#note', attrs: { id: 'r-note', tabindex: '-1', role: 'group', 'aria-labelledby': 'l-note' } }, [
    h('span.label', { attrs: { id: 'l-note' } }, [h('span.touched-sign', { attrs: { 'aria-hidden': 'true' } }, '*'), draft.label]),
    h('div.editor', [
      h('p.locked-value', { attrs: { dir: 'auto' } }, shorten(formatValue({ type: 'text' }, draft.value).join(', '))),
      error ? h('p.mark.error', { key: 'error', attrs: { id: 'e-note' } }, [icon('warning'), error]) : h('p.mark.mine', [icon('plus'), 'Goes to the lead’s notes']),
    ]),
    h('div.side', [iconButton('close', 'Discard this note', () => act.tickNote(false))]),
  ]);
}

/**
 * Edits to fields that Close no longer has: the user decides what to do with them.
 * @param {State} state
 * @param {Actions} act
 */
function lostFields(state, act) {
  const keys = new Set(allFields(state.view).map((field) => field.key));
  return Object.entries(state.drafts).filter(([key]) => !keys.has(key) && !isStep(key)).map(([key, draft]) =>
    h('div.field.is-touched', { key: `#lost-${key}` }, [
      h('span.label', draft.label),
      h('div.editor', [
        h('p.locked-value', shorten(formatValue({ type: 'text' }, draft.value).join(', ')) || 'Empty'),
        h('p.mark.error', { attrs: { id: `e-${key}` } }, [icon('warning'), state.errors[key] ?? 'Close no longer has this field.']),
      ]),
      h('div.side', [iconButton('revert', `Discard your edit of ${draft.label}`, () => act.revert(key))]),
    ]));
}
