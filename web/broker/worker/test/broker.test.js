// The broker as it is deployed, in Cloudflare's runtime, between a sandbox in place of
// Close and this test in place of the extension.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ourExtensions, startBroker, wranglerConfig } from '../../../../extension/test/harness/broker.js';
import { Sandbox } from '../../../../extension/test/harness/sandbox.js';
import { Client } from './client.js';

/** @typedef {import('../../../../extension/test/harness/broker.js').Broker} Broker */

const REDIRECT = 'https://hcfljhcjaapbomaffommbpcopldogjej.chromiumapp.org/';
const PAGE = 'chrome-extension://hcfljhcjaapbomaffommbpcopldogjej';

/** @type {Sandbox} */
let sandbox;
/** @type {Broker} */
let broker;

before(async () => {
  sandbox = await Sandbox.start();
  broker = await startBroker({ sandbox });
});
beforeEach(() => sandbox.reset());
after(async () => {
  await broker?.stop();
  await sandbox?.stop();
});

/** A client with its first tokens. */
async function signedIn() {
  const client = await Client.create(broker.origin, REDIRECT);
  const code = (await client.consent(sandbox)).searchParams.get('code') ?? '';
  const answer = await client.redeem(code);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { client, tokens: answer.body };
}

/** @param {string} token */
async function works(token) {
  const response = await fetch(`${sandbox.origin}/api/v1/me/`, { headers: { authorization: `Bearer ${token}` } });
  return response.status === 200;
}

test('health, privacy and what every answer carries', async () => {
  const began = Date.now();
  const health = await fetch(`${broker.origin}/health`);
  assert.deepEqual([health.status, await health.json()], [200, { ok: true }]);
  const privacy = await fetch(`${broker.origin}/privacy`);
  assert.match(privacy.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(privacy.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  for (const { headers } of [health, privacy]) {
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const date = Date.parse(headers.get('date') ?? '');
    assert.ok(date > began - 2_000 && date < Date.now() + 2_000, 'the clock is wrong');
  }
});

test('sign in, refresh, sign out', async () => {
  const { client, tokens } = await signedIn();
  assert.ok(await works(tokens.access_token));
  assert.match(tokens.organization_id, /^orga_/);
  const state = await sandbox.oauth();
  assert.ok(!state.issued.refresh_tokens.includes(tokens.refresh_token), 'the refresh token is not sealed');

  await sandbox.expireTokens();
  assert.ok(!await works(tokens.access_token));
  const fresh = await client.refresh(tokens.refresh_token);
  assert.equal(fresh.status, 200, JSON.stringify(fresh.body));
  assert.ok(await works(fresh.body.access_token));
  assert.notEqual(fresh.body.refresh_token, tokens.refresh_token);

  const out = await client.revoke(fresh.body.refresh_token);
  assert.deepEqual([out.status, out.body], [200, {}]);
  assert.equal((await sandbox.oauth()).active.refresh_tokens, 0);
  const late = await client.refresh(fresh.body.refresh_token);
  assert.deepEqual([late.status, late.body.error], [400, 'invalid_grant']);
});

test('what the user refuses comes back as that', async () => {
  const client = await Client.create(broker.origin, REDIRECT);
  const back = await client.consent(sandbox, { decision: 'deny' });
  assert.equal(back.origin + back.pathname, REDIRECT);
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), client.state);
});

test('a stolen refresh token is worth nothing without the key', async () => {
  const { tokens } = await signedIn();
  const thief = await Client.create(broker.origin, REDIRECT);
  const answer = await thief.refresh(tokens.refresh_token);
  assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_grant']);
  assert.equal((await sandbox.oauth()).refreshes, 0);
});

test('a proof is accepted once', async () => {
  const { client, tokens } = await signedIn();
  const dpop = await client.proof('/token');
  const first = await client.refresh(tokens.refresh_token, { dpop });
  assert.equal(first.status, 200);
  const again = await client.refresh(first.body.refresh_token, { dpop });
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_dpop_proof']);
});

test('of twenty uses of one proof at once exactly one passes', async () => {
  const { client, tokens } = await signedIn();
  const dpop = await client.proof('/token');
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.refresh(tokens.refresh_token, { dpop })));
  const errors = answers.map(({ status, body }) => (status === 200 ? 'passed' : body.error));
  assert.equal(errors.filter((error) => error === 'passed').length, 1, errors.join());
  assert.equal(errors.filter((error) => error === 'invalid_dpop_proof').length, 19, errors.join());
  const { refreshes, reuses } = await sandbox.oauth();
  assert.deepEqual([refreshes, reuses], [1, 0]);
});

