// Which lead the page is about: the line that says it, and the list to choose from.

import Combobox from '../../vendor/combobox-nav.js';
import { h } from '../../vendor/snabbdom/index.js';
import { isSeveral } from '../session/accounts.js';
import { icon } from '../ui/icons.js';
import { BETWEEN, choicesOf, pageName, whyOf } from './state.js';
import { remark } from './view.js';

/** @import {Candidate} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Capture} from './state.js' */

/**
 * Says why the lead in front is the page's.
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function matchLine(state, act) {
  const { capture } = state;
  if (!capture || state.screen !== 'lead' || state.mode !== 'page') return null;
  return h('div.match-line', { key: 'match' }, [
    icon('page'),
    h('p', { attrs: { title: [capture.why, capture.url].filter(Boolean).join(' · ') } }, capture.why.split(BETWEEN)[0] || `The lead of ${pageName(state)}`),
    h('button.button.quiet', { attrs: { id: 'change-lead', type: 'button', 'aria-label': 'Change the lead of this page' }, on: { click: () => void act.openChooser() } }, 'Change'),
  ]);
}

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
export function chooser(state, act) {
  const { capture } = state;
  if (!capture) return [];
  if (capture.work !== '') return [waiting(state, capture, act)];
  const unread = capture.reading === null && state.page?.kind === 'web';
  return [h('div.page.chooser', { key: 'chooser' }, [
    h('h2.section', { key: 'title', attrs: { id: 'choose', tabindex: '-1' } }, title(state, capture)),
    ...(unread ? [
      h('p.lead-in', { key: 'unread' }, capture.refused),
      h('p.chooser-more', { key: 'read' }, [h('button.button.primary', { attrs: { id: 'read-page', type: 'button' }, on: { click: () => act.readPage() } }, 'Read this page')]),
    ] : words(capture)),
    search(capture, act),
    ...list(state, capture, act),
    more(state, capture, unread, act),
  ])];
}

/**
 * @param {State} state
 * @param {Capture} capture
 * @param {Actions} act
 */
function waiting(state, { work }, act) {
  const slow = work === 'page' ? 'The page is taking its time. Reading it …' : 'Close is taking its time. Looking for the lead …';
  return h('div.chooser-wait', { key: 'waiting' }, [
    h('p.waiting', { key: 'words' }, state.slow ? slow : ''),
    ...[8, 6, 7].map((_, i) => h('span.bone.box', { key: i, attrs: { 'aria-hidden': 'true' } })),
    state.slow ? h('button.button', { key: 'find', attrs: { type: 'button' }, on: { click: () => act.giveUpPage() } }, 'Find the lead yourself') : null,
  ]);
}

/**
 * @param {State} state
 * @param {Capture} capture
 */
function title(state, { matches, reading }) {
  if (state.mode === 'choose') return 'Choose another lead for this page';
  if (!matches) return reading || state.page?.kind === 'web' ? 'Which lead is this page about?' : 'Find a lead';
  const exact = matches.candidates.filter((candidate) => candidate.exact).length;
  if (exact > 1) return `${exact} leads match this page`;
  return matches.candidates.length > 0 ? 'Is it one of these?' : `No lead matches ${pageName(state)}`;
}

/**
 * @param {Capture} capture
 * @returns {(VNode | null)[]}
 */
function words({ refused, matches }) {
  return [
    refused ? remark('refused', refused) : null,
    matches?.detail ? remark('detail', matches.detail) : null,
  ];
}

/**
 * @param {Capture} capture
 * @param {Actions} act
 */
function search({ query }, act) {
  return h('label.filter.chooser-search', { key: 'search' }, [
    icon('search'),
    h('span.sr-only', 'Find a lead by its name'),
    h('input', {
      props: { value: query },
      attrs: {
        id: 'find-lead', type: 'text', role: 'combobox', placeholder: 'Find a lead by its name', autocomplete: 'off', spellcheck: 'false',
        'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': 'true', 'aria-controls': 'leads',
      },
      class: { 'uses-arrows': true },
      on: { input: (/** @type {Event} */ event) => act.searchLeads(/** @type {HTMLInputElement} */ (event.target).value) },
    }),
  ]);
}

/**
 * @param {State} state
 * @param {Capture} capture
 * @param {Actions} act
 * @returns {VNode[]}
 */
