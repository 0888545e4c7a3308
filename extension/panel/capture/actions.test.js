import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { accountIn, entryOf, field, problemOf, sessionOf, viewOf, waitingOf, waitsOf } from '../../test/unit/fixtures.js';
import { bad, good, later, world } from '../../test/unit/panel-world.js';

/** @import {Candidate, CreateRequest, EditsRequest, MatchRequest, PageContext, SiteChoice, Suggestion} from '../../api' */
/** @import {Backend} from '../services/backend.js' */

const url = 'https://acme.example/';
const fields = [field('name', 'text', 'Acme GmbH'), field('url', 'url', null), field('description', 'textarea', 'Widgets.')];

/** @type {Suggestion[]} */
const suggestions = [
  { id: 'n', field: 'name', value: 'Acme', source: 'from its title', confidence: 'low' },
  { id: 'u', field: 'url', value: url, source: 'from its address', confidence: 'high' },
  { id: 'd', field: 'description', value: 'Gadgets.', source: 'from its description', confidence: 'medium' },
];

/** @param {string} id @param {string} [text] @returns {Candidate} */
const candidate = (id, text = 'Its URL is on acme.example') => ({
  lead: { ...viewOf([]).lead, id }, organization: viewOf([]).organization, reasons: [{ kind: 'url', text }], exact: true,
});

/**
 * A panel over a page of acme.example.
 * @param {Partial<Backend>} [answers]
 * @param {'popup' | 'side'} [surface]
 */
const over = (answers = {}, surface = 'popup') => world({
  page: async (at) => good({ kind: 'web', lead_id: '', detail: '', site: new URL(at.startsWith('lead_1') ? url : at).hostname }),
  readPage: async () => good({
    page: { kind: 'web', lead_id: '', detail: '', site: 'acme.example' }, url, title: 'Acme', selection: '', around: '', suggestions,
    emails: ['hi@acme.example'], phones: ['+4930123'], names: ['Acme'],
  }),
  match: async () => good({ lead_id: 'lead_1', candidates: [candidate('lead_1')], recent: [] }),
  lead: async (id) => good(viewOf(fields, id)),
  ...answers,
}, surface);

test('a page is read, matched by what was found on it, and its lead is shown with what it says', async () => {
  /** @type {MatchRequest[]} */
  const asked = [];
  const { act } = over({ match: async (body) => { asked.push(body); return good({ lead_id: 'lead_1', candidates: [candidate('lead_1')], recent: [] }); } });
  await act.start('');
  assert.deepEqual(asked, [{ url, emails: ['hi@acme.example'], phones: ['+4930123'], names: ['Acme'] }]);
  assert.deepEqual([act.state.screen, act.state.mode, act.state.leadId], ['lead', 'page', 'lead_1']);
  assert.equal(act.state.capture?.why, 'Its URL is on acme.example');
  assert.deepEqual(Object.keys(act.state.drafts), ['url']);
});

test('nothing is read before somebody is signed in', async () => {
  let read = 0;
  const { act } = over({ session: async () => good(sessionOf([])), readPage: async () => { read += 1; return bad(problemOf(500, 'backend')); } });
  await act.start('');
  assert.equal(act.state.screen, 'sign-in');
  assert.equal(read, 0);
});

test('what was offered and not looked at is not kept, what was ticked is', async () => {
  const { act, stored } = over();
  await act.start('');
  assert.deepEqual(stored.drafts.get('lead_1') ?? {}, {});
  act.tick('d', true);
  assert.deepEqual(Object.keys(stored.drafts.get('lead_1') ?? {}).sort(), ['description', 'url']);
  act.tick('u', false);
  await act.start('');
  assert.deepEqual(Object.keys(act.state.drafts), ['description'], 'an unticked one does not come back ticked');
});

