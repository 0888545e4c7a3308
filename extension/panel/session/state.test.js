import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountIn, field, problemOf, sessionOf, viewOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import { editField } from '../lead/form.js';
import * as I from './state.js';

/** @import {Problem, Session} from '../../api' */

const first = accountIn('orga_1', 'Held-out Inc');
const second = accountIn('orga_2', 'Second GmbH', { kind: 'key' });
const over = { ...first, ended: true };

/** @param {Session} session */
const knows = (session) => ({ ...S.initialState('tab'), session });

/** @param {Session} session */
const onLead = (session) => S.showFresh(knows(session), viewOf([field('url', 'url', 'one')]));

test('the ways in depend on the build and on how the account was signed in', () => {
  /** @type {[string, Session, string, ReturnType<typeof I.waysIn>][]} */
  const cases = [
    ['nobody', sessionOf([]), '', { close: true, key: 'folded' }],
    ['nobody, no broker', sessionOf([], { can_sign_in_with_close: false }), '', { close: false, key: 'open' }],
    ['with Close again', sessionOf([over]), 'orga_1', { close: true, key: 'none' }],
    ['with Close again, no broker', sessionOf([over], { can_sign_in_with_close: false }), 'orga_1', { close: false, key: 'open' }],
    ['with a key again', sessionOf([{ ...second, ended: true }]), 'orga_2', { close: false, key: 'open' }],
    ['an account that is gone', sessionOf([]), 'orga_1', { close: true, key: 'folded' }],
  ];
  for (const [name, session, account, want] of cases) {
    const state = I.offerSignIn(knows(session), account);
    assert.deepEqual(I.waysIn(state), want, name);
    assert.equal(I.signInFocus(state), want.close ? 'sign-in-close' : 'sign-in', name);
  }
  assert.deepEqual(I.waysIn(S.initialState('tab')), { close: false, key: 'open' });
});

test('the account that signs in again is the one that the problem names, or the lead’s own', () => {
  const both = sessionOf([over, second]);
  const named = I.showSignedOut(onLead(both), problemOf(401, 'session-ended', { account: 'orga_2' }));
  assert.equal(named.signIn.account, 'orga_2');
  assert.equal(I.showSignedOut(onLead(both), problemOf(401, 'session-ended')).signIn.account, 'orga_1');
  assert.equal(I.showSignedOut(knows(both), problemOf(401, 'session-ended')).signIn.account, '');
  assert.equal(I.showSignedOut(knows(sessionOf([over]))).signIn.account, 'orga_1', 'there is no other');
  assert.equal(I.showSignedOut(knows(sessionOf([]))).signIn.account, '');
});

test('a sign-in is done by an account that was not good before', () => {
  const adding = I.offerSignIn(knows(sessionOf([first])), '');
  assert.ok(!I.isDone(adding, sessionOf([first])));
  assert.ok(!I.isDone(adding, sessionOf([first, { ...second, ended: true }])));
  assert.ok(I.isDone(adding, sessionOf([second, first])));
  const again = I.showSignedOut(onLead(sessionOf([over, second])), problemOf(401, 'session-ended', { account: 'orga_1' }));
  assert.ok(!I.isDone(again, sessionOf([over, second])), 'another account is good, this one is not');
  assert.ok(I.isDone(again, sessionOf([first, second])));
  assert.ok(I.isDone(again, sessionOf([{ ...first, id: 'new' }, second])), 'the same organization under another id');
  const refused = I.showSignedOut(onLead(sessionOf([second])), problemOf(401, 'session-ended', { account: 'orga_2' }));
  assert.ok(!I.isDone(refused, sessionOf([second])), 'a key that was refused is still listed as it was');
});

test('a window that another panel has opened is waited for', () => {
  const waiting = I.showSession(I.showSignedOut(knows(sessionOf([]))), sessionOf([], { signing_in: true }), false);
  assert.ok(I.waitsForWindow(waiting));
  assert.ok(!I.waitsForWindow(I.showSession(waiting, sessionOf([]), false)));
  assert.ok(I.waitsForWindow(I.showSession(waiting, sessionOf([]), true)), 'this panel’s own has not answered yet');
  assert.ok(!I.waitsForWindow({ ...onLead(sessionOf([first])), signIn: waiting.signIn }), 'nothing shows that it waits');
  assert.ok(I.waitsForWindow(I.offerSignIn({ ...onLead(sessionOf([first])), signIn: waiting.signIn }, '')));
});

test('what became of the window is said in a calm sentence', () => {
  const waiting = I.showWindow(I.showSignedOut(knows(sessionOf([]))));
  const said = (/** @type {Problem} */ problem) => I.showNotSignedIn(waiting, problem).signIn;
  assert.deepEqual([said(problemOf(409, 'sign-in-cancelled')).said, said(problemOf(409, 'sign-in-cancelled')).window], ['sign-in-cancelled.', false]);
  assert.match(said(problemOf(503, 'restarted')).said, /restarted while it waited .* press the button again/);
  assert.match(I.showNotSignedIn(waiting).signIn.said, /Nothing has changed/);
  assert.equal(I.showWindow({ ...waiting, signIn: said(problemOf(503, 'offline')) }).signIn.said, '', 'the next try begins without');
});

test('an organization that was added is named, and what was in front stays', () => {
  const state = editField(I.offerSignIn(onLead(sessionOf([first])), ''), 'url', { value: 'mine' });
  const done = I.showSignedIn(state, sessionOf([second, first]));
  assert.deepEqual([done.mode, done.outcome?.text], ['list', 'Signed in to Second GmbH · Ada.']);
  assert.equal(done.view?.organization.name, 'Held-out Inc');
  assert.equal(done.drafts.url?.value, 'mine');
});
