// What the user chose from a context menu on a page whose lead was not known: it waits
// above everything else until there is a lead, and is carried out when the user says so.

import { h } from '../../vendor/snabbdom/index.js';
import { iconButton } from '../ui/buttons.js';
import { shorten } from '../values/format.js';
import { textOf, waits } from './actions.js';

/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */

/**
 * @param {State} state
 * @param {Actions} act
 * @returns {VNode | null}
 */
export function menuClickBar(state, act) {
  const { menuClick: clicked, view, screen } = state;
  if (!clicked || !waits(state) || !['lead', 'capture', 'no-lead'].includes(screen)) return null;
  const lead = screen === 'lead' && view ? view.lead.name : '';
  const quote = shorten(textOf(clicked.click).replace(/\s+/g, ' ').trim());
  return h('section.menu-click', { key: 'menu-click', attrs: { 'aria-label': 'What you chose on the page' } }, [
    h('p.menu-click-what', [h('b', clicked.title), quote === '' ? null : h('bdi.menu-click-text', ` “${quote}”`)]),
    lead === ''
      ? h('p.menu-click-where', { key: 'where' }, 'Choose the lead that it is for.')
      : h('button.button.primary', {
        key: 'go', attrs: { id: 'menu-click-go', type: 'button', 'aria-disabled': String(clicked.work) }, on: { click: () => void act.carryOutClick() },
      }, clicked.work ? 'Sending …' : `Apply to ${shorten(lead)}`),
    iconButton('close', 'Do not do this', () => act.dropClick()),
  ]);
}