test('an apply sends the ticked ones, and what was only offered counts as chosen from then on', async () => {
  const answer = later();
  /** @type {EditsRequest[]} */
  const bodies = [];
  const { act, stored } = over({ apply: (_, body) => { bodies.push(body); return /** @type {any} */ (answer.promise); } });
  await act.start('');
  act.tickNote(true);
  void act.apply();
  await settled();
  assert.deepEqual(bodies[0], {
    edits: [{ field: 'url', op: 'set', value: url }], base: { url: 'null' }, steps: [{ do: 'note', text: `Acme\n${url}` }],
    intent: 'intent-1', surface: 'popup',
  });
  assert.deepEqual(Object.keys(stored.drafts.get('lead_1') ?? {}).sort(), ['note', 'url'], 'kept while the answer is not there');
  const changes = [{ field: 'url', label: 'URL', now: null, after: url }, { field: 'note', label: 'Note', now: null, after: 'Acme' }];
  answer.settle(good({ sent: [], changes, unchanged: [], ignored: [], view: viewOf([fields[0], { ...fields[1], value: url }].map((it) => /** @type {any} */ (it))) }));
  await settled();
  assert.deepEqual([act.state.mode, act.state.drafts, act.state.outcome?.text], ['page', {}, '2 changes saved.']);
});

test('with several leads, or none, the user chooses, and the choice holds for the site', async () => {
  /** @type {SiteChoice[]} */
  const choices = [];
  const { act, seen } = over({
    match: async () => good({ lead_id: '', candidates: [candidate('lead_1'), candidate('lead_2')], recent: [candidate('lead_3', 'Open lately')] }),
    chooseLead: async (choice) => { choices.push(choice); return good(choice); },
  });
  await act.start('');
  assert.deepEqual([act.state.screen, seen.focus], ['capture', 'find-lead']);
  await act.choose('lead_unknown');
  assert.equal(act.state.leadId, '', 'only what is listed can be chosen');
  await act.choose('lead_3');
  assert.deepEqual(choices, [{ url, lead_id: 'lead_3' }]);
  assert.deepEqual([act.state.leadId, act.state.mode, act.state.capture?.why], ['lead_3', 'page', 'You chose it for acme.example']);
  await act.forgetChoice();
  assert.deepEqual(choices[1], { url, lead_id: '' });
  assert.equal(act.state.capture?.remembered, false);
});

test('another lead is chosen over the one in front, whose ticks stay with it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { act, stored } = over({ findLeads: async () => good({ leads: [candidate('lead_9', 'Called Nine')] }) });
  await act.start('');
  act.tick('d', true);
  await act.openChooser();
  assert.equal(act.state.mode, 'choose');
  act.searchLeads('nine');
  assert.equal(act.state.capture?.finding, true);
  t.mock.timers.tick(250);
  await settled();
  await act.choose('lead_9');
  assert.equal(act.state.leadId, 'lead_9');
  assert.deepEqual(Object.keys(stored.drafts.get('lead_1') ?? {}).sort(), ['description', 'url']);
  assert.deepEqual(Object.keys(act.state.drafts), ['url'], 'what fills an empty field is offered to this one again');
});

test('Close is asked once the typing has stopped, and a late answer is dropped', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const first = later();
  /** @type {string[]} */
  const asked = [];
  const { act } = over({
    match: async () => good({ lead_id: '', candidates: [], recent: [] }),
    findLeads: (q) => { asked.push(q); return /** @type {any} */ (q === 'ac' ? first.promise : Promise.resolve(good({ leads: [candidate(`lead_${q}`)] }))); },
  });
  await act.start('');
  for (const q of ['a', 'ac']) act.searchLeads(q);
  t.mock.timers.tick(250);
  act.searchLeads('acme');
  t.mock.timers.tick(250);
  await settled();
  first.settle(good({ leads: [candidate('lead_late')] }));
  await settled();
  assert.deepEqual(asked, ['ac', 'acme']);
  assert.deepEqual(act.state.capture?.found?.map(({ lead }) => lead.id), ['lead_acme']);
});

test('a page that may not be read still has a lead and an address', async () => {
  /** @type {PageContext[]} */
  const contexts = [];
  const { act, seen } = over({
    readPage: async (context) => {
      contexts.push(context);
      return good({
        page: { kind: 'web', lead_id: '', detail: '' }, url, title: '', selection: '', around: '', suggestions: [], emails: [], phones: [], names: [],
      });
    },
  });
  seen.readable = false;
  await act.start('');
  assert.deepEqual(contexts, [{ url: 'lead_1', title: '' }]);
  assert.match(act.state.capture?.refused ?? '', /lets no extension read this page/);
  assert.equal(act.state.leadId, 'lead_1');
});

