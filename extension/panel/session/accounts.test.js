import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountIn, field, sessionOf, viewOf } from '../../test/unit/fixtures.js';
import * as S from '../app/state.js';
import * as A from './accounts.js';

/** @import {Account} from '../../api' */

const first = accountIn('orga_1', 'Held-out Inc');
const second = accountIn('orga_2', 'Second GmbH', { kind: 'key' });
const third = accountIn('orga_3', 'Third AG', { ended: true });

/** @param {Account[]} accounts */
const signedIn = (...accounts) => ({ ...S.initialState('tab'), session: sessionOf(accounts) });

const view = viewOf([field('name', 'text', 'Acme')]);
const viewInSecond = { ...view, organization: second.organization };

test('an account is named by where and who, and says how', () => {
  assert.equal(A.accountName(first), 'Held-out Inc · Ada');
  assert.deepEqual([first, second, third].map(A.howOf), ['with Close', 'API key', 'ended']);
});

test('organizations are listed as a sentence does, without those that have ended', () => {
  const names = (/** @type {Account[]} */ ...accounts) => A.organizationNames(signedIn(...accounts));
  assert.equal(names(), '');
  assert.equal(names(first, third), 'Held-out Inc');
  assert.equal(names(first, second), 'Held-out Inc and Second GmbH');
  assert.equal(names(first, second, { ...third, ended: false }), 'Held-out Inc, Second GmbH and Third AG');
});

test('an account that has ended still makes two: a name must not be taken for granted', () => {
  assert.ok(!A.isSeveral(S.initialState('tab')));
  assert.ok(!A.isSeveral(signedIn(first)));
  assert.ok(A.isSeveral(signedIn(first, third)));
});

test('a lead of another organization than the last one says so, until the next lead', () => {
  const shown = S.showFresh(signedIn(first, second), viewInSecond);
  assert.equal(shown.cameFrom?.name, 'Held-out Inc');
  assert.equal(shown.session?.organization?.name, 'Second GmbH');
  assert.equal(shown.session?.accounts.length, 2);
  assert.equal(S.showFresh(shown, viewInSecond).cameFrom?.name, 'Held-out Inc', 'a reload changes nothing');
  const same = S.showFresh(S.openLead(shown, 'lead_2'), viewInSecond);
  assert.equal(same.cameFrom, null);
  assert.equal(S.showFresh(S.openLead(same, 'lead_1'), view).cameFrom?.name, 'Second GmbH');
});

test('what is kept of a lead does not hide that the organization is another', () => {
  const warm = S.showKept(signedIn(first, second), { view: viewInSecond, at: 5 }, {});
  assert.equal(S.showFresh(warm, viewInSecond).cameFrom?.name, 'Held-out Inc');
});

test('a lead that is read before anything is known of the session makes one', () => {
  const shown = S.showFresh(S.initialState('tab'), view);
  assert.equal(shown.session?.signed_in, true);
  assert.deepEqual(shown.session?.accounts, []);
  assert.equal(shown.cameFrom, null);
});
