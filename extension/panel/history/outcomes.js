// An entry of the journal in words: what was changed, how it ended, where it was asked
// for, and what its values look like. Pure.

import { fieldOf } from '../lead/form.js';
import { isNew } from '../lead/new-contacts.js';
import { contactOf, keyOf, splitKey } from '../values/field-keys.js';
import { firstAndMore } from '../values/format.js';

/** @import {Entry, Field} from '../../api' */
/** @import {State} from '../app/state.js' */
/** @import {IconName} from '../ui/icons.js' */

/**
 * @typedef {Object} Ending
 * @property {string} word
 * @property {IconName} sign
 * @property {'good' | 'bad' | 'theirs' | 'open'} tone
 */

/** Why an entry waits, in a word or two. @type {Record<string, string>} */
const REASONS = {
  offline: 'Waiting for the network',
  'rate-limited': 'Waiting: Close asks to',
  unsure: 'Not known yet',
  'close-failed': 'Waiting: Close has a fault',
  'session-ended': 'Waiting for you to sign in',
};

/** @type {Record<string, Ending>} */
const ENDINGS = {
  applied: { word: 'Saved', sign: 'check', tone: 'good' },
  part: { word: 'Saved in part', sign: 'warning', tone: 'bad' },
  rejected: { word: 'Not saved: refused', sign: 'close', tone: 'bad' },
  conflict: { word: 'Not saved: changed by somebody else', sign: 'moved', tone: 'theirs' },
  intended: { word: 'Waiting', sign: 'clock', tone: 'open' },
  sent: { word: 'Sent, no answer yet', sign: 'clock', tone: 'open' },
  unknown: { word: 'Not known yet', sign: 'question', tone: 'open' },
};

/**
 * Says how an entry has ended, or that it has not.
 * @param {Entry} entry
 * @returns {Ending}
 */
export function endingOf({ state, waiting, undone_by: undoneBy, created }) {
  const ending = ENDINGS[state] ?? /** @type {Ending} */ ({ word: state, sign: 'question', tone: 'open' });
  if (created && state === 'applied' && !undoneBy) return { ...ending, word: 'Created' };
  if (state === 'applied' && undoneBy) return { ...ending, word: 'Saved, then undone', sign: 'revert' };
  if (state === 'intended' && waiting) return { ...ending, word: REASONS[waiting.reason] ?? ending.word };
  return ending;
}

/** The outcomes that the log can be filtered by. */
export const FILTERS = [
  ['', 'All outcomes'],
  ['unsettled', 'Waiting or not known'],
  ['applied', 'Saved'],
  ['part', 'Saved in part'],
  ['rejected', 'Refused'],
  ['conflict', 'Changed by somebody else'],
];

/** @type {Record<string, string>} */
const SURFACES = {
  popup: 'Popup', tab: 'Tab', side: 'Side panel', menu: 'Context menu', keys: 'Shortcut', omnibox: 'Address bar', notice: 'Notice', history: 'Log',
};

/**
 * Names where a change was asked for.
 * @param {Entry} entry
 */
export const surfaceOf = ({ surface }) => SURFACES[surface ?? ''] ?? '';

/**
 * Names what an entry changes: "Industry and 2 more".
 * @param {Entry} entry
 */
export const whatOf = (entry) => (entry.changes.length > 0 ? firstAndMore(entry.changes.map((change) => change.label)) : noChanges(entry));

/**
 * Says why an entry names no changes: they are known once Close was asked.
 * @param {Entry} entry
 */
export function noChanges(entry) {
  if (entry.created) return 'A new lead';
  if (!entry.settled) return 'Changes that Close could not be asked about yet';
  return entry.state === 'applied' ? 'Nothing had to be changed' : 'Changes that were not sent';
}

/**
 * Names the lead of an entry, also one that Close could not be asked about yet.
 * @param {State} state
 * @param {Entry} entry
 */
export const leadOf = ({ view }, { lead }) => lead.name || (view?.lead.id === lead.id ? view.lead.name : 'A lead');

/**
 * Returns the field that a row of an entry is about, to write its values by: of the lead
 * itself where that is in front, else of the same organization.
 * @param {State} state
 * @param {Pick<Entry, 'lead' | 'organization'>} entry
 * @param {{ target?: string, field: string }} row
 * @returns {Pick<Field, 'type' | 'options'>}
 */
export function fieldFor(state, entry, row) {
  const { view } = state;
  if (!view || view.organization.id !== entry.organization.id) return { type: 'text' };
  const own = entry.lead.id === view.lead.id ? fieldOf(state, keyOf(row)) : undefined;
  const fields = row.target ? view.contacts.flatMap((contact) => contact.fields) : view.fields;
  return own ?? fields.find((field) => splitKey(field.key).field === row.field) ?? { type: 'text' };
}

/**
 * Names the contact that a row is about, where that is known; empty for the lead itself.
 * @param {State} state
 * @param {{ target?: string, field: string }} row
 */
export function ownerOf(state, row) {
  if (!row.target) return '';
  return contactOf(state.view, keyOf(row))?.name ?? (isNew(row.target) ? 'New contact' : 'Contact');
}
