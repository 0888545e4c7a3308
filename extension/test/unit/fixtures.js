// Fields and views for the tests of the panel.

/** @import {Account, Applied, Entry, Field, FieldType, Journal, LeadView, Op, Problem, Recipe, RecipeVocabulary, Recipes, Session, Value} from '../../api' */

/** What the backend says of fields that hold records. @type {Partial<Record<FieldType, string[]>>} */
const LABELS = { emails: ['office', 'home'], phones: ['office', 'mobile'], urls: ['url'], addresses: ['business', 'mailing', 'other'] };

/**
 * @param {string} key
 * @param {FieldType} type
 * @param {Value} value
 * @param {Partial<Field>} [more]
 * @returns {Field}
 */
export const field = (key, type, value, more = {}) => {
  const several = more.multiple || LABELS[type] !== undefined;
  const textual = (type === 'text' || type === 'textarea') && !several;
  /** @type {Op[]} */
  const operations = ['set', 'clear', ...(several ? /** @type {Op[]} */ (['add', 'remove']) : []), ...(textual ? /** @type {Op[]} */ (['append']) : [])];
  return {
    key, label: key, type, value, multiple: false, ...(more.locked ? {} : { operations }), ...(LABELS[type] ? { record_labels: LABELS[type] } : {}), ...more,
  };
};

/** The fields of a contact to add, as the backend has them. @type {Field[]} */
export const newContact = [
  field('name', 'text', null, { label: 'Name' }), field('title', 'text', null, { label: 'Title' }), field('emails', 'emails', null, { label: 'Emails' }),
  field('phones', 'phones', null, { label: 'Phones' }), field('urls', 'urls', null, { label: 'URLs' }),
];

/** The fields of a lead to create. @type {Field[]} */
export const newLead = [
  field('name', 'text', null, { label: 'Name', operations: ['set', 'append'] }), field('url', 'url', null, { label: 'URL' }),
  field('description', 'textarea', null, { label: 'Description' }), field('addresses', 'addresses', null, { label: 'Addresses' }),
];

/**
 * @param {Field[]} fields
 * @param {string} [id]
 * @returns {LeadView}
 */
export const viewOf = (fields, id = 'lead_1') => ({
  lead: { id, name: 'Acme GmbH', url: `https://app.close.com/lead/${id}/`, status_id: 'stat_1' },
  organization: { id: 'orga_1', name: 'Held-out Inc' },
  user: { id: 'user_1', name: 'Ada', email: 'ada@example.com' },
  fields,
  contacts: [],
  new_contact: newContact,
  base: Object.fromEntries(fields.map(({ key, value }) => [key, JSON.stringify(value)])),
});

/** What the backend says beside some problems. @type {Record<string, Partial<Problem>>} */
const SAID = {
  offline: { action: 'retry' }, restarted: { action: 'retry' }, 'rate-limited': { action: 'retry' }, 'no-room': { action: 'make_room' },
  forbidden: { hides_lead: true }, 'not-found': { hides_lead: true }, 'plan-limit': { hides_lead: true }, 'bad-request': { hides_lead: true },
  'other-organization': { hides_lead: true, action: 'add_account' },
};

/**
 * @param {number} status
 * @param {string} kind
 * @param {Partial<Problem>} [more]
 * @returns {Problem}
 */
export const problemOf = (status, kind, more = {}) => ({ type: `urn:leadpatch:${kind}`, title: kind, status, detail: `${kind}.`, ...SAID[kind], ...more });

/**
 * @param {string} id of the organization, and of the account
 * @param {string} name of the organization
 * @param {Partial<Account>} [more]
 * @returns {Account}
 */
export const accountIn = (id, name, more = {}) => ({
  id, kind: 'oauth', user: { id: 'user_1', name: 'Ada', email: 'ada@example.com' }, organization: { id, name }, ended: false, ...more,
});

/**
 * The session with these accounts, of which the first good one was used last.
 * @param {Account[]} accounts
 * @param {Partial<Session>} [more]
 * @returns {Session}
 */
