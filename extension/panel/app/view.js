// The frame of the panel: head, middle, status line, foot. The four are always there, so
// that screen readers know the status line from the start and nothing moves.

import { h } from '../../vendor/snabbdom/index.js';
import { review } from '../apply/review.js';
import { createFoot, createForm, createWords } from '../capture/create.js';
import { chooser, chooserFoot } from '../capture/match.js';
import { pagePlace } from '../capture/view.js';
import { history, historyFoot } from '../history/view.js';
import { countEdits, homeOf } from '../lead/form.js';
import { fieldList } from '../lead/list.js';
import { menuClickBar } from '../menu-click/view.js';
import { paletteOver } from '../palette/view.js';
import { changesOf, inRecipes, spoken } from '../recipes/state.js';
import { recipes, recipesFoot } from '../recipes/view.js';
import { offersSignIn, waitsForWindow } from '../session/state.js';
import { ended, signIn } from '../session/view.js';
import { iconButton, stepName } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';
import { firstAndMore, plural } from '../values/format.js';
import { header, inHistory } from './header.js';
import { askForget, keys, noLead, problem, skeleton } from './screens.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Undo} from '../services/storage.js' */
/** @import {Actions} from './actions.js' */
/** @import {State} from './state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function panel(state, act) {
  return h('div#app', [
    paletteOver(state, act),
    header(state, act),
    menuClickBar(state, act),
    h('main.middle', {
      attrs: { id: 'list', tabindex: '-1', 'aria-busy': String(isBusy(state)) },
    }, middle(state, act)),
    statusLine(state, act),
    foot(state, act),
  ]);
}

/**
 * Reports whether what fills the middle is still being read.
 * @param {State} state
 */