function list(state, capture, act) {
  const sections = choicesOf(capture);
  return [
    h('div.leads', {
      key: 'leads', attrs: { id: 'leads', role: 'listbox', 'aria-label': 'Leads' }, query: capture.query,
      on: {
        'combobox-commit': (/** @type {Event} */ event) => {
          const id = /** @type {HTMLElement} */ (event.target).dataset.lead;
          if (id !== undefined) void act.choose(id);
        },
      },
      hook: {
        insert: (vnode) => attach(/** @type {HTMLElement} */ (vnode.elm)),
        postpatch: (_, vnode) => movers.get(/** @type {HTMLElement} */ (vnode.elm))?.narrow(capture.query),
        destroy: (vnode) => movers.get(/** @type {HTMLElement} */ (vnode.elm))?.stop(),
      },
    }, sections.map(({ title: name, leads }) => h('div.leads-group', { key: name, attrs: { role: 'group', 'aria-label': name } }, [
      h('p.leads-title', { key: 'title', attrs: { 'aria-hidden': 'true' } }, name),
      ...leads.map((candidate) => option(state, candidate)),
    ]))),
    h('p.leads-said', { key: 'said', attrs: { 'aria-live': 'polite' } }, said(capture, sections.length)),
  ];
}

/**
 * @param {State} state
 * @param {Candidate} candidate
 */
function option(state, candidate) {
  const { lead, organization } = candidate;
  const here = lead.id === state.leadId;
  const why = [isSeveral(state) ? organization.name : '', whyOf(candidate)].filter(Boolean).join(' · ');
  return h('div.lead-option', {
    key: lead.id, class: { 'is-current': here }, attrs: { id: `lead-${lead.id}`, role: 'option' }, dataset: { lead: lead.id },
  }, [
    h('span.lead-name', [h('bdi', lead.name), here ? h('span.lead-here', 'in front now') : null]),
    why ? h('span.lead-why', why) : null,
  ]);
}

/**
 * @param {Capture} capture
 * @param {number} sections
 */
function said({ query, finding, unfound }, sections) {
  if (finding) return 'Looking in Close …';
  if (unfound) return unfound;
  if (sections > 0) return '';
  return query.trim() === '' ? '' : `No lead is called “${query.trim()}”.`;
}

/**
 * @param {State} state
 * @param {Capture} capture
 * @param {boolean} unread
 * @param {Actions} act
 */
function more(state, { reading, remembered, site }, unread, act) {
  const forget = remembered && state.screen === 'lead';
  if (unread || (!reading && !forget)) return null;
  return h('p.chooser-more', { key: 'more' }, [
    reading ? h('button.button', { key: 'create', attrs: { id: 'create', type: 'button' }, on: { click: () => void act.create() } }, [icon('plus'), 'Create a lead from this page']) : null,
    forget ? h('button.button.quiet', { key: 'forget', attrs: { type: 'button' }, on: { click: () => void act.forgetChoice() } }, `Forget the choice for ${site}`) : null,
  ]);
}

/**
 * What moves through the list of leads, by its element.
 * @type {WeakMap<Element, { narrow: (query: string) => void, stop: () => void }>}
 */
const movers = new WeakMap();

/**
 * Starts the movement through a list that has just been drawn. Enter takes the first lead
 * that was searched for, but nothing of a list that was only looked at.
 * @param {HTMLElement} leads
 */
function attach(leads) {
  const input = document.getElementById('find-lead');
  if (!(input instanceof HTMLInputElement)) return;
  const mover = new Combobox(input, leads, { tabInsertsSuggestions: false, firstOptionSelectionMode: 'none' });
  mover.start();
  let drawn = '';
  movers.set(leads, {
    narrow: (query) => {
      const ids = query + [...leads.querySelectorAll('[role="option"]')].map(({ id }) => id).join();
      if (ids === drawn) return;
      drawn = ids;
      mover.firstOptionSelectionMode = query.trim() === '' ? 'none' : 'active';
      mover.resetSelection();
    },
    stop: () => mover.stop(),
  });
}

/**
 * @param {Actions} act
 * @returns {VNode[]}
 */
export const chooserFoot = (act) => [
  h('button.button', { key: 'back', attrs: { type: 'button' }, on: { click: () => act.show('page') } }, [icon('back'), 'Back']),
];