test('a page of the browser itself has no lead, and any can be looked for', async () => {
  const { act } = world({
    page: async () => good({ kind: 'unreadable', lead_id: '', detail: 'The browser keeps its own pages to itself.' }),
    findLeads: async () => good({ leads: [candidate('lead_7')] }),
  });
  await act.start('');
  assert.equal(act.state.screen, 'no-lead');
  await act.openChooser();
  await act.choose('lead_7');
  assert.deepEqual([act.state.leadId, act.state.mode, act.state.capture], ['lead_7', 'list', null]);
});

test('what cannot be matched can be tried again', async () => {
  let tries = 0;
  const { act } = over({
    match: async () => { tries += 1; return tries === 1 ? bad(problemOf(503, 'offline')) : good({ lead_id: 'lead_1', candidates: [], recent: [] }); },
  });
  await act.start('');
  assert.equal(act.state.screen, 'problem');
  await act.takeStep('retry');
  assert.equal(act.state.leadId, 'lead_1');
});

/** A panel over a page that is no lead's yet. @param {Partial<Backend>} [answers] */
const unknown = (answers = {}) => over({ match: async () => good({ lead_id: '', candidates: [], recent: [] }), ...answers });

test('a lead is made of what the page says, and the panel is on it', async () => {
  /** @type {CreateRequest[]} */
  const bodies = [];
  /** @type {SiteChoice[]} */
  const choices = [];
  const { act, stored } = unknown({
    chooseLead: async (choice) => { choices.push(choice); return good(choice); },
    create: async (body) => {
      bodies.push(body);
      return good({ sent: [], changes: [], unchanged: [], ignored: [], view: viewOf(fields, 'lead_new') });
    },
  });
  await act.start('');
  await act.create();
  assert.equal(act.state.screen, 'create');
  act.edit('name', { value: 'Acme Holding' });
  assert.deepEqual(Object.keys(stored.drafts.get(`page:${url}`) ?? {}), ['name'], 'what was typed is kept for the page');
  await act.review();
  await act.apply();
  assert.deepEqual(bodies, [{
    account: 'orga_1',
    edits: [
      { field: 'name', op: 'set', value: 'Acme Holding' }, { field: 'url', op: 'set', value: url }, { field: 'description', op: 'set', value: 'Gadgets.' },
    ],
    intent: 'intent-1', surface: 'popup',
  }]);
  assert.deepEqual([act.state.screen, act.state.leadId, act.state.outcome?.text], ['lead', 'lead_new', 'Acme GmbH created.']);
  assert.equal(act.state.outcome?.open, viewOf([], 'lead_new').lead.url);
  assert.deepEqual(choices, [{ url, lead_id: 'lead_new' }]);
  assert.deepEqual([act.state.drafts, stored.drafts.get(`page:${url}`)], [{}, {}]);
});

test('a lead that was begun is gone on with when the panel opens again', async () => {
  const { act } = unknown();
  await act.start('');
  await act.create();
  act.edit('name', { value: 'Acme Holding' });
  await act.start('');
  assert.deepEqual([act.state.screen, act.state.drafts.name?.value], ['create', 'Acme Holding']);
  act.leaveCreate();
  assert.equal(act.state.screen, 'capture');
  await act.create();
  assert.equal(act.state.drafts.name?.value, 'Acme Holding');
});

test('a lead without a name is not sent', async () => {
  let asked = 0;
  const { act, seen } = unknown({ create: async () => { asked += 1; return bad(problemOf(500, 'backend')); } });
  await act.start('');
  await act.create();
  act.edit('name', { value: ' ' });
  await act.apply();
  assert.deepEqual([asked, act.state.errors.name, seen.focus], [0, 'Write a name.', 'name']);
});

test('a lead whose making was not answered is asked for under the same name', async () => {
  /** @type {(string | undefined)[]} */
  const intents = [];
  const { act } = unknown({ create: async ({ intent }) => { intents.push(intent); return bad(problemOf(503, 'restarted')); } });
  await act.start('');
  await act.create();
  await act.apply();
  assert.deepEqual([act.state.screen, intents], ['create', ['intent-1', 'intent-1']]);
  await act.start('');
  assert.deepEqual(intents, Array(4).fill('intent-1'), 'also when the panel is opened again');
});

