// The head of the panel: which lead, in which organisation, as whom; its status,
// edited in place; the menu; and, where it is so, that the page in front is another.

import { h } from '../vendor/snabbdom/index.js';
import { control, iconButton, marks, sideButton, STATUS } from './fields.js';
import { formatAgo, formatValue } from './format.js';
import { icon } from './icons.js';
import { fieldOf, isElsewhere } from './state.js';

/**
 * @typedef {import('../vendor/snabbdom/index.js').VNode} VNode
 * @typedef {import('./state.js').State} State
 * @typedef {import('./actions.js').Actions} Actions
 */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function header(state, act) {
  const { view } = state;
  const field = state.screen === 'lead' && state.mode === 'list' ? fieldOf(state, STATUS) : undefined;
  return h('header.head', [
    h('div.head-line', [
      h('div.head-name', [
        h('h1.title', { attrs: { title: view?.lead.name ?? '' } }, title(state)),
        h('p.who', who(state)),
      ]),
      field ? status(state, field, act) : null,
      menu(state, act),
    ]),
    field && notable(state) ? h('div.head-marks', { key: 'marks' }, [
      h('div', marks(state, field)), sideButton(state, field, act),
    ]) : null,
    elsewhere(state, act),
    state.screen === 'lead' && state.mode === 'list' && view ? tools(state, act) : null,
  ]);
}

/** @param {State} state */
function title(state) {
  if (state.view) return state.view.lead.name;
  if (state.screen === 'lead' || state.screen === 'starting') return h('span.bone.wide', h('span.sr-only', 'Lead'));
  return 'Leadpatch';
}

/** @param {State} state */
function who(state) {
  const user = state.view?.user ?? state.session?.user;
  const organization = state.view?.organization ?? state.session?.organization;
  if (user && organization) return `${organization.name} · ${user.name}`;
  if (state.screen === 'lead' || state.screen === 'starting') return h('span.bone');
  return state.screen === 'sign-in' ? 'Not signed in' : '';
}

/** @param {State} state */
const notable = (state) => Boolean(state.drafts[STATUS] || state.errors[STATUS] || state.notes[STATUS]);

/**
 * @param {State} state
 * @param {import('../api').Field} field
 * @param {Actions} act
 */
function status(state, field, act) {
  const label = state.drafts[STATUS] ? `${field.label}, edited` : field.label;
  return h('div.head-status', {
    key: 'status', class: { 'is-touched': Boolean(state.drafts[STATUS]) }, dataset: { key: STATUS },
  }, [
    field.locked
      ? h('p.head-locked', { attrs: { title: field.locked } }, [
        icon('lock'), formatValue(field, field.value).join(', '), h('span.sr-only', `. ${field.locked}`),
      ])
      : control(state, field, act, { 'aria-label': label }),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function elsewhere(state, act) {
  if (!isElsewhere(state)) return null;
  const other = state.page?.lead_id;
  return h('div.elsewhere', { key: 'elsewhere' }, [
    icon('moved'),
    h('p', other
      ? `The page now shows another lead. Your edits here go to ${state.view?.lead.name ?? 'this one'}.`
      : `The page no longer shows this lead. Your edits here go to ${state.view?.lead.name ?? 'it'}.`),
    other ? h('button.button', { attrs: { type: 'button' }, on: { click: () => act.switchLead() } }, 'Show that lead') : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function tools(state, act) {
  return h('div.tools', { key: 'tools' }, [
    h('label.filter', [
      icon('search'),
      h('span.sr-only', 'Filter fields'),
      h('input', {
        props: { value: state.filter },
        attrs: { id: 'filter', type: 'text', placeholder: 'Filter fields', autocomplete: 'off', spellcheck: 'false' },
        on: { input: (/** @type {Event} */ event) => act.filter(/** @type {HTMLInputElement} */ (event.target).value) },
      }),
      state.filter === '' ? h('kbd', { attrs: { 'aria-hidden': 'true' } }, '/') : null,
    ]),
    h('p.freshness', freshness(state)),
  ]);
}

/** @param {State} state */
function freshness(state) {
  if (state.readAt === 0) return '';
  const ago = `Read ${formatAgo(state.readAt, Date.now())}`;
  return state.work === 'lead' ? `${ago} · checking …` : ago;
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function menu(state, act) {
  if (!['lead', 'no-lead', 'problem'].includes(state.screen)) return null;
  const lead = state.leadId !== '';
  const run = (/** @type {() => unknown} */ action) => () => { act.closeMenu(); void action(); };
  const items = [
    lead ? item('Reload', run(act.reload)) : null,
    state.undo ? item(state.undo.kind === 'undo' ? 'Undo the last apply' : 'Redo the last apply', run(act.undo)) : null,
    state.view ? item('Open in Close', run(act.openInClose)) : null,
    lead && state.surface === 'popup' ? item('Open in a tab', run(act.openInTab)) : null,
    item('Keyboard shortcuts', run(() => act.show('keys'))),
    item('Sign out', run(act.askSignOut)),
  ];
  const button = iconButton('menu', 'Menu', () => act.menu(!state.menu));
  if (button.data) {
    button.data.attrs = {
      ...button.data.attrs, id: 'menu-button', 'aria-haspopup': 'menu', 'aria-expanded': String(state.menu),
    };
  }
  return h('div.menu-frame', { key: 'menu' }, [
    button,
    state.menu ? h('div.menu', { attrs: { id: 'menu', role: 'menu', 'aria-label': 'Menu' } }, items) : null,
  ]);
}

/**
 * @param {string} label
 * @param {() => void} click
 */
function item(label, click) {
  return h('button.menu-item', { attrs: { type: 'button', role: 'menuitem', tabindex: '-1' }, on: { click } }, label);
}
