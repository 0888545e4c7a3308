// What fills the panel where there is no list of fields: nothing to show, something in
// the way, the keys, the question before edits are deleted.

import { h } from '../../vendor/snabbdom/index.js';
import { homeOf } from '../lead/form.js';
import { COMMANDS } from '../palette/commands.js';
import { unseenPage } from '../services/page.js';
import { isForeign, nextStep, problemKind } from '../services/problems.js';
import { accountName, accountsOf } from '../session/accounts.js';
import { stepName, STEPS } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';
import { unsettledBadge } from '../ui/tabs.js';
import { plural } from '../values/format.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from './actions.js' */
/** @import {State} from './state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function noLead(state, act) {
  return h('div.message', { key: 'no-lead' }, [
    h('span.message-sign', [icon('page')]),
    h('h2.message-title', state.page?.kind === unseenPage.kind ? 'This page is not read yet' : 'No lead on this page'),
    h('p', state.page?.detail || 'Open a lead in Close, then open Leadpatch again.'),
    h('button.button', { attrs: { id: 'find', type: 'button' }, on: { click: () => void act.openChooser() } }, [icon('search'), 'Find a lead']),
    h('button.button', { attrs: { id: 'recipes-tab', type: 'button' }, on: { click: () => void act.openRecipes() } }, [icon('recipe'), 'Recipes']),
    h('button.button', { attrs: { id: 'log', type: 'button' }, on: { click: () => act.openHistory() } }, [
      icon('log'), 'Log of your changes', unsettledBadge(state),
    ]),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function problem(state, act) {
  const found = state.problem;
  const step = found ? nextStep(found) : undefined;
  return h('div.message', { key: 'problem' }, [
    h('span.message-sign', [icon('warning')]),
    h('h2.message-title', found?.title ?? ''),
    h('p', found?.detail ?? ''),
    found && isForeign(found) ? signedInTo(state) : null,
    found && problemKind(found) === 'not-found' ? h('p', { key: 'where' }, 'It may also be in an organization that you are not signed in to.') : null,
    h('button.button.primary', {
      attrs: { type: 'button', 'aria-disabled': String(state.wait > 0) }, on: { click: () => void act.takeStep(step ?? 'retry') },
    }, stepName(step ?? 'retry', state.wait)),
    found && problemKind(found) === 'not-found' ? h('button.button', {
      key: 'add', attrs: { type: 'button' }, on: { click: () => act.addAccount() },
    }, STEPS.add_account) : null,
  ]);
}

/**
 * Lists the accounts, for a lead that none of them can read. A single one is named in the
 * sentence above.
 * @param {State} state
 */
function signedInTo(state) {
  const good = accountsOf(state).filter((account) => !account.ended);
  if (good.length < 2) return null;
  return h('div.signed-in-to', { key: 'accounts' }, [
    h('h3.small-title', { attrs: { id: 'signed-in-to' } }, 'You are signed in to'),
    h('ul', { attrs: { 'aria-labelledby': 'signed-in-to' } }, good.map((account) => h('li', { key: account.id }, accountName(account)))),
  ]);
}

/**
 * Draws placeholders until the fields are known.
 * @param {State} state
 * @returns {VNode}
 */
export function skeleton(state) {
  const bones = [9, 5, 7, 6, 8, 5, 7, 4, 6].map((width, i) => h('div.field', { key: i, attrs: { 'aria-hidden': 'true' } }, [
    h('span.label', h('span.bone')), h('div.editor', h('span.bone.box', { class: { short: width % 2 === 0 } })), h('div.side'),
  ]));
  return h('div.skeleton', { key: 'skeleton' }, [
    h('p.waiting', state.slow ? 'Close is taking its time. Reading the lead …' : ''), ...bones,
  ]);
}

/** What every key does, by the name of the key. */
const KEYS = [
  ['/', 'Filter the fields'],
  ['↑ ↓', 'Move between the fields'],
  ['Enter', 'Edit the field, or open its list'],
  ['Esc', 'Revert the field; leave it; go back'],
  ['Ctrl Enter', 'Review, then apply; apply a recipe'],
  ['Ctrl Z', 'Undo the last apply; again, redo it'],
  ['1–9', 'Try this recipe on the lead'],
  ['Alt ↑ ↓', 'Move a recipe, or a step of one'],
  ...COMMANDS.flatMap(({ key }) => (key ? [[key.name, key.help]] : [])),
];

/**
 * @param {Actions} act
 * @returns {VNode}
 */
export function keys(act) {
  const mac = /Mac/.test(navigator.platform);
  return h('div.page', { key: 'keys' }, [
    h('h2.section', { attrs: { id: 'keys', tabindex: '-1' } }, 'Keyboard shortcuts'),
    h('table.keys', h('tbody', KEYS.map(([key = '', what = '']) => h('tr', [
      h('th', { attrs: { scope: 'row' } }, key.split(' ').map((name) => h('kbd', mac ? name.replace('Ctrl', '⌘') : name))),
      h('td', what),
    ])))),
    h('button.button', { attrs: { type: 'button' }, on: { click: () => act.show(homeOf(act.state)) } }, [icon('back'), 'Back']),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function askForget(state, act) {
  const leads = plural(state.storedLeads, 'lead');
  return h('div.message', { key: 'forget' }, [
    h('h2.message-title', { attrs: { id: 'forget', tabindex: '-1' } }, 'Delete your edits?'),
    h('p', `You have edits on ${leads} that were not applied. They cannot be brought back.`),
    h('div.choices', [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => act.show('list') } }, 'Keep them'),
      h('button.button.danger', { attrs: { type: 'button' }, on: { click: () => void act.forget() } }, 'Delete'),
    ]),
  ]);
}
