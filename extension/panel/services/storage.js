// What the panel stores between openings: the last view of each lead, so that it can paint
// at once, the edits that were not applied, so that nothing typed is lost, the apply that
// was not answered, so that it is asked again as the same, and the way back from the last
// one.

import { keyOf } from '../values/field-keys.js';

/** @import {Base, EditsRequest, LeadView, Recipe} from '../../api' */
/** @import {Drafts} from '../values/draft.js' */

/**
 * @typedef {Object} Undo
 * @property {'undo' | 'redo'} kind what sending it would mean to the user
 * @property {string} entry the id in the journal of what it takes back
 * @property {string} [intent] under which it was sent, while its answer is not there
 * @property {string[]} names of what it changes
 * @property {number} at when what it takes back was done
 * @property {string} until until when the backend has it offered; empty where that is not known yet
 * @property {string} user who did that
 * @property {string} organization where
 * @property {boolean} dismissed whether the user has put the offer away; the key still works
 * @property {Base} base what the user has seen of the fields that are to be written over
 * @property {string[]} keep the keys of the fields that stay as Close has them
 */

/**
 * @typedef {Object} Asked an apply whose answer is not there yet
 * @property {string} intent
 * @property {EditsRequest & { account?: string }} body what was asked for under it; the account is that of a new lead
 * @property {number} at when the user first asked
 */

/**
 * @typedef {Object} Store the functions of browser/store.js, so that tests can bring their own
 * @property {(store: 'drafts' | 'views', key: string) => Promise<any>} get
 * @property {(store: 'drafts' | 'views', key: string, value: unknown) => Promise<unknown>} put
 * @property {(store: 'drafts' | 'views', key: string) => Promise<unknown>} del
 * @property {(store: 'drafts' | 'views') => Promise<unknown>} clear
 */

/**
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} Mirror what takes a text at once, while
 * a write to the store needs a moment that a closing popup does not have
 */

/** The entry that lists the leads with drafts: no lead has such an id. */
const INDEX = '#leads';

/** Before the lead's id, for what takes its last apply back. */
const UNDO = 'undo:';

/** The entry that gives, for each lead with an undo, the organization that it is in. */
const UNDOS = '#undos';

/** Before the lead's id, in the mirror. */
const MIRRORED = 'drafts:';

/** Before the lead's id, in the mirror, for the page whose suggestions were gone through. */
const DECIDED = 'decided:';

/** Before the organization's id, in the mirror, for the field that keeps the address of a page. */
const PAGE_FIELD = 'page-field:';

/** Before the lead's id, in the mirror, for the apply that was not answered. */
const ASKED = 'asked:';

/** The recipe that is being written, in the mirror. */
const RECIPE = 'recipe-written';

/**
 * @param {Store} store
 * @param {Mirror} mirror
 */