function isBusy(state) {
  if (inHistory(state)) return state.history.work !== '';
  if (inRecipes(state)) return state.recipes.work !== '';
  return ['lead', 'page'].includes(state.work);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function middle(state, act) {
  if (state.mode === 'keys') return [keys(act)];
  if (state.mode === 'forget') return [askForget(state, act)];
  if (state.screen === 'sign-in' || state.mode === 'sign-in') return [signIn(state, act)];
  if (inHistory(state)) return history(state, act);
  if (inRecipes(state)) return recipes(state, act);
  if (state.screen === 'no-lead') return [noLead(state, act)];
  if (state.screen === 'capture' || state.mode === 'choose') return chooser(state, act);
  if (state.screen === 'problem') return [problem(state, act)];
  if (!state.view) return [skeleton(state)];
  if (state.mode === 'review') return [h('div.page', { key: 'review' }, review(state, act))];
  if (state.screen === 'create') return [state.ended ? ended(state, act) : null, ...createForm(state, act)];
  return [state.ended ? ended(state, act) : null, ...(state.mode === 'page' ? pagePlace(state, act) : fieldList(state, act))];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function statusLine(state, act) {
  const { outcome } = state;
  const waiting = waitingWords(state);
  const text = waiting || (outcome?.text ?? '');
  const tone = waiting ? 'info' : outcome?.tone ?? 'info';
  const signs = /** @type {const} */ ({ done: 'check', info: 'moved', error: 'warning', waiting: 'clock' });
  const isLong = Boolean(((outcome?.action || outcome?.open) && outcome.undo) || outcome?.tone === 'waiting');
  return h('section.outcome', {
    attrs: { 'aria-label': 'What happened' }, class: { [`is-${tone}`]: true, 'is-empty': text === '', 'is-long': isLong },
  }, [
    text !== '' && tone !== 'info' ? icon(signs[tone]) : null,
    h('p', { key: 'says', attrs: { role: 'status', 'aria-live': 'polite' } }, text || unseenWords(state)),
    !waiting && outcome?.tone === 'waiting' && state.wait > 0 ? h('p.next-try', { key: 'next', attrs: { role: 'timer' } }, `Next try in ${state.wait} s`) : null,
    ...(!waiting && outcome?.entry ? entryButtons(state, outcome.entry, act) : []),
    !waiting && outcome?.action ? h('button.button', {
      key: outcome.action, attrs: { type: 'button', 'aria-disabled': String(state.wait > 0) }, on: { click: () => void act.takeStep(outcome.action) },
    }, stepName(outcome.action, state.wait)) : null,
    !waiting && outcome?.open ? openButton(outcome.open, act) : null,
    !waiting && outcome?.undo && state.undo ? undoButton(state, state.undo, act) : null,
    !waiting && outcome ? iconButton('close', 'Dismiss', () => act.dismiss()) : null,
  ]);
}

/**
 * @param {string} url of a lead in Close
 * @param {Actions} act
 */
const openButton = (url, act) => h('button.button', {
  key: 'open', attrs: { type: 'button' }, on: { click: () => act.openAddress(url) },
}, 'Open in Close');

/**
 * Draws the button that takes the last apply back, or makes it again.
 * @param {State} state
 * @param {Undo} undo
 * @param {Actions} act
 */
function undoButton({ work }, { kind, names }, act) {
  const text = { undo: ['Undo', 'Undoing …'], redo: ['Redo', 'Redoing …'] }[kind][work === 'undo' ? 1 : 0] ?? '';
  const name = `${text} ${firstAndMore(names)}`;
  return h('button.button', {
    key: 'undo', attrs: { id: 'undo', type: 'button', title: name, 'aria-label': name, 'aria-disabled': String(work !== '') }, on: { click: () => void act.undo() },
  }, text);
}

/**
 * Draws the ways on from an outcome that the log has more about.
 * @param {State} state
 * @param {string} id of the entry
 * @param {Actions} act
 */
function entryButtons(state, id, act) {
  const canGiveUp = state.pending.some((entry) => entry.id === id && entry.state === 'intended');
  return [
    h('button.button', { key: 'details', attrs: { type: 'button' }, on: { click: () => void act.openHistory(id) } }, 'Details'),
    canGiveUp ? h('button.button', { key: 'give-up', attrs: { type: 'button' }, on: { click: () => void act.giveUp(id) } }, 'Give up') : null,
  ];
}

/**
 * Says what the panel is waiting for, once that takes more than a moment.
 * @param {State} state
 */
function waitingWords(state) {
  if (!state.slow) return '';
  if (state.work === 'apply' && state.screen === 'create') return `Close is taking its time. ${createWords(state)}`;
  if (state.work === 'apply') return `Close is taking its time. Sending ${plural(inRecipes(state) ? changesOf(state.recipes.run) : countEdits(state), 'change')} …`;
  if (state.work === 'undo') return `Close is taking its time. ${state.undo?.kind === 'redo' ? 'Redoing' : 'Undoing'} …`;
  if (state.work === 'review') return 'Close is taking its time. Reading the lead again …';
  return '';
}

/**
 * Says to a screen reader what the middle of the panel shows to everyone else.
 * @param {State} state
 */
function unseenWords(state) {
  if (waitsForWindow(state)) return 'Finish in the window that opened.';
  if (offersSignIn(state) && state.signIn.said) return state.signIn.said;
  if (inRecipes(state)) return spoken(state);
  if (state.screen === 'problem') return `${state.problem?.title ?? ''}. ${state.problem?.detail ?? ''}`;
  if (state.screen === 'no-lead') return 'No lead on this page.';
  if (state.work === 'page') return 'Reading the page.';
  if (state.work === 'lead' && state.slow) return 'Reading the lead from Close.';
  return '';
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function foot(state, act) {
  if (inHistory(state)) {
    const row = historyFoot(state, act);
    return h('footer.foot', { class: { 'is-empty': row.length === 0 } }, row);
  }
  if (inRecipes(state)) {
    const row = recipesFoot(state, act);
    return h('footer.foot', { class: { 'is-empty': row.every((node) => node === null) } }, row);
  }
  const shown = ['lead', 'create'].includes(state.screen) && state.view !== null && ['list', 'page', 'review'].includes(state.mode);
  const content = state.mode === 'choose' ? chooserFoot(act) : !shown ? [] : state.screen === 'create' ? createFoot(state, act) : state.mode === 'review' ? reviewFoot(state, act) : listFoot(state, act);
  return h('footer.foot', { class: { 'is-empty': content.length === 0 } }, content);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function listFoot(state, act) {
  const count = countEdits(state);
  if (count === 0) {
    const pending = state.pending.reduce((sum, entry) => sum + entry.changes.length, 0);
    const words = pending > 0 ? `${plural(pending, 'change')} on the way` : 'Changes on the way';
    return [h('p.idle', { key: 'idle' }, state.pending.length > 0 ? words : 'No changes'), h('p.hint', { key: 'hint' }, [h('kbd', '?'), ' shows the keys'])];
  }
  const off = state.work !== '' || state.readAt !== 0 || state.ended;
  return [
    h('button.button', { key: 'review', attrs: { type: 'button', 'aria-disabled': String(off) }, on: { click: () => void act.review() } },
      state.work === 'review' ? 'Reviewing …' : 'Review'),
    applyButton(state, act, count, off),
  ];
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function reviewFoot(state, act) {
  const { preview, conflicts } = state;
  const back = h('button.button', { key: 'back', attrs: { type: 'button' }, on: { click: () => act.show(homeOf(state)) } }, [icon('back'), 'Back']);
  if (conflicts.length > 0) {
    return [back, h('p.hint', { key: 'decide' }, `Decide ${plural(conflicts.length, 'conflict')} first`)];
  }
  if ((preview?.errors.length ?? 0) > 0) {
    return [back, h('p.hint', { key: 'repair' }, `Repair ${plural(preview?.errors.length ?? 0, 'field')} first`)];
  }
  if (preview && preview.requests.length === 0) {
    return [back, h('button.button.primary', { key: 'done', attrs: { type: 'button' }, on: { click: () => act.dropUnchanged() } }, 'Done')];
  }
  return [back, applyButton(state, act, preview?.changes.length ?? countEdits(state), state.work !== '')];
}

/**
 * @param {State} state
 * @param {Actions} act
 * @param {number} count
 * @param {boolean} off
 */
function applyButton(state, act, count, off) {
  const changes = plural(count, 'change');
  const name = state.view?.lead.name ?? '';
  const text = state.work === 'apply' ? `Applying ${changes} …` : `Apply ${changes} to ${name}`;
  return h('button.button.primary.apply', {
    key: 'apply', attrs: { id: 'apply', type: 'button', title: text, 'aria-disabled': String(off) }, on: { click: () => void act.apply() },
  }, h('span', text));
}
