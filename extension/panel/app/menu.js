// The menu: what can be done with the lead in front, and who is signed in where.

import { h } from '../../vendor/snabbdom/index.js';
import { accountName, accountsOf, howOf, isSeveral } from '../session/accounts.js';
import { iconButton } from '../ui/buttons.js';

/** @import {Account} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from './actions.js' */
/** @import {State} from './state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 */
export function menu(state, act) {
  // When nobody is signed in, everything that can be done is already in sight.
  if (state.screen === 'starting' || (state.screen === 'sign-in' && accountsOf(state).length === 0)) return null;
  const button = iconButton('menu', 'Menu', () => act.menu(!state.menu));
  if (button.data) {
    button.data.attrs = {
      ...button.data.attrs, id: 'menu-button', 'aria-haspopup': 'menu', 'aria-expanded': String(state.menu),
    };
  }
  return h('div.menu-frame', { key: 'menu' }, [
    button,
    state.menu ? h('div.menu', { attrs: { id: 'menu', role: 'menu', 'aria-label': 'Menu' } }, [
      ...leadItems(state, act), ...accountItems(state, act),
    ]) : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function leadItems(state, act) {
  if (state.screen === 'sign-in') return [];
  const lead = state.leadId !== '';
  return [
    lead ? item(act, 'Reload', act.reload) : null,
    state.undo ? item(act, state.undo.kind === 'undo' ? 'Undo the last apply' : 'Redo the last apply', act.undo) : null,
    state.view ? item(act, 'Open in Close', act.openInClose) : null,
    item(act, 'Log of your changes', () => act.openHistory()),
    (lead || state.mode === 'history') && state.surface === 'popup' ? item(act, 'Open in a tab', act.openInTab) : null,
    state.surface === 'side' ? null : item(act, 'Open in the side panel', act.openBeside),
    item(act, 'Keyboard shortcuts', () => act.show('keys')),
  ];
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function accountItems(state, act) {
  return [
    ...accountsOf(state).map((account) => accountGroup(state, account, act)),
    h('div.menu-group', { key: '#all', attrs: { role: 'group', 'aria-label': 'All organizations' } }, [
      item(act, 'Add another organization', act.addAccount),
      isSeveral(state) ? item(act, 'Sign out everywhere', act.signOut) : null,
    ]),
  ];
}

/**
 * Shows one account: who, where and how, and what can be done with it. Its name is the
 * name of the group, so a screen reader says it before the items.
 * @param {State} state
 * @param {Account} account
 * @param {Actions} act
 */
function accountGroup(state, account, act) {
  const { id, organization, ended } = account;
  const how = howOf(account);
  const here = isSeveral(state) && state.view?.organization.id === organization.id;
  const names = [accountName(account), how, ...(here ? ['this lead'] : [])];
  return h('div.menu-group', { key: id, attrs: { role: 'group', 'aria-label': names.join(', ') } }, [
    h('div.menu-account', { key: 'name', attrs: { 'aria-hidden': 'true' } }, [
      h('span.menu-name', { attrs: { title: accountName(account) } }, [h('b', organization.name), ` · ${account.user.name}`]),
      h('span.menu-tags', [
        h('span.menu-how', { class: { 'is-ended': ended } }, how),
        here ? h('span.menu-here', 'this lead') : null,
      ]),
    ]),
    ended ? item(act, `Sign in again to ${organization.name}`, () => act.signInAgain(id), 'Sign in again') : null,
    item(act, `Sign out of ${organization.name}`, () => act.signOutOf(id)),
  ]);
}

/**
 * @param {Actions} act
 * @param {string} label
 * @param {() => unknown} action
 * @param {string} [text] what stands there where the name of the group says the rest
 */
function item(act, label, action, text = label) {
  const click = () => { act.closeMenu(); void action(); };
  return h('button.menu-item', {
    key: label, attrs: { type: 'button', role: 'menuitem', tabindex: '-1', ...(text === label ? {} : { 'aria-label': label }) }, on: { click },
  }, text);
}
