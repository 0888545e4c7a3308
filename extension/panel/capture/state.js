// A page that does not belong to Close: what was read there, which lead it is about, and every
// way in which that changes. A reading belongs to the page it was read on and to the lead
// that it was matched with: whoever turns to another of either leaves it behind. Pure, as
// app/state.js is.

/** @import {Candidate, Matches, PageReading} from '../../api' */
/** @import {Mode, State} from '../app/state.js' */

/**
 * @typedef {Object} Capture
 * @property {string} url the page's address, as the browser gave it
 * @property {string} site its registrable domain, such as "acme.example"; empty where there is no such domain
 * @property {'' | 'page' | 'match'} work what is waited for
 * @property {PageReading | null} reading
 * @property {string} refused why the page could not be read, and what to do
 * @property {Matches | null} matches
 * @property {string} why the reason for which the lead in front is the page's
 * @property {boolean} remembered whether that lead was chosen for the site
 * @property {boolean} offered whether the suggestions have been ticked that fill an empty field
 * @property {boolean} decided whether the user has ticked or unticked some on this page before
 * @property {'page' | 'list'} front which place of the lead one comes back to
 * @property {string} query what is searched for
 * @property {Candidate[] | null} found the leads that were found for it; null while none were asked for
 * @property {boolean} finding
 * @property {string} unfound why they could not be looked for
 * @property {string} account where a new lead is made; empty for the one used last
 * @property {string} country where a phone number without a country code is from: ISO 3166-1 alpha-2; empty while nobody has said
 * @property {string} field the key of the custom field that keeps the page's address; empty for none
 */

/**
 * Begins with a page of which nothing is known but its address.
 * @param {string} url
 * @param {string} site
 * @returns {Capture}
 */
export const captureOf = (url, site) => ({
  url, site, work: '', reading: null, refused: '', matches: null, why: '', remembered: false, offered: false, decided: false, front: 'page', country: '',
  query: '', found: null, finding: false, unfound: '', account: '', field: '',
});

/**
 * @param {State} state
 * @param {Partial<Capture>} change
 * @returns {State}
 */
export const withCapture = (state, change) => (state.capture ? { ...state, capture: { ...state.capture, ...change } } : state);

/**
 * Remembers which place of a lead is in front, so that one comes back to it.
 * @param {State} state
 * @param {Mode} mode
 * @returns {State}
 */
export const withFront = (state, mode) => (state.screen === 'lead' && (mode === 'page' || mode === 'list') ? withCapture(state, { front: mode }) : state);

/**
 * Turns to a page that shows no lead of Close's own.
 * @param {State} state with nothing of a lead in it
 * @param {string} url
 * @param {string} site
 * @returns {State}
 */
export const openPage = (state, url, site) => ({ ...state, screen: 'capture', mode: 'list', view: null, leadId: '', capture: captureOf(url, site) });

/**
 * Reports whether two addresses are the same page: what stands behind "#" is a place in it.
 * @param {string} a
 * @param {string} b
 */
export const isSamePage = (a, b) => a.replace(/#.*$/s, '') === b.replace(/#.*$/s, '');

/**
 * Names the page in a sentence.
 * @param {State} state
 */
export const pageName = ({ capture }) => (capture?.site ? capture.site : 'this page');

/**
 * Takes the leads that may be meant. The one that is clear has its reason.
 * @param {State} state
 * @param {Matches} matches
 * @returns {State}
 */
export function showMatches(state, matches) {
  const chosen = [...matches.candidates, ...matches.recent].find(({ lead }) => lead.id === matches.lead_id);
  return withCapture(state, {
    matches, work: '', why: whyOf(chosen), remembered: chosen?.reasons.some(({ kind }) => kind === 'remembered') ?? false,
  });
}

/** What stands between the reasons, of which the first is the best. */
export const BETWEEN = ' · ';

/** @param {Candidate | undefined} candidate */
export const whyOf = (candidate) => candidate?.reasons.map(({ text }) => text).join(BETWEEN) ?? '';

/**
 * Returns the capture as it goes on with the lead that the user has chosen.
 * @param {Capture} capture
 * @param {boolean} remembered whether the choice holds for the site
 * @returns {Capture}
 */
export const chosenFor = (capture, remembered) => ({
  ...capture, why: capture.site ? `You chose it for ${capture.site}` : 'You chose it', remembered,
  offered: false, decided: false, query: '', found: null, finding: false, unfound: '', front: 'page',
});

/**
 * Takes away that a lead was chosen for the site.
 * @param {State} state
 * @returns {State}
 */
export function forgotten(state) {
  const matches = state.capture?.matches;
  if (!matches) return withCapture(state, { remembered: false, why: '' });
  const candidates = matches.candidates.map((one) => ({ ...one, reasons: one.reasons.filter(({ kind }) => kind !== 'remembered') }));
  const why = whyOf(candidates.find(({ lead }) => lead.id === state.leadId));
  return withCapture(state, { remembered: false, matches: { ...matches, candidates }, why });
}

/**
 * Lists the leads to choose from, under the words that say what they are.
 * @param {Capture} capture
 * @returns {{ title: string, leads: Candidate[] }[]}
 */
export function choicesOf({ query, found, matches }) {
  if (query.trim() !== '') return found && found.length > 0 ? [{ title: 'Found', leads: found }] : [];
  const sections = [
    { title: 'Matches', leads: matches?.candidates ?? [] },
    { title: 'Open lately', leads: matches ? matches.recent : found ?? [] },
  ];
  return sections.filter(({ leads }) => leads.length > 0);
}

/**
 * Finds a lead among those to choose from.
 * @param {Capture} capture
 * @param {string} id
 */
export const choiceOf = (capture, id) => choicesOf(capture).flatMap(({ leads }) => leads).find(({ lead }) => lead.id === id);

/**
 * Reports whether the page in front is another one than what the panel shows.
 * @param {State} state
 */
export function isOtherPage({ capture, url }) {
  return capture !== null && !isSamePage(capture.url, url);
}

/**
 * Reports whether the panel already shows what the page in front is about.
 * @param {State} state
 */
export function showsPage({ capture, url, page, leadId, screen }) {
  if (capture && isSamePage(capture.url, url)) return true;
  if (screen === 'starting' || page?.lead_id !== leadId) return false;
  return leadId !== '' || (!capture && page.kind !== 'web');
}

/**
 * Returns the name under which the edits in sight are kept: of the lead, or, for a lead that
 * is still to be made, of the page.
 * @param {State} state
 */
export const keptAs = ({ screen, leadId, capture }) => (screen === 'create' && capture ? `page:${capture.reading?.url ?? capture.url}` : leadId);
