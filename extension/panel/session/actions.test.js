import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { accountIn, appliedOf, problemOf, sessionOf, viewOf } from '../../test/unit/fixtures.js';
import { bad, fields, good, later, undone, world } from '../../test/unit/panel-world.js';

/** @import {Account, Session} from '../../api' */
/** @import {Answer as AnswerWith, Backend} from '../services/backend.js' */

/** @typedef {AnswerWith<Session>} Answer */

// A panel that waits for a window looks every two seconds: here only when a test says so.
beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

const first = accountIn('orga_1', 'Held-out Inc');
const second = accountIn('orga_2', 'Second GmbH');
const over = { ...first, ended: true };
const mine = { label: 'URL', value: 'mine', was: 'one', base: '"one"' };

/**
 * A panel in a tab on lead_1 of the first organization, and a backend with accounts that
 * a test may change.
 * @param {Account[]} accounts
 * @param {Partial<Backend>} [answers]
 */
function signedIn(accounts, answers = {}) {
  const close = { accounts, signing: false, windows: /** @type {(string | undefined)[]} */ ([]), answer: later() };
  const session = () => sessionOf(close.accounts, { signing_in: close.signing });
  const read = async (/** @type {string} */ id) => {
    const account = close.accounts.find((one) => one.organization.id === 'orga_1');
    if (!account) return bad(close.accounts.length > 0 ? problemOf(403, 'other-organization') : problemOf(401, 'signed-out'));
    return account.ended ? bad(problemOf(401, 'session-ended', { account: account.id })) : good(viewOf(fields, id));
  };
  const panel = world({
    lead: read, leadAnew: read,
    session: async () => good(session()),
    signInWithClose: async (account) => {
      close.windows.push(account);
      close.answer = later();
      return /** @type {Promise<Answer>} */ (close.answer.promise);
    },
    signOutOf: async (id) => {
      close.accounts = close.accounts.filter((account) => account.id !== id);
      return good(session());
    },
    apply: async (id) => {
      const view = await read(id);
      return view.ok ? good({ sent: [], changes: [], unchanged: [], ignored: [], view: view.data }) : view;
    },
    ...answers,
  }, 'tab');
  /** @param {Account[]} now */
  const done = async (now) => {
    close.accounts = now;
    close.answer.settle(good(session()));
    await settled();
  };
  return { ...panel, close, done };
}

test('signing in with Close goes on to the lead by itself, with the edits', async () => {
  const { act, seen, stored, close, done } = signedIn([]);
  stored.drafts.set('lead_1', { url: mine });
  await act.start('lead_1');
  assert.deepEqual([act.state.screen, seen.focus], ['sign-in', 'sign-in-close']);
  void act.signInWithClose();
  void act.signInWithClose();
  await settled();
  assert.equal(act.state.signIn.window, true);
  assert.deepEqual(close.windows, [''], 'pressing it again opens no second window');
  await done([first]);
  assert.deepEqual([act.state.screen, act.state.signIn.window, seen.focus], ['lead', false, 'list']);
  assert.equal(act.state.drafts.url?.value, 'mine');
});

test('a window that was closed leaves everything as it was, and can be opened again', async () => {
  const { act, seen, close } = signedIn([]);
  await act.start('lead_1');
  void act.signInWithClose();
  close.answer.settle(bad(problemOf(409, 'sign-in-cancelled')));
  await settled();
  assert.deepEqual([act.state.screen, act.state.signIn.said, act.state.signIn.window], ['sign-in', 'sign-in-cancelled.', false]);
  assert.equal(seen.focus, 'sign-in-close');
  void act.signInWithClose();
  assert.deepEqual([act.state.signIn.said, close.windows.length], ['', 2]);
});

test('an answer that was lost is found in the session, or said to be lost', async () => {
  const lost = problemOf(503, 'restarted');
  const { act, close } = signedIn([]);
  await act.start('lead_1');
  void act.signInWithClose();
  close.answer.settle(bad(lost));
  await settled();
  assert.match(act.state.signIn.said, /restarted/);
  void act.signInWithClose();
  close.signing = true;
  close.answer.settle(bad(lost));
  await settled();
  assert.equal(act.state.signIn.window, true, 'the window is still open');
  Object.assign(close, { signing: false, accounts: [first] });
  act.attend();
  await settled();
  assert.equal(act.state.screen, 'lead');
});