test('a lead that waits for the network is not made twice by hand', async () => {
  const { lead } = viewOf([], 'lead_new');
  const { act } = unknown({
    create: async () => good(waitsOf(waitingOf('entr_1', { created: true }))),
    entry: async (id) => good(entryOf(id, { created: true, lead })),
  });
  await act.start('');
  await act.create();
  await act.apply();
  assert.deepEqual([act.state.screen, act.state.outcome?.tone, act.state.drafts], ['capture', 'waiting', {}]);
  assert.equal(act.state.outcome?.text, 'entr_1 waits.');
  act.attend();
  await settled();
  assert.deepEqual([act.state.outcome?.text, act.state.outcome?.open, act.state.pending], ['entr_1 has ended.', lead.url, []]);
});

test('a lead is made in the organization that was chosen', async () => {
  /** @type {CreateRequest[]} */
  const bodies = [];
  const { act } = unknown({
    session: async () => good(sessionOf([accountIn('orga_1', 'One'), accountIn('orga_2', 'Two')])),
    create: async (body) => { bodies.push(body); return bad(problemOf(403, 'forbidden')); },
  });
  await act.start('');
  await act.create();
  act.makeIn('orga_2');
  assert.equal(act.state.view?.organization.name, 'Two');
  await act.apply();
  assert.equal(bodies[0]?.account, 'orga_2');
});

test('the page moves on: ticks stay with the lead they were made for', async () => {
  const { act, seen } = over({}, 'side');
  await act.start('');
  act.tick('d', true);
  seen.follow('https://other.example/');
  await settled();
  assert.deepEqual([act.state.leadId, act.state.capture?.url], ['lead_1', 'lead_1']);
  await act.switchLead();
  assert.deepEqual([act.state.screen, act.state.capture?.site, act.state.capture?.reading], ['capture', 'other.example', null]);
  assert.deepEqual(act.state.drafts, {});
});

test('a page that comes by itself is read when the user asks, and what was offered before is left behind', async () => {
  const { act, seen, stored } = over({}, 'side');
  await act.start('');
  assert.deepEqual(Object.keys(act.state.drafts), ['url']);
  seen.follow('https://other.example/');
  await settled();
  assert.deepEqual([act.state.screen, act.state.capture?.reading, act.state.drafts], ['capture', null, {}]);
  assert.deepEqual(stored.drafts.get('lead_1') ?? {}, {});
  act.readPage();
  await settled();
  assert.equal(act.state.leadId, 'lead_1');
});

test('a place in the same page is the same page', async () => {
  const { act, seen } = over();
  await act.start('');
  seen.follow('lead_1#team');
  await settled();
  assert.deepEqual([act.state.leadId, act.state.mode], ['lead_1', 'page']);
});

test('the answer for a page that is gone is dropped', async () => {
  const reading = later();
  const { act, seen } = over({ match: () => /** @type {any} */ (reading.promise) }, 'side');
  void act.start('');
  await settled();
  seen.follow('https://other.example/');
  await settled();
  reading.settle(good({ lead_id: 'lead_1', candidates: [candidate('lead_1')], recent: [] }));
  await settled();
  assert.deepEqual([act.state.leadId, act.state.capture?.site], ['', 'other.example']);
});

test('numbers are read as those of the browser’s country, and of another once somebody says so', async () => {
  let country = '';
  let read = 0;
  const { act } = over({
    pageSettings: async () => good({ country }),
    setPageSettings: async (settings) => { country = settings.country; return good(settings); },
    readPage: async ({ title }) => {
      read += 1;
      return good({ page: { kind: 'web', lead_id: '', detail: '', site: 'acme.example' }, url, title, selection: '', around: '', suggestions, emails: [], phones: [], names: [] });
    },
  });
  await act.start('');
  assert.deepEqual([country, act.state.capture?.country, read], ['DE', 'DE', 1]);
  act.readNumbersOf('AT');
  await settled();
  assert.deepEqual([country, act.state.capture?.country, read, act.state.leadId], ['AT', 'AT', 2, 'lead_1']);
});

test('a country that is refused is said, and the page stays as it was read', async () => {
  const { act } = over({ setPageSettings: async () => bad(problemOf(400, 'bad-request', { detail: 'There is no country with this code.' })) });
  await act.start('');
  assert.equal(act.state.capture?.country, '');
  act.readNumbersOf('XX');
  await settled();
  assert.match(act.state.outcome?.text ?? '', /no country/);
  assert.equal(act.state.capture?.work, '');
});
