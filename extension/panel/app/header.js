// The head of the panel: which lead, in which organization, as whom; its status, edited in
// place; and a warning when the organization or the page in front has changed.

import { h } from '../../vendor/snabbdom/index.js';
import { matchLine } from '../capture/match.js';
import { searchTools } from '../history/view.js';
import { control, marks, sideButton, STATUS } from '../lead/fields.js';
import { countEdits, fieldOf, newName } from '../lead/form.js';
import { onItsWay } from '../lead/pending.js';
import { inRecipes } from '../recipes/state.js';
import { recipeTools } from '../recipes/view.js';
import { isForeign } from '../services/problems.js';
import { isSeveral } from '../session/accounts.js';
import { icon } from '../ui/icons.js';
import { tabs } from '../ui/tabs.js';
import { formatValue } from '../values/field-types.js';
import { formatAgo } from '../values/format.js';
import { menu } from './menu.js';
import { isElsewhere } from './state.js';

/** @import {Field} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from './actions.js' */
/** @import {State} from './state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode}
 */
export function header(state, act) {
  const { view } = state;
  const several = isSeveral(state);
  const line = h('p.who', { key: 'who', class: { 'is-several': several } }, who(state));
  const inLead = state.screen === 'lead' && ['list', 'page'].includes(state.mode);
  const field = inLead ? fieldOf(state, STATUS) : undefined;
  return h('header.head', [
    h('div.head-line', [
      h('div.head-name', [
        h('h1.title', { attrs: { title: view?.lead.name ?? '' } }, title(state)),
        several ? null : line,
      ]),
      field ? status(state, field, act) : null,
      menu(state, act),
    ]),
    several ? line : null,
    field && notable(state) ? h('div.head-marks', { key: 'marks' }, [
      h('div', marks(state, field)), sideButton(state, field, act),
    ]) : null,
    otherOrganization(state),
    elsewhere(state, act),
    matchLine(state, act),
    inLead && view ? tools(state, act) : null,
    inHistory(state) ? searchTools(state, act) : null,
    inRecipes(state) ? recipeTools(state, act) : null,
  ]);
}

/** @param {State} state */
export const inHistory = (state) => state.mode === 'history' && state.screen !== 'sign-in';

/** @param {State} state */
function title(state) {
  if (state.screen === 'create') return newName(state) || 'New lead';
  if (state.view) return state.view.lead.name;
  if (state.screen === 'capture') return state.capture?.site || 'Leadpatch';
  if (state.screen === 'lead' || state.screen === 'starting') return h('span.bone.wide', h('span.sr-only', 'Lead'));
  return 'Leadpatch';
}

/**
 * Says as whom and where the panel writes. Where there is more than one organization,
 * the lead's own stands out.
 * @param {State} state
 * @returns {(VNode | string)[]}
 */
function who(state) {
  const { view, session, screen, problem } = state;
  const several = isSeveral(state);
  if (view) return [organization(view.organization.name, several), ` · ${view.user.name}`];
  if (screen === 'problem' && problem && isForeign(problem)) return ['Not signed in to the lead’s organization'];
  if (screen === 'sign-in' && !session?.signed_in) return ['Not signed in'];
  if (several && screen !== 'lead' && screen !== 'starting') return [`Signed in to ${session?.accounts.length} organizations`];
  if (session?.user && session.organization && !several) return [`${session.organization.name} · ${session.user.name}`];
  return screen === 'problem' || screen === 'no-lead' ? [] : [h('span.bone')];
}

/**
 * @param {string} name
 * @param {boolean} several whether there are others that it could be mistaken for
 */
function organization(name, several) {
  return several ? h('b.organization', { attrs: { title: `Changes go to ${name}` } }, [h('span.sr-only', 'Organization: '), name]) : name;
}

/**
 * Says that this lead is in another organization than the one before.
 * @param {State} state
 */
function otherOrganization({ view, cameFrom, screen }) {
  if (screen !== 'lead' || !view || !cameFrom) return null;
  return h('div.moved', { key: 'moved' }, [
    icon('moved'),
    h('p', ['Changes now go to ', h('b', view.organization.name), `, not to ${cameFrom.name}.`]),
  ]);
}

/** @param {State} state */
const notable = (state) => Boolean(
  state.drafts[STATUS] || state.errors[STATUS] || state.notes[STATUS] || onItsWay(state, STATUS));

/**
 * @param {State} state
 * @param {Field} field
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
  const name = (state.screen === 'create' ? newName(state) : state.view?.lead.name) || 'this one';
  const page = state.capture ? 'The page in front is another one now.' : 'The page no longer shows this lead.';
  const here = countEdits(state) > 0 ? `Your edits here go to ${name}.` : `Here you still see ${name}.`;
  return h('div.elsewhere', { key: 'elsewhere' }, [
    icon('moved'),
    h('p', `${other ? 'The page now shows another lead.' : page} ${here}`),
    other || state.page?.kind === 'web' ? h('button.button', {
      attrs: { type: 'button' }, on: { click: () => act.switchLead() },
    }, other ? 'Show that lead' : 'Go to that page') : null,
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 */
function tools(state, act) {
  return h('div.tools', { key: 'tools' }, [
    state.mode === 'page' ? h('span.filter-gap', { key: 'gap' }) : h('label.filter', { key: 'filter' }, [
      icon('search'),
      h('span.sr-only', 'Filter fields'),
      h('input', {
        props: { value: state.filter },
        attrs: { id: 'filter', type: 'text', placeholder: 'Filter fields', autocomplete: 'off', spellcheck: 'false' },
        on: { input: (/** @type {Event} */ event) => act.filter(/** @type {HTMLInputElement} */ (event.target).value) },
      }),
      state.filter === '' ? h('kbd', { attrs: { 'aria-hidden': 'true' } }, '/') : null,
    ]),
    h('p.freshness', { key: 'freshness', attrs: { title: freshness(state) } }, freshness(state)),
    tabs(state, act),
  ]);
}

/** @param {State} state */
function freshness(state) {
  if (state.readAt === 0) return '';
  const ago = `Read ${formatAgo(state.readAt, Date.now())}`;
  return state.work === 'lead' ? `${ago} · checking …` : ago;
}