test('a panel that opens while another waits for Close waits too, and goes on', async () => {
  const { act, close } = signedIn([]);
  close.signing = true;
  await act.start('lead_1');
  assert.deepEqual([act.state.screen, act.state.signIn.window], ['sign-in', true]);
  void act.signInWithClose();
  await settled();
  assert.deepEqual(close.windows, []);
  Object.assign(close, { signing: false, accounts: [first] });
  mock.timers.tick(2000);
  await settled();
  assert.equal(act.state.screen, 'lead');
});

test('a window of another panel that was closed is told', async () => {
  const { act, close } = signedIn([]);
  close.signing = true;
  await act.start('lead_1');
  close.signing = false;
  act.attend();
  await settled();
  assert.deepEqual([act.state.signIn.window, act.state.screen], [false, 'sign-in']);
  assert.match(act.state.signIn.said, /Nothing has changed/);
});

test('while its own window is open, the panel does not take silence for an end', async () => {
  const { act, done } = signedIn([]);
  await act.start('lead_1');
  void act.signInWithClose();
  act.attend();
  await settled();
  assert.deepEqual([act.state.signIn.window, act.state.signIn.said], [true, '']);
  await done([first]);
  assert.equal(act.state.screen, 'lead');
});

test('a sign-in that ends leaves the lead and the edits in sight, and comes back in place', async () => {
  const { act, seen, close, done } = signedIn([first, second]);
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  act.filter('url');
  close.accounts = [over, second];
  await act.apply();
  assert.deepEqual([act.state.screen, act.state.ended, act.state.outcome], ['lead', true, null]);
  assert.deepEqual([act.state.view?.lead.id, act.state.drafts.url?.value, seen.focus], ['lead_1', 'mine', 'sign-in-close']);
  seen.focus = '';
  await act.apply();
  assert.equal(seen.focus, 'sign-in-close', 'applying leads to the button, not into the same wall');
  void act.signInWithClose();
  assert.deepEqual(close.windows, ['orga_1']);
  await done([first, second]);
  assert.deepEqual([act.state.ended, act.state.filter, act.state.drafts.url?.value], [false, 'url', 'mine']);
  await act.apply();
  assert.equal(act.state.outcome?.tone, 'done');
});

test('an undo that meets an ended sign-in asks for it too', async () => {
  const changes = [{ field: 'url', label: 'URL', now: 'one', after: 'mine' }];
  const panel = signedIn([first], {
    apply: async (id) => good(appliedOf({ changes, entry: 'e1', undo_until: '1970-01-02T00:00:00Z', view: viewOf(fields, id) })),
    undo: async () => undone({ problem: problemOf(401, 'session-ended', { account: 'orga_1' }) }),
  });
  await panel.act.start('lead_1');
  panel.act.edit('url', { value: 'mine' });
  await panel.act.apply();
  panel.close.accounts = [over];
  await panel.act.undo();
  assert.deepEqual([panel.act.state.ended, panel.act.state.outcome, panel.seen.focus], [true, null, 'sign-in-close']);
  assert.ok(panel.act.state.undo, 'it can be undone once signed in');
});

test('a refused key stands at its field; a good one brings the edits back', async () => {
  let key = '';
  const { act, seen, stored, close } = signedIn([{ ...over, kind: 'key' }], {
    signIn: async (typed) => {
      key = typed;
      if (typed !== 'good') return bad(problemOf(422, 'key-refused'));
      close.accounts = [first];
      return good(sessionOf([first]));
    },
  });
  stored.drafts.set('lead_1', { url: mine });
  stored.views.set('lead_1', { view: viewOf(fields), at: 7 });
  await act.start('lead_1');
  assert.deepEqual([act.state.ended, act.state.readAt, seen.focus], [true, 7, 'sign-in']);
  act.typeKey({ key: ' bad ' });
  await act.signIn();
  assert.equal(key, 'bad');
  assert.equal(act.state.signIn.error, 'key-refused.');
  act.typeKey({ key: 'good' });
  await act.signIn();
  assert.deepEqual([act.state.screen, act.state.ended, act.state.readAt, seen.focus], ['lead', false, 0, 'list']);
  assert.equal(act.state.drafts.url?.value, 'mine');
  assert.equal(act.state.signIn.key, '');
});

