// Starts the panel: draws the state whenever it changes, moves the focus after that, and
// passes the keys on.

import { takeOnce } from '../browser/once.js';
import * as store from '../browser/store.js';
import { titleOf } from '../surfaces/menu-titles.js';
import { attributesModule, classModule, datasetModule, eventListenersModule, init, propsModule, toVNode } from '../vendor/snabbdom/index.js';
import { panelActions } from './app/actions.js';
import { onKeydown } from './app/keys.js';
import { panel } from './app/view.js';
import { newIntent } from './apply/request.js';
import { backend } from './services/backend.js';
import * as browser from './services/browser.js';
import { save } from './services/download.js';
import { storageOver } from './services/storage.js';
import { editorId } from './ui/editors/index.js';

/** @import {State, Surface} from './app/state.js' */

const patch = init([attributesModule, propsModule, classModule, datasetModule, eventListenersModule]);

/** What is on the screen; at first the frame that the page came with. */
let drawn = toVNode(/** @type {Element} */ (document.getElementById('app')));
/** @type {State | null} */
let pending = null;
/** Where the focus goes once the state is drawn. */
let focusOn = '';

/**
 * Draws a state in the next microtask: a handler that changes it twice draws once, and
 * an event that the drawing itself causes cannot draw into the drawing.
 * @param {State} state
 */
function render(state) {
  if (pending === null) queueMicrotask(draw);
  pending = state;
}

function draw() {
  if (pending) {
    const state = pending;
    pending = null;
    drawn = patch(drawn, panel(state, act));
    document.title = state.view ? `${state.view.lead.name} · Leadpatch` : 'Leadpatch';
  }
  if (focusOn !== '') moveFocus();
}

function moveFocus() {
  const target = focusOn;
  focusOn = '';
  const menu = target === 'menu' ? document.querySelector('#menu [role="menuitem"]') : null;
  const element = menu ?? document.getElementById(editorId(target)) ?? document.getElementById(target) ?? document.getElementById('list');
  if (!(element instanceof HTMLElement) || element === document.activeElement) return;
  element.focus();
  element.closest('.field, .entry')?.scrollIntoView({ block: 'nearest' });
}

const act = panelActions({
  backend, browser, render,
  storage: storageOver(store, localStorage),
  focus: (target) => {
    focusOn = target;
    queueMicrotask(draw);
  },
  copy: (text) => navigator.clipboard.writeText(text),
  paste: () => navigator.clipboard.readText(),
  now: () => Date.now(),
  visible: () => document.visibilityState === 'visible',
  online: () => navigator.onLine,
  region: () => new Intl.Locale(navigator.language).region ?? '',
  newIntent, save,
  takeClicked: takeOnce,
  menuTitle: titleOf,
  close: () => { if (document.documentElement.dataset.surface === 'popup') window.close(); },
}, /** @type {Surface} */ (document.documentElement.dataset.surface));

document.addEventListener('keydown', (event) => onKeydown(event, act));
document.addEventListener('pointerdown', (event) => {
  if (event.target instanceof Element && !event.target.closest('.menu-frame')) act.closeMenu();
});

for (const news of ['focus', 'online']) window.addEventListener(news, () => act.attend());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') act.attend();
});

render(act.state);
const query = new URLSearchParams(location.search);
if (query.has('clicked') && !query.has('recipe')) await act.takeClick(query.get('clicked') ?? '');
void act.start(query.get('lead') ?? '');
if (query.has('log')) void act.openHistory();
if (query.has('recipe')) void act.runRecipe(query.get('recipe') ?? '', false, query.get('clicked') ?? '');
else if (query.has('recipes')) void act.openRecipes();
