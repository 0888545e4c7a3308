// A panel without a browser or a backend, for the tests of its actions.

import { panelActions } from '../../panel/app/actions.js';
import { accountIn, appliedOf, entryOf, field, journalOf, recipesOf, sessionOf, viewOf, vocabulary } from './fixtures.js';

/** @import {Applied, Problem} from '../../api' */
/** @import {Backend} from '../../panel/services/backend.js' */
/** @import {Drafts} from '../../panel/values/draft.js' */

export const fields = [field('name', 'text', 'Acme'), field('url', 'url', 'one')];

/** @template T @param {T} data */
export const good = (data) => /** @type {const} */ ({ ok: true, data });

/** An answer to an undo, as the backend gives it. @param {{ applied?: Applied, problem?: Problem }} became */
export const undone = (became) => good({ entry: 'entr_1', ...became, notice: { kind: 'saved', text: 'Undone.', badge: '✓' } });

/** @param {Problem} problem */
export const bad = (problem) => /** @type {const} */ ({ ok: false, problem });

/**
 * A panel in a world of its own, where page addresses are lead ids.
 * @param {Partial<Backend>} [answers]
 * @param {'popup' | 'tab' | 'side'} [surface]
 */
export function world(answers = {}, surface = 'popup') {
  const me = sessionOf([accountIn('orga_1', 'Held-out Inc')]);
  const stored = { views: new Map(), drafts: /** @type {Map<string, Drafts>} */ (new Map()), undo: new Map(), asked: new Map(), decided: new Map(), pageFields: new Map(), recipe: /** @type {any[]} */ ([]) };
  const seen = { focus: '', opened: '', saved: '', online: true, readable: true, closed: false, follow: /** @type {(url: string) => void} */ (() => {}) };
  let intents = 0;
  /** @type {Backend} */
  const backend = {
    page: async (url) => good({ kind: url ? 'lead' : 'close', lead_id: url, detail: url ? '' : 'Open a lead.' }),
    readPage: async ({ url, title }) => good({ page: { kind: 'web', lead_id: '', detail: '', site: 'acme.example' }, url, title, selection: '', around: '', suggestions: [], emails: [], phones: [], names: [] }),
    pageSettings: async () => good({ country: '' }),
    setPageSettings: async (settings) => good(settings),
    match: async () => good({ lead_id: '', candidates: [], recent: [] }),
    chooseLead: async (choice) => good(choice),
    findLeads: async () => good({ leads: [] }),
    previewNew: async () => good({ lead: viewOf([]).lead, changes: [], unchanged: [], conflicts: [], errors: [], requests: [] }),
    create: async () => good({ sent: [], changes: [], unchanged: [], ignored: [], view: viewOf(fields, 'lead_new') }),
    session: async () => good(me),
    signIn: async () => good(me),
    signInWithClose: async () => good(me),
    signOutOf: async () => good(sessionOf([])),
    signOut: async () => good(sessionOf([])),
    lead: async (id) => good(viewOf(fields, id)),
    leadAnew: async (id) => good(viewOf(fields, id)),
    preview: async () => good({ lead: viewOf([]).lead, changes: [], unchanged: [], conflicts: [], errors: [], requests: [] }),
    apply: async (id) => good({ sent: [], changes: [], unchanged: [], ignored: [], view: viewOf(fields, id) }),
    journal: async () => good(journalOf([])),
    entry: async (id) => good(entryOf(id)),
    deliver: async () => good({ unsettled: 0 }),
    checkEntry: async (id) => good(entryOf(id)),
    giveUp: async (id) => good(entryOf(id, { state: 'rejected' })),
    undo: async () => undone({ applied: appliedOf({ view: viewOf(fields) }) }),
    since: async () => good({ changes: [] }),
    previewUndo: async () => good({ results: [] }),
    undoEntries: async () => good({ results: [] }),
    exportJournal: async (format) => good({ name: `log.${format}`, type: 'text/plain', text: format }),
    clearJournal: async () => good({ entries: 0 }),
    journalSettings: async (settings) => good(settings),
    recipes: async () => good(recipesOf([])),
    storeRecipe: async (id, recipe) => good(recipesOf([{ ...recipe, id: id === 'new' ? 'recipe-new' : id }], { stored: id === 'new' ? 'recipe-new' : id })),
    deleteRecipe: async () => good(recipesOf([])),
    orderRecipes: async () => good(recipesOf([])),
    starters: async () => good(recipesOf([])),
    vocabulary: async () => good(vocabulary),
    exportRecipes: async () => good({ name: 'recipes.json', type: 'application/json', text: '{}' }),
    previewImport: async () => good({ recipes: [] }),
    importRecipes: async () => good(recipesOf([])),
    fill: async () => good({ questions: [], issues: [] }),
    clickMenu: async () => good({ kind: 'saved', text: 'Done.', badge: '✓' }),
    ...answers,
  };
  const act = panelActions({
    backend,
    storage: {
      view: async (id) => stored.views.get(id) ?? null,
      keepView: async (view, at) => { stored.views.set(view.lead.id, { view, at }); },
      dropView: async (id) => { stored.views.delete(id); },
      dropViews: async () => stored.views.clear(),
      leave: async (organization) => {
        stored.views.clear();
        for (const [id, undo] of stored.undo) if (organization === undefined || undo?.organization === organization) stored.undo.delete(id);
      },
      drafts: async (id) => stored.drafts.get(id) ?? {},
      keepDrafts: async (id, drafts) => { stored.drafts.set(id, drafts); },
      undo: async (id) => stored.undo.get(id) ?? null,
      keepUndo: async (id, undo) => { stored.undo.set(id, undo); },
      asked: (id) => stored.asked.get(id) ?? null,
      keepAsked: (id, asked) => { if (asked) stored.asked.set(id, asked); else stored.asked.delete(id); },
      decided: (id) => stored.decided.get(id) ?? null,
      keepDecided: (id, url) => { stored.decided.set(id, url); },
      pageField: (organization) => stored.pageFields.get(organization) ?? '',
      keepPageField: (organization, key) => { stored.pageFields.set(organization, key); },
      recipe: () => stored.recipe.at(-1) ?? null,
      keepRecipe: (written) => { stored.recipe.push(written); },
      countDrafts: async () => [...stored.drafts.values()].filter((drafts) => Object.keys(drafts).length > 0).length,
      forget: async () => { stored.drafts.clear(); stored.views.clear(); stored.undo.clear(); stored.asked.clear(); },
    },
    browser: {
      activeTab: async () => ({ id: 1, url: 'lead_1' }),
      readPage: async () => {
        if (!seen.readable) throw new Error('forbidden');
        return { url: 'https://acme.example/', title: 'Acme' };
      },
      followTab: (_, moved) => { seen.follow = moved; },
      followWindow: (moved) => { seen.follow = moved; },
      openBeside: async () => { seen.opened = 'side'; },
      readSelectionOf: async () => 'selected',
      openTab: async (url) => { seen.opened = url; },
      panelAddress: (id, log) => `panel?${id}${log ? '&log' : ''}`,
    },
    takeClicked: async () => undefined,
    menuTitle: async () => '',
    render: () => {},
    focus: (target) => { seen.focus = target; },
    copy: async () => {},
    paste: async () => 'copied',
    now: () => 1,
    visible: () => true,
    online: () => seen.online,
    region: () => 'DE',
    newIntent: () => `intent-${++intents}`,
    save: (name) => { seen.saved = name; },
    close: () => { seen.closed = true; },
  }, surface);
  return { act, stored, seen };
}

/** A promise that the test settles. @template T */
export function later() {
  let settle = /** @type {(value: T) => void} */ (() => {});
  const promise = new Promise((/** @type {(value: T) => void} */ resolve) => { settle = resolve; });
  return { promise, settle };
}
