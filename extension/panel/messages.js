// What fills the panel where there is no list of fields: signing in, nothing to show,
// something in the way, the keys, the question before signing out.

import { h } from '../vendor/snabbdom/index.js';
import { plural } from './format.js';
import { icon } from './icons.js';
import { nextStep } from './problems.js';

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
export function signIn(state, act) {
  const { key, shown, error } = state.signIn;
  const waiting = state.work === 'sign-in';
  const kept = Object.keys(state.drafts).length;
  return h('form.sign-in', {
    key: 'sign-in',
    on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); void act.signIn(); } },
  }, [
    h('h2.message-title', 'Sign in to Close'),
    kept > 0 ? h('p.kept', [icon('check'), `${plural(kept, 'edit')} kept. They are back once you are signed in.`]) : null,
    h('label.form-label', { attrs: { for: 'sign-in' } }, 'API key'),
    h('div.key-line', [
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
    error ? h('p.mark.error', { attrs: { id: 'key-error' } }, [icon('warning'), h('span', error)]) : null,
    h('p.help', { attrs: { id: 'key-help' } }, [
      'You find it in Close under ', h('b', 'Settings → Developer → API Keys'),
      '. It is kept encrypted in this browser only, and goes nowhere but to Close.',
    ]),
    h('button.button.primary', { attrs: { type: 'submit', 'aria-disabled': String(waiting) } },
      waiting ? (state.slow ? 'Close is slow to answer …' : 'Asking Close …') : 'Sign in'),
  ]);
}

/**
 * @param {State} state
 * @returns {VNode}
 */
export function noLead(state) {
  return h('div.message', { key: 'no-lead' }, [
    h('span.message-sign', [icon('page')]),
    h('h2.message-title', 'No lead on this page'),
    h('p', state.page?.detail || 'Open a lead in Close, then open Leadpatch again.'),
  ]);
}

/** The names of the buttons that lead on from a problem. */
const STEPS = { retry: 'Try again', reload: 'Reload', sign_in: 'Sign in' };

/**
 * Names the button that leads on from a problem, with the seconds until it does.
 * @param {keyof typeof STEPS} step
 * @param {number} wait
 */
export function stepName(step, wait) {
  return step === 'retry' && wait > 0 ? `${STEPS.retry} in ${wait} s` : STEPS[step];
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
    h('button.button.primary', {
      attrs: { type: 'button', 'aria-disabled': String(state.wait > 0) }, on: { click: () => void act.takeStep(step ?? 'retry') },
    }, stepName(step ?? 'retry', state.wait)),
  ]);
}

/**
 * Holds the place of the fields while nothing is known of them.
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
  ['Ctrl Enter', 'Review, then apply'],
  ['Ctrl Z', 'Undo the last apply; again, redo it'],
  ['?', 'Show these keys'],
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
    h('button.button', { attrs: { type: 'button' }, on: { click: () => act.show('list') } }, [icon('back'), 'Back']),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function askSignOut(state, act) {
  return h('div.message', { key: 'sign-out' }, [
    h('h2.message-title', { attrs: { id: 'sign-out', tabindex: '-1' } }, 'Sign out and delete your edits?'),
    h('p', `You have edits on ${plural(state.kept, 'lead')} that were not applied. Signing out deletes them, and the stored key.`),
    h('div.choices', [
      h('button.button', { attrs: { type: 'button' }, on: { click: () => act.show('list') } }, 'Stay signed in'),
      h('button.button.danger', { attrs: { type: 'button' }, on: { click: () => void act.signOut() } }, 'Sign out and delete'),
    ]),
  ]);
}
