// Where one signs in: by Close's own window, or with an API key. It fills the panel, or
// stands above a lead whose sign-in is over.

import { h } from '../../vendor/snabbdom/index.js';
import { icon } from '../ui/icons.js';
import { plural } from '../values/format.js';
import { accountName, accountOf, organizationNames } from './accounts.js';
import { waysIn } from './state.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function signIn(state, act) {
  const ways = waysIn(state);
  const account = accountOf(state, state.signIn.account);
  const adding = state.mode === 'sign-in' && !account;
  const name = account || ways.key === 'none' ? 'Sign in again' : ways.close ? 'Sign in with Close' : 'Sign in';
  return h('section.sign-in', { key: 'sign-in', attrs: { 'aria-labelledby': 'sign-in-title' } }, [
    h('h2.message-title', { attrs: { id: 'sign-in-title' } },
      account ? `Sign in again to ${account.organization.name}` : adding ? 'Add another organization' : 'Sign in to Close'),
    adding ? h('p.help', { key: 'adding' }, addingWords(state, ways.close)) : null,
    account && !state.signIn.said ? h('p.help', { key: 'account' }, accountName(account)) : null,
    storedEdits(state, act),
    ways.close ? closePart(state, act, name) : null,
    ways.key === 'open' ? keyForm(state, act, name) : null,
    ways.key === 'folded' ? h('details.fence.key-fence', { key: 'fence', attrs: state.signIn.error ? { open: true } : {} }, [
      h('summary.fence-line', [icon('chevron'), 'Use an API key instead']),
      keyForm(state, act, 'Sign in with this key'),
    ]) : null,
    state.mode === 'sign-in' ? h('div.way-back', { key: 'back' }, [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => act.show('list') } }, [icon('back'), 'Back']),
    ]) : null,
  ]);
}

/**
 * Says above the lead in sight that its sign-in is over, with the one way on.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function ended(state, act) {
  const { close } = waysIn(state);
  return h('section.ended', { key: '#ended', attrs: { 'aria-label': 'Sign in again' } }, [
    close ? closePart(state, act, 'Sign in again') : keyForm(state, act, 'Sign in again'),
  ]);
}

/**
 * @param {State} state
 * @param {boolean} close
 */
function addingWords(state, close) {
  const names = organizationNames(state);
  const where = names ? `You are signed in to ${names}, and stay so. ` : '';
  return where + (close ? 'Choose the other one in the window that Close opens.' : 'Use a key of the other one.');
}

/**
 * Says what is not lost.
 * @param {State} state
 * @param {Actions} act
 */
function storedEdits(state, act) {
  if (state.storedLeads > 0) {
    return h('div.kept', { key: 'kept' }, [
      icon('check'), h('p', `Your edits on ${plural(state.storedLeads, 'lead')} stay in this browser.`),
      h('button.button.quiet', { attrs: { type: 'button' }, on: { click: () => act.show('forget') } }, 'Delete them'),
    ]);
  }
  const edits = Object.keys(state.drafts).length;
  if (edits === 0 || state.mode === 'sign-in') return null;
  return h('div.kept', { key: 'kept' }, [icon('check'), h('p', `${plural(edits, 'edit')} kept. They are back once you are signed in.`)]);
}

const STORED = 'Leadpatch keeps a sign-in that only this browser can use. It never sees your password.';
const GOES_ON = 'It is Close’s own window. When you are done there, Leadpatch goes on by itself.';

/**
 * Draws the button that opens Close's window, and what there is to know about it.
 * @param {State} state
 * @param {Actions} act
 * @param {string} name
 */
function closePart(state, act, name) {
  const { window, said } = state.signIn;
  const help = window ? GOES_ON : state.ended ? '' : STORED;
  return h('div.close-part', { key: 'close' }, [
    said ? h('p.said', { key: 'said', attrs: { id: 'said' } }, said) : null,
    h('button.button.primary', {
      key: 'button',
      class: { 'is-waiting': window },
      attrs: {
        id: 'sign-in-close', type: 'button', 'aria-disabled': String(window),
        'aria-describedby': [said ? 'said' : '', help ? 'close-help' : ''].join(' ').trim(),
      },
      on: { click: () => void act.signInWithClose() },
    }, window ? 'Finish in the window that opened' : name),
    help ? h('p.help', { key: 'help', attrs: { id: 'close-help' } }, help) : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @param {string} name of its button
 */
function keyForm(state, act, name) {
  const { key, shown, error, said } = state.signIn;
  const waiting = state.work === 'sign-in';
  const primary = !waysIn(state).close;
  return h('form.key-form', {
    key: 'key',
    on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); void act.signIn(); } },
  }, [
    primary && said ? h('p.said', { key: 'said', attrs: { id: 'said' } }, said) : null,
    h('label.form-label', { key: 'label', attrs: { for: 'sign-in' } }, 'API key'),
    h('div.key-line', { key: 'line' }, [
      h('input.control', {
        props: { value: key },
        attrs: {
          id: 'sign-in', type: shown ? 'text' : 'password', autocomplete: 'off', spellcheck: 'false', placeholder: 'api_…',
          'aria-describedby': error ? 'key-error key-help' : 'key-help', ...(error ? { 'aria-invalid': 'true' } : {}),
        },
        on: { input: (/** @type {Event} */ event) => act.typeKey({ key: /** @type {HTMLInputElement} */ (event.target).value, error: '' }) },
      }),
      h('button.button', {
        attrs: { type: 'button', 'aria-label': shown ? 'Hide the key' : 'Show the key' },
        on: { click: () => act.typeKey({ shown: !shown }) },
      }, shown ? 'Hide' : 'Show'),
    ]),
    error ? h('p.mark.error', { key: 'error', attrs: { id: 'key-error' } }, [icon('warning'), h('span', error)]) : null,
    h('p.help', { key: 'help', attrs: { id: 'key-help' } }, [
      'You find it in Close under ', h('b', 'Settings → Developer → API Keys'),
      '. It is kept encrypted in this browser only, and goes nowhere but to Close.',
    ]),
    h('button.button', { key: 'submit', class: { primary }, attrs: { type: 'submit', 'aria-disabled': String(waiting) } },
      waiting ? (state.slow ? 'Close is slow to answer …' : 'Asking Close …') : name),
  ]);
}