test('an organization is added beside the lead in front, and there is a way back', async () => {
  const { act, seen, close, done } = signedIn([first]);
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  act.addAccount();
  assert.deepEqual([act.state.mode, seen.focus], ['sign-in', 'sign-in-close']);
  act.show('list');
  assert.deepEqual([act.state.mode, act.state.drafts.url?.value], ['list', 'mine']);
  act.addAccount();
  void act.signInWithClose();
  assert.deepEqual(close.windows, ['']);
  act.show('list');
  await done([second, first]);
  assert.equal(act.state.outcome?.text, 'Signed in to Second GmbH · Ada.');
  assert.deepEqual([act.state.view?.lead.id, act.state.drafts.url?.value], ['lead_1', 'mine']);
});

test('a lead of an organization that was added is read at once', async () => {
  const { act, done } = signedIn([second]);
  await act.start('lead_1');
  assert.deepEqual([act.state.screen, act.state.problem?.title], ['problem', 'other-organization']);
  await act.takeStep('add_account');
  assert.equal(act.state.mode, 'sign-in');
  void act.signInWithClose();
  await done([first, second]);
  assert.deepEqual([act.state.screen, act.state.mode, act.state.view?.lead.id], ['lead', 'list', 'lead_1']);
});

test('an account of Close signs in again at once, one of a key asks for it', async () => {
  const { act, seen, close } = signedIn([first, { ...second, ended: true }, { ...accountIn('orga_3', 'Third AG', { kind: 'key' }), ended: true }]);
  await act.start('lead_1');
  void act.signInAgain('orga_3');
  assert.deepEqual([seen.focus, close.windows], ['sign-in', []]);
  void act.signInAgain('orga_2');
  assert.deepEqual([act.state.signIn.window, close.windows], [true, ['orga_2']]);
});

test('signing out of one organization leaves the leads and the edits of the others', async () => {
  const { act, stored } = signedIn([first, second]);
  stored.drafts.set('lead_9', { url: mine });
  stored.undo.set('lead_9', { organization: 'orga_2' });
  stored.undo.set('lead_8', { organization: 'orga_1' });
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  await act.signOutOf('orga_2');
  assert.equal(act.state.outcome?.text, 'Signed out of Second GmbH. Your edits on 2 leads stay in this browser.');
  assert.deepEqual([act.state.view?.lead.id, act.state.drafts.url?.value], ['lead_1', 'mine']);
  assert.deepEqual([[...stored.drafts.keys()], [...stored.undo.keys()], stored.views.size], [['lead_9', 'lead_1'], ['lead_8'], 0]);
});

test('signing out of the organization in front takes its lead out of sight', async () => {
  const { act, stored } = signedIn([first, second]);
  await act.start('lead_1');
  await act.signOutOf('orga_1');
  assert.deepEqual([act.state.screen, act.state.view], ['problem', null]);
  assert.equal(act.state.outcome?.text, 'Signed out of Held-out Inc.');
  assert.equal(stored.views.size, 0);
});

for (const everywhere of [true, false]) {
  test(`signing out ${everywhere ? 'everywhere' : 'of the last organization'} asks nothing, and says that edits stay`, async () => {
    const { act, seen, stored } = signedIn([first]);
    await act.start('lead_1');
    act.edit('url', { value: 'mine' });
    await (everywhere ? act.signOut() : act.signOutOf('orga_1'));
    assert.deepEqual([act.state.screen, act.state.storedLeads, act.state.view, seen.focus], ['sign-in', 1, null, 'sign-in-close']);
    assert.deepEqual([stored.drafts.get('lead_1')?.url?.value, stored.views.size], ['mine', 0]);
  });
}

test('edits that stayed can be deleted, after a question', async () => {
  const { act, stored } = signedIn([first]);
  await act.start('lead_1');
  act.edit('url', { value: 'mine' });
  await act.signOut();
  act.show('forget');
  act.show('list');
  assert.equal(act.state.storedLeads, 1);
  act.show('forget');
  await act.forget();
  assert.deepEqual([stored.drafts.size, act.state.storedLeads, act.state.screen, act.state.mode], [0, 0, 'sign-in', 'list']);
});

test('signing out that fails says why and changes nothing', async () => {
  const { act } = signedIn([first, second], { signOutOf: async () => bad(problemOf(500, 'backend', { action: 'retry' })) });
  await act.start('lead_1');
  await act.signOutOf('orga_2');
  assert.deepEqual([act.state.outcome?.text, act.state.outcome?.action], ['backend.', 'retry']);
  assert.equal(act.state.session?.accounts.length, 2);
});