export function sessionOf(accounts, more = {}) {
  const used = accounts.find((account) => !account.ended);
  const head = used ? { kind: used.kind, user: used.user, organization: used.organization } : {};
  return { signed_in: used !== undefined, ...head, accounts, can_sign_in_with_close: true, signing_in: false, forms: { lead: newLead, contact: newContact }, ...more };
}

/**
 * An entry of the journal: one change of the URL, saved unless it says otherwise.
 * @param {string} id
 * @param {Partial<Entry>} [more]
 * @returns {Entry}
 */
export const entryOf = (id, more = {}) => {
  const { lead, organization, user } = viewOf([]);
  return {
    id, state: 'applied', settled: true, sentence: `${id} has ended.`, at: '2026-01-05T10:00:00Z', lead, organization, user, surface: 'popup',
    changes: [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }], requests: [], undo: true, ...more,
  };
};

/**
 * An entry of the journal that waits for the network, unless it says otherwise.
 * @param {string} id
 * @param {Partial<Entry>} [more]
 * @returns {Entry}
 */
export const waitingOf = (id, more = {}) => entryOf(id, {
  state: 'intended', settled: false, sentence: `${id} waits.`, due: true, look_in: 3, waiting: { reason: 'offline', detail: '' }, undo: false, ...more,
});

/**
 * What an apply answers that has done nothing, unless it says otherwise.
 * @param {Partial<Applied>} [more]
 * @returns {Applied}
 */
export const appliedOf = (more = {}) => ({ sent: [], changes: [], unchanged: [], ignored: [], ...more });

/**
 * What an apply answers whose entry waits.
 * @param {Entry} pending
 * @param {Partial<Applied>} [more]
 */
export const waitsOf = (pending, more = {}) => appliedOf({ entry: pending.id, waiting: pending.waiting, pending, ...more });

export const bounds = { min_days: 2, max_days: 50, min_entries: 10, max_entries: 2000 };

/**
 * @param {Entry[]} entries
 * @param {Partial<Journal>} [more]
 * @returns {Journal}
 */
export const journalOf = (entries, more = {}) => ({ entries, more: false, unsettled: 0, settings: { days: 90, entries: 1000 }, bounds, ...more });

/**
 * Recipes as the backend lists them, none of which needs repair unless it says otherwise.
 * @param {Partial<Recipe>[]} recipes
 * @param {Partial<Recipes>} [more]
 * @returns {Recipes}
 */
export const recipesOf = (recipes, more = {}) => ({
  recipes: recipes.map((recipe, i) => ({ recipe: { id: `recipe-${i + 1}`, name: `Recipe ${i + 1}`, steps: [], ...recipe }, issues: [], summary: 'URL' })), ...more,
});

/** @type {RecipeVocabulary} */
export const vocabulary = {
  lead_fields: [
    field('name', 'text', null, { label: 'Name', operations: ['set', 'append'] }),
    field('status_id', 'status', null, { label: 'Status', operations: ['set'], options: [{ value: 'stat_1', label: 'Potential' }, { value: 'stat_2', label: 'Lost' }] }),
    field('custom.cf_1', 'choices', null, { label: 'Days', multiple: true, options: [{ value: 'Mon', label: 'Mon' }] }),
    field('custom.cf_2', 'number', null, { label: 'Employees' }),
    field('custom.cf_3', 'text', null, { label: 'Kept', locked: 'Only admins may change this.' }),
  ],
  contact_fields: [field('title', 'text', null, { label: 'Title' })],
  users: [{ value: 'user_1', label: 'Ada' }, { value: 'user_2', label: 'Bob' }, { value: 'user_3', label: 'Bob' }],
  opportunity_statuses: [{ value: 'stat_3', label: 'Won' }],
  placeholders: [{ text: '{{selection}}', help: 'The selected text' }],
  filters: [{ text: 'trim', help: 'Without spaces around it' }],
};
