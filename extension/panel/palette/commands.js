// What the palette offers besides fields, recipes and leads: a row for each command, with its
// label, when it is offered, what it does, and the key that does the same. The table of keys
// is made of these rows, too.

import { countEdits, homeOf, isWriting } from '../lead/form.js';
import { accountsOf } from '../session/accounts.js';
import { firstAndMore, plural } from '../values/format.js';

/** @import {Account} from '../../api' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * @typedef {Object} Command
 * @property {string} id
 * @property {string | ((state: State, account: Account | undefined) => string)} [label] absent for what has a key and stands not in the palette
 * @property {(state: State) => string} [note]
 * @property {(state: State) => boolean} [when] whether it is offered; always unless given
 * @property {(state: State) => Account[]} [each] the accounts that it is offered for, each in a row of its own
 * @property {(act: Actions, account: string) => unknown} [run]
 * @property {string} [shown] keys that do the same in the fields, as the palette shows them
 * @property {Key} [key]
 */

/**
 * @typedef {Object} Key
 * @property {string} name such as "R"; as the table of keys shows it
 * @property {string} help what it does, for the table of keys
 * @property {(act: Actions) => boolean} [press] returns whether the key was meant for it; absent where keys.js handles the key
 * @property {boolean} [overChoices] whether it is meant also where a list of choices has the focus, which looks for options by letters
 */

/** @param {State} state */
const isFresh = ({ screen, view, readAt, ended }) => screen === 'lead' && view !== null && readAt === 0 && !ended;

/** @param {State} state */
const canSend = (state) => isFresh(state) && countEdits(state) > 0 && !isWriting(state);

/** @param {State} state */
const leadName = ({ view }) => view?.lead.name ?? '';

/**
 * Returns what a key does that opens a part of the panel, and closes it when pressed again.
 * @param {'recipes' | 'history'} mode of that part
 * @param {(act: Actions) => unknown} open
 * @returns {(act: Actions) => boolean}
 */
const opensAndCloses = (mode, open) => (act) => {
  const { screen, mode: now } = act.state;
  if (screen === 'sign-in' || screen === 'starting' || now === 'sign-in' || now === 'forget') return false;
  if (now === mode) act.show(homeOf(act.state));
  else void open(act);
  return true;
};

/** @type {Command[]} */
export const COMMANDS = [
  {
    id: 'review', label: 'Review your changes', note: (state) => `${plural(countEdits(state), 'change')} to ${leadName(state)}`, shown: 'Ctrl Enter',
    when: canSend, run: (act) => { act.show('list'); return act.review(); },
  },
  {
    id: 'apply', label: (state) => `Apply ${plural(countEdits(state), 'change')} to ${leadName(state)}`,
    when: canSend, run: (act) => { act.show('list'); return act.apply(); },
  },
  {
    id: 'undo', label: ({ undo }) => `${undo?.kind === 'redo' ? 'Redo' : 'Undo'} ${firstAndMore(undo?.names ?? [])}`, shown: 'Ctrl Z',
    when: (state) => isFresh(state) && state.undo !== null && !isWriting(state), run: (act) => { act.show('list'); return act.undo(); },
  },
  { id: 'fields', label: 'Show the fields', when: ({ screen, mode }) => screen === 'lead' && mode !== 'list', run: (act) => act.show('list') },
  {
    id: 'recipes', label: 'Show the recipes', run: (act) => act.openRecipes(),
    key: { name: 'R', help: 'Open the recipes; again, close them', press: opensAndCloses('recipes', (act) => act.openRecipes()) },
  },
  { id: 'palette', key: { name: 'Ctrl K', help: 'Find and do anything: the palette' } },
  { id: 'new-recipe', label: 'Write a new recipe', run: (act) => act.newRecipe() },
  { id: 'import', label: 'Import recipes from a file', run: (act) => act.openImport() },
  { id: 'export', label: 'Export recipes to a file', run: (act) => act.openExport() },
  { id: 'starters', label: 'Recipes to start from', run: (act) => act.openRecipes('starters') },
  {
    id: 'log', label: 'Show the log of your changes', run: (act) => act.openHistory(),
    key: { name: 'L', help: 'Open the log of your changes; again, close it', overChoices: true, press: opensAndCloses('history', (act) => act.openHistory()) },
  },
  { id: 'reload', label: 'Read the lead again', when: (state) => state.view !== null && !isWriting(state), run: (act) => act.reload() },
  { id: 'open-close', label: 'Open in Close', when: ({ view }) => view !== null, run: (act) => act.openInClose() },
  { id: 'open-tab', label: 'Open in a tab', when: ({ surface, view }) => surface !== 'tab' && view !== null, run: (act) => act.openInTab() },
  {
    id: 'keys', label: 'Keyboard shortcuts', run: (act) => act.show('keys'),
    key: {
      name: '?', help: 'Show these keys', overChoices: true,
      press: (act) => {
        if (act.state.screen === 'sign-in') return false;
        act.show('keys');
        return true;
      },
    },
  },
  { id: 'add-account', label: 'Add another organization', run: (act) => act.addAccount() },
  {
    id: 'sign-out', label: (_state, account) => `Sign out of ${account?.organization.name ?? ''}`,
    each: accountsOf, run: (act, account) => act.signOutOf(account),
  },
];

/**
 * Returns the command whose key was pressed.
 * @param {string} key as the browser names it
 */
export const commandFor = (key) => COMMANDS.find((command) => command.key?.press && command.key.name.toLowerCase() === key.toLowerCase());