export function storageOver(store, mirror) {
  /**
   * Writes of drafts follow one another.
   * @type {Promise<unknown>}
   */
  let last = Promise.resolve();
  /**
   * The drafts to write last, by lead: older ones need not be written any more.
   * @type {Map<string, Drafts>}
   */
  const latest = new Map();

  /** @returns {Promise<string[]>} */
  const leads = async () => (await store.get('drafts', INDEX)) ?? [];

  /** @returns {Promise<Record<string, string>>} */
  const undos = async () => (await store.get('drafts', UNDOS)) ?? {};

  /**
   * Lets a write follow the one before it.
   * @param {() => Promise<unknown>} work
   */
  function queue(work) {
    const done = last.then(work);
    // The caller hears of a failure; the next write does not depend on it.
    last = done.catch(() => {});
    return done;
  }

  /** @param {string} leadId */
  async function write(leadId) {
    const drafts = latest.get(leadId);
    if (!drafts) return;
    const empty = Object.keys(drafts).length === 0;
    await (empty ? store.del('drafts', leadId) : store.put('drafts', leadId, drafts));
    const known = await leads();
    if (known.includes(leadId) === empty) {
      await store.put('drafts', INDEX, empty ? known.filter((id) => id !== leadId) : [...known, leadId]);
    }
    if (latest.get(leadId) !== drafts) return;
    latest.delete(leadId);
    mirror.removeItem(MIRRORED + leadId);
  }

  /**
   * Keeps the edits of a lead; no edits leave nothing behind. The net has them when
   * this returns, the store when the promise is fulfilled.
   * @param {string} leadId
   * @param {Drafts} drafts
   * @returns {Promise<unknown>}
   */
  function keepDrafts(leadId, drafts) {
    latest.set(leadId, drafts);
    try {
      mirror.setItem(MIRRORED + leadId, JSON.stringify(drafts));
    } catch {
      // A net that is full takes nothing more; an older catch must not win over the store.
      mirror.removeItem(MIRRORED + leadId);
    }
    return queue(() => write(leadId));
  }

  /**
   * Keeps the undo of a lead. It is listed before it is there and until it is gone, so
   * that none is ever missed when they are to be forgotten.
   * @param {string} leadId
   * @param {Undo | null} undo
   */
  async function writeUndo(leadId, undo) {
    const known = await undos();
    if (undo) {
      await store.put('drafts', UNDOS, { ...known, [leadId]: undo.organization });
      await store.put('drafts', UNDO + leadId, undo);
    } else {
      delete known[leadId];
      await store.del('drafts', UNDO + leadId);
      await store.put('drafts', UNDOS, known);
    }
  }

  /**
   * Keeps a text that can be done without where the mirror is full.
   * @param {string} name
   * @param {string} text
   */
  function mirrorText(name, text) {
    try {
      mirror.setItem(name, text);
    } catch {
      mirror.removeItem(name);
    }
  }

  /**
   * Empties the mirror of everything whose name begins with one of these.
   * @param {string[]} prefixes
   */
  function sweep(prefixes) {
    const keys = Array.from({ length: mirror.length }, (_, i) => mirror.key(i) ?? '');
    for (const key of keys) if (prefixes.some((prefix) => key.startsWith(prefix))) mirror.removeItem(key);
  }

  /** @param {string} [organization] */
  async function dropUndos(organization) {
    for (const [leadId, of] of Object.entries(await undos())) {
      if (organization === undefined || of === organization) await writeUndo(leadId, null);
    }
  }

  return {
    keepDrafts,

    /**
     * Returns the last view of a lead with the time it was read, or null.
     * @param {string} leadId
     * @returns {Promise<{ view: LeadView, at: number } | null>}
     */
    view: async (leadId) => (await store.get('views', leadId)) ?? null,

    /**
     * @param {LeadView} view
     * @param {number} at
     */
    keepView: (view, at) => store.put('views', view.lead.id, { view, at }),

    /** @param {string} leadId */
    dropView: (leadId) => store.del('views', leadId),

    /** Forgets every view: they belong to the account that was signed in. */
    dropViews: () => store.clear('views'),

    /**
     * Forgets what was read from Close, which pages went with it, and what could be undone,
     * as signing out does.
     * Edits stay: they are the user's own.
     * @param {string} [organization] whose undos go; all of them where it is absent
     */
    async leave(organization) {
      sweep([DECIDED]);
      await Promise.all([store.clear('views'), queue(() => dropUndos(organization))]);
    },

    /**
     * Returns the edits of a lead that were not applied. What only the mirror has caught
     * is written to the store now.
     * @param {string} leadId
     * @returns {Promise<Drafts>}
     */
    async drafts(leadId) {
      const mirrored = mirror.getItem(MIRRORED + leadId);
      if (mirrored === null) return (await store.get('drafts', leadId)) ?? {};
      /** @type {Drafts} */
      const drafts = JSON.parse(mirrored);
      await keepDrafts(leadId, drafts);
      return drafts;
    },

    /**
     * Returns what takes the last apply to a lead back, or null.
     * @param {string} leadId
     * @returns {Promise<Undo | null>}
     */
    undo: async (leadId) => readUndo(await store.get('drafts', UNDO + leadId)),

    /**
     * @param {string} leadId
     * @param {Undo | null} undo
     */
    keepUndo: (leadId, undo) => queue(() => writeUndo(leadId, undo)),

    /**
     * Returns the apply to a lead that was not answered, or null.
     * @param {string} leadId
     * @returns {Asked | null}
     */
    asked: (leadId) => JSON.parse(mirror.getItem(ASKED + leadId) ?? 'null'),

    /**
     * Keeps an apply until it is answered; null forgets it. The net alone has it, which is
     * there at once in both directions: an answered one must never be asked again. Where
     * the mirror is full it lasts as long as the panel.
     * @param {string} leadId
     * @param {Asked | null} asked
     */
    keepAsked(leadId, asked) {
      mirror.removeItem(ASKED + leadId);
      if (asked) mirrorText(ASKED + leadId, JSON.stringify(asked));
    },

    /**
     * Returns the page whose suggestions the user has last gone through for a lead, or null.
     * @param {string} leadId
     */
    decided: (leadId) => mirror.getItem(DECIDED + leadId),

    /**
     * @param {string} leadId
     * @param {string} url of the page
     */
    keepDecided: (leadId, url) => mirrorText(DECIDED + leadId, url),

    /**
     * Returns the field that keeps the address of a page in an organization; empty for none.
     * @param {string} organization
     */
    pageField: (organization) => mirror.getItem(PAGE_FIELD + organization) ?? '',

    /**
     * @param {string} organization
     * @param {string} key of the field
     */
    keepPageField: (organization, key) => mirrorText(PAGE_FIELD + organization, key),

    /**
     * Returns the recipe that was being written and not saved, or null.
     * @returns {{ recipe: Recipe, saved: Recipe | null } | null}
     */
    recipe: () => JSON.parse(mirror.getItem(RECIPE) ?? 'null'),

    /**
     * Keeps a recipe while it is written, with what is stored of it; null forgets it.
     * @param {{ recipe: Recipe, saved: Recipe | null } | null} written
     */
    keepRecipe(written) {
      if (written) mirrorText(RECIPE, JSON.stringify(written));
      else mirror.removeItem(RECIPE);
    },

    /** Counts the leads that have edits. */
    async countDrafts() {
      await last;
      return (await leads()).length;
    },

    /** Forgets everything that is kept here. */
    async forget() {
      await last;
      latest.clear();
      sweep([MIRRORED, ASKED, DECIDED, RECIPE]);
      await Promise.all([store.clear('drafts'), store.clear('views')]);
    },
  };
}

/**
 * Reads an undo, also one of the versions that kept the request itself: what the user had
 * decided by then is still in it. One that names no entry cannot be sent any more.
 * @param {(Omit<Undo, 'until' | 'base' | 'keep'> & Partial<Undo> & { request?: EditsRequest }) | undefined} kept
 * @returns {Undo | null}
 */
function readUndo(kept) {
  if (!kept?.entry) return null;
  const { request, ...undo } = kept;
  const edited = request?.edits.map(keyOf) ?? [];
  const keep = Object.keys(request?.base ?? {}).filter((key) => !edited.includes(key));
  return { until: '', base: request?.base ?? {}, keep, ...undo };
}

/** @typedef {ReturnType<typeof storageOver>} PanelStorage */
