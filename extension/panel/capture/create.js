// A lead that is made from a page: its fields filled in with what the page says, ready to
// be changed before anything is sent.

import { h } from '../../vendor/snabbdom/index.js';
import { control } from '../lead/fields.js';
import { countEdits, newName } from '../lead/form.js';
import { accountFor, accountName, accountsOf } from '../session/accounts.js';
import { editorId } from '../ui/editors/index.js';
import { icon } from '../ui/icons.js';
import { formatValue, isList, kindOf } from '../values/field-types.js';
import { isEmpty, plural, shorten } from '../values/format.js';
import { otherWays } from './create-state.js';
import { pageName } from './state.js';
import { doubt, groupsOf } from './suggest.js';
import { keepPage, person, remark } from './view.js';

/** @import {Field} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Group} from './suggest.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function createForm(state, act) {
  const people = groupsOf(state).filter(({ target }) => target !== '');
  return [
    h('h2.section.create-title', { key: 'title', attrs: { id: 'list-title', tabindex: '-1' } }, `New lead from ${pageName(state)}`),
    where(state, act),
    state.capture?.refused ? remark('refused', state.capture.refused) : null,
    ...(state.view?.fields ?? []).map((field) => row(state, field, act)),
    ...people.map((group) => contact(state, group, act)),
    keepPage(state, act),
  ];
}

/**
 * Draws the choice of the organization, where there is one.
 * @param {State} state
 * @param {Actions} act
 */
function where(state, act) {
  const good = accountsOf(state).filter((account) => !account.ended);
  if (good.length < 2) return null;
  const chosen = accountFor(state)?.id;
  return h('div.field', { key: '#where' }, [
    h('label.label', { attrs: { for: 'account' } }, 'Organization'),
    h('div.editor', [h('select.control', {
      attrs: { id: 'account' }, on: { change: (/** @type {Event} */ event) => act.makeIn(/** @type {HTMLSelectElement} */ (event.target).value) },
    }, good.map((account) => h('option', { key: account.id, props: { value: account.id, selected: account.id === chosen } }, accountName(account))))]),
  ]);
}

/**
 * Draws a field with its editor, where its value is from, and what else the page says.
 * @param {State} state
 * @param {Field} field
 * @param {Actions} act
 * @returns {VNode}
 */
function row(state, field, act) {
  const { key } = field;
  const label = `l-${key}`;
  const error = state.errors[key];
  const grouped = isList(field.type);
  const others = otherWays(state, field);
  return h('div.field', { key, class: { 'has-error': Boolean(error), 'is-wide': kindOf(field.type).list?.points !== undefined }, attrs: { id: `r-${key}`, role: 'group', 'aria-labelledby': label, tabindex: '-1' }, dataset: { key } }, [
    h(grouped ? 'span.label' : 'label.label', { attrs: { id: label, ...(grouped ? {} : { for: editorId(key) }) } }, [
      field.label, key === 'name' ? h('span.needed', ' (needed)') : null,
    ]),
    h('div.editor', [
      control(state, field, act, key === 'name' ? { required: 'required' } : {}),
      error ? h('p.mark.error', { key: 'error', attrs: { id: `e-${key}` } }, [icon('warning'), h('span', error)]) : null,
      source(state, field),
      ...others.map(({ suggestion: { id, value } }) => h('button.button.quiet.other-way', {
        key: `other-${id}`, attrs: { type: 'button' }, on: { click: () => act.tick(id, true) },
      }, ['Use “', h('bdi', shorten(formatValue(field, value).join(', '), 60)), '”'])),
    ]),
  ]);
}

/**
 * Says where the value of a field is from, while it is the page's. It has the id by which
 * the editor names what describes it.
 * @param {State} state
 * @param {Field} field
 */
function source(state, field) {
  if (isEmpty(state.drafts[field.key]?.value)) return null;
  const from = groupsOf(state).flatMap(({ rows }) => rows).find((one) => one.ticked && one.field.key === field.key)?.suggestion;
  const text = from ? [from.source, doubt(from)].filter(Boolean).join(', ') : 'written by you';
  return h('p.mark', { key: 'source', attrs: { id: `w-${field.key}` } }, text);
}

/**
 * Draws a person that becomes a contact of the lead.
 * @param {State} state
 * @param {Group} group
 * @param {Actions} act
 */
function contact(state, group, act) {
  const id = `about-${group.target}`;
  const fields = (state.view?.contacts.find((one) => one.id === group.target)?.fields ?? [])
    .filter((field) => state.drafts[field.key] || group.rows.some((one) => one.field.key === field.key));
  return h('section.capture-group', { key: id, attrs: { 'aria-labelledby': id } }, [
    person(group, id, act),
    ...fields.map((field) => row(state, field, act)),
    fields.length === 0 ? h('p.person-says', { key: 'says' }, group.rows.map(({ field, suggestion: { value } }) =>
      shorten(formatValue(field, value).join(', '), 60)).join(' · ')) : null,
  ]);
}

/**
 * Names the button that makes the lead.
 * @param {State} state
 */
export function createWords(state) {
  const name = newName(state) || 'the lead';
  return state.work === 'apply' ? `Creating ${name} …` : `Create ${name}`;
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode[]}
 */
export function createFoot(state, act) {
  const off = state.work !== '';
  const reviews = state.mode === 'review';
  const values = plural(countEdits(state), 'value');
  return [
    h('button.button', {
      key: 'back', attrs: { type: 'button' }, on: { click: () => (reviews ? act.show('list') : act.leaveCreate()) },
    }, [icon('back'), 'Back']),
    reviews ? null : h('button.button', {
      key: 'review', attrs: { type: 'button', title: values, 'aria-disabled': String(off) }, on: { click: () => void act.review() },
    }, state.work === 'review' ? 'Reviewing …' : 'Review'),
    h('button.button.primary.apply', {
      key: 'apply', attrs: { id: 'apply', type: 'button', title: createWords(state), 'aria-disabled': String(off) }, on: { click: () => void act.apply() },
    }, h('span', createWords(state))),
  ].filter((node) => node !== null);
}
