// The review, in place of the list: what has to be decided, what will change, what
// will not, and the exact request.

import { h } from '../../vendor/snabbdom/index.js';
import { fieldOf, newName } from '../lead/form.js';
import { isSeveral } from '../session/accounts.js';
import { icon } from '../ui/icons.js';
import { contactOf, keyOf } from '../values/field-keys.js';
import { diffTable, exactRequests, ownerOf, shown } from './diff.js';

/** @import {Conflict, Value} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Words} from './diff.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function review(state, act) {
  return [h('h2.section', { key: 'title', attrs: { id: 'review', tabindex: '-1' } }, state.screen === 'create' ? 'Review the new lead' : 'Review'), ...reviewBody(state, act)];
}

/**
 * Draws a review without its heading.
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function reviewBody(state, act) {
  const { preview, conflicts } = state;
  const errors = preview?.errors ?? [];
  const unchanged = preview?.unchanged ?? [];
  return [
    isSeveral(state) ? destination(state) : null,
    conflicts.length > 0 ? h('p.lead-in', { key: 'why' }, whyConflicts(state)) : null,
    ...conflicts.map((conflict) => conflictCard(state, conflict, act)),
    errors.length === 0 ? null : h('ul.review-errors', { key: 'errors' }, errors.map((error) =>
      h('li', { key: keyOf(error) }, [
        icon('warning'), h('span', [owner(state, error), h('b', error.label), ': ', error.detail, ' ']),
        h('button.button.quiet', { attrs: { type: 'button', 'aria-label': `Go to ${error.label}` }, on: { click: () => act.goTo(keyOf(error)) } }, 'Go to field'),
      ]))),
    preview ? changes(state) : null,
    unchanged.length === 0 ? null : h('ul.unchanged', { key: 'unchanged' }, unchanged.map((item) =>
      h('li', { key: keyOf(item) }, [owner(state, item), h('b', item.label), ': ', item.detail]))),
    ...exactRequests(preview?.requests ?? [], act),
  ];
}

/**
 * Says where the changes go, when more than one organization is signed in.
 * @param {State} state
 */
function destination(state) {
  const { view } = state;
  if (!view) return null;
  return h('p.lead-in', { key: 'where' }, [
    'For ', h('b', newName(state) || view.lead.name), ' in ', h('b.organization', view.organization.name), `, as ${view.user.name}.`,
  ]);
}

/** @param {State} state */
function whyConflicts({ conflicts: { length }, deciding }) {
  const since = { edits: 'after you began to edit', undo: 'after you saved', redo: 'after you undid' }[deciding];
  return length === 1
    ? `Someone changed this field in Close ${since} it. Decide which value stays.`
    : `Someone changed these ${length} fields in Close ${since} them. Decide which values stay.`;
}

/**
 * How the rows of a review are written.
 * @param {State} state
 * @returns {Words}
 */
const wordsOf = (state) => ({
  field: (row) => fieldOf(state, keyOf(row)) ?? { type: 'text' },
  owner: (row) => contactOf(state.view, keyOf(row))?.name ?? '',
});

/**
 * @param {State} state
 * @param {{ target?: string, field: string }} row
 */
const owner = (state, row) => ownerOf(wordsOf(state).owner(row));

/** @param {State} state */
function changes(state) {
  const rows = state.preview?.changes ?? [];
  if (rows.length > 0 && state.screen === 'create') return diffTable(`What ${newName(state)} will have`, rows, wordsOf(state), ['In Close']);
  if (rows.length > 0) return diffTable(`Changes to ${state.view?.lead.name ?? 'the lead'}`, rows, wordsOf(state));
  return state.conflicts.length > 0 ? null : h('p.lead-in', { key: 'changes' }, 'None of your edits changes anything in Close.');
}

/** The names of the three values and of the three choices, by what the conflict blocks. */
const WORDS = {
  edits: { base: 'You saw', mine: 'Yours', keep: 'Keep mine', take: 'Take theirs' },
  undo: { base: 'You saved', mine: 'Before', keep: 'Back to before', take: 'Leave as it is' },
  redo: { base: 'Before', mine: 'You saved', keep: 'Save mine again', take: 'Leave as it is' },
};

/**
 * @param {State} state
 * @param {Conflict} conflict
 * @param {Actions} act
 */
function conflictCard(state, conflict, act) {
  const { label } = conflict;
  const words = WORDS[state.deciding];
  const id = `conflict-${keyOf(conflict)}`;
  const value = (/** @type {Value} */ it) => shown(wordsOf(state).field(conflict), it);
  const choice = (/** @type {string} */ text, /** @type {() => unknown} */ click) => h('button.button', {
    attrs: { type: 'button', 'aria-label': `${text}: ${label}` }, on: { click: () => void click() },
  }, text);
  return h('section.conflict', { key: id, attrs: { 'aria-labelledby': id } }, [
    h('h3.conflict-name', { attrs: { id } }, [icon('moved'), owner(state, conflict), label, h('span.tag', 'Conflict')]),
    h('dl.three', [
      h('div', [h('dt', words.base), h('dd', value(conflict.base))]),
      h('div.theirs', [h('dt', 'Now in Close'), h('dd', value(conflict.theirs))]),
      h('div.mine', [h('dt', words.mine), h('dd', value(conflict.mine))]),
    ]),
    h('div.choices', [
      choice(words.keep, () => act.keepMine(conflict)),
      choice(words.take, () => act.takeTheirs(conflict)),
      choice('Edit', () => act.editConflict(conflict)),
    ]),
  ]);
}