test('pages of other origins are refused, and ours may read the answer', async () => {
  const { client, tokens } = await signedIn();
  const foreign = await client.refresh(tokens.refresh_token, { origin: 'https://example.com' });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  const preflight = await fetch(`${broker.origin}/token`, {
    method: 'OPTIONS',
    headers: { 'origin': PAGE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,dpop' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type, dpop');
  const ours = await client.refresh(tokens.refresh_token, { origin: PAGE });
  assert.deepEqual([ours.status, ours.headers.get('access-control-allow-origin')], [200, PAGE]);
});

test('a body that is too large is refused, and the next is served', async () => {
  const { client, tokens } = await signedIn();
  const large = await client.refresh('x'.repeat(10_000));
  assert.deepEqual([large.status, large.body.error], [413, 'invalid_request']);
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
});

test('what Close cannot do now, or says wrong, is told apart', async () => {
  const { client, tokens } = await signedIn();
  /** @param {object} fault */
  const refreshWith = async (fault) => {
    await sandbox.fault({ path_prefix: '/oauth2/token/', ...fault });
    const { status, headers, body } = await client.refresh(tokens.refresh_token);
    return [status, body.error, headers.get('retry-after')];
  };
  assert.deepEqual(await refreshWith({ status: 429, headers: { 'Retry-After': '7' } }), [503, 'temporarily_unavailable', '7']);
  assert.deepEqual(await refreshWith({ status: 500, body: '<h1>Oops</h1>' }), [502, 'server_error', null]);
  assert.deepEqual(await refreshWith({ status: 302, headers: { Location: `${sandbox.origin}/` } }), [502, 'server_error', null]);
  assert.deepEqual(await refreshWith({ status: 200, body: 'x'.repeat(100_000) }), [502, 'server_error', null]);
  assert.deepEqual(await refreshWith({ drop: 'before' }), [502, 'server_error', null]);
  assert.deepEqual(await refreshWith({ status: 521 }), [503, 'temporarily_unavailable', null]);
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
});

test('slow answers of Close are not mixed up', async () => {
  /** @type {Awaited<ReturnType<typeof signedIn>>[]} */
  const people = [];
  for (let n = 0; n < 6; n += 1) people.push(await signedIn());
  await sandbox.fault({ path_prefix: '/oauth2/token/', delay_ms: 100, times: people.length });
  const answers = await Promise.all(people.map(({ client, tokens }) => client.refresh(tokens.refresh_token)));
  const { issued } = await sandbox.oauth();
  assert.equal(new Set(answers.map(({ body }) => body.access_token)).size, 6);
  // Each new refresh token works for its own client alone.
  for (const [n, { client }] of people.entries()) {
    const other = people[(n + 1) % people.length].client;
    assert.equal((await other.refresh(answers[n].body.refresh_token)).body.error, 'invalid_grant');
    assert.equal((await client.refresh(answers[n].body.refresh_token)).status, 200);
  }
  assert.equal(issued.refresh_tokens.length, 12);
});

test('requests beyond the limit are turned away', async () => {
  const config = await wranglerConfig();
  const limited = await startBroker({ sandbox, rate: config.ratelimits[0].simple.limit });
  try {
    const client = await Client.create(limited.origin, REDIRECT);
    const statuses = [];
    for (let n = 0; n < config.ratelimits[0].simple.limit + 5; n += 1) {
      statuses.push((await fetch(client.authorize(), { redirect: 'manual' })).status);
    }
    assert.equal(statuses[0], 302);
    assert.equal(statuses.at(-1), 429);
    const answer = await client.refresh('x');
    assert.deepEqual([answer.status, answer.body.error], [429, 'temporarily_unavailable']);
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  } finally {
    await limited.stop();
    await sandbox.setOAuth({ redirect_uri: `${broker.origin}/callback` });
  }
});

test('wrong settings are named in the log and nowhere else', async () => {
  const wrong = await startBroker({ sandbox, env: { SEALING_KEY: 'a-secret-too-short' } });
  try {
    const answer = await fetch(`${wrong.origin}/health`);
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /SEALING_KEY/);
    assert.match(wrong.logs(), /SEALING_KEY/);
    assert.doesNotMatch(wrong.logs(), /a-secret-too-short/);
  } finally {
    await wrong.stop();
    await sandbox.setOAuth({ redirect_uri: `${broker.origin}/callback` });
  }
});

test('what is deployed names the ids that the manifest pins', async () => {
  assert.equal((await wranglerConfig()).vars.EXTENSIONS, await ourExtensions());
});

test('nothing secret was printed', async () => {
  const { client, tokens } = await signedIn();
  const dpop = await client.proof('/token');
  await client.refresh(tokens.refresh_token, { dpop });
  const { client_secret: secret, issued } = await sandbox.oauth();
  const secrets = [secret, dpop, tokens.refresh_token, ...issued.codes, ...issued.access_tokens, ...issued.refresh_tokens];
  assert.deepEqual(secrets.filter((text) => broker.logs().includes(text)), []);
  assert.equal(broker.logs(), '');
});
