import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consent } from '../harness/consent.js';
import { Firefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { pageContents, secretsOf } from '../harness/secrets.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';

const shared = sandboxed({ broker: true });

/** How long, in milliseconds, Firefox lets a background be idle in these tests. */
const IDLE = 1000;

test('in Firefox: sign in, patch, the token ends, patch again, a stolen token is used, sign in again, sign out', async () => {
  const { sandbox, seed, build, broker } = shared;
  const firefox = await Firefox.launch(build.firefox, { 'extensions.background.idle.timeout': IDLE });
  try {
    const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
    const opened = Date.now();
    await consent(firefox.browser, () => panel.signInWithClose(), {
      // Whoever reads the page before they agree takes longer than Firefox lets a
      // background be idle. It must still be there.
      before: () => until(async () => Date.now() - opened > 5 * IDLE, 'the person to have read the page'),
    });
    await panel.ready();
    await panel.fill('description', 'With the first token.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    const [put] = await sandbox.writes();
    assert.equal(put.key_name, 'oauth:Held-out Inc');

    await sandbox.expireTokens();
    await panel.fill('description', 'With the second token.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    const { refreshes, client_id, client_secret, issued } = await sandbox.oauth();
    assert.equal(refreshes, 1);

    const page = await firefox.newPage();
    await page.goto(`${sandbox.origin}/lead/${seed.lead}/`);
    const secrets = await secretsOf(sandbox, firefox.answers);
    assert.ok(secrets.length >= 8, `only ${secrets.length} secrets to look for`);
    const places = {
      'the panel': await panel.page.evaluate(pageContents),
      "Close's page": await page.evaluate(pageContents),
      'the console': await firefox.console(),
      "the broker's log": broker?.logs() ?? '',
    };
    assert.match(places['the panel'], /proof-key/, 'the storage was not seen');
    for (const [place, content] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!content.includes(secret), `${secret} is in ${place}`);
    }
    await page.close();

    const thief = await fetch(`${sandbox.origin}/oauth2/token/`, {
      method: 'POST',
      body: new URLSearchParams({ client_id, client_secret, grant_type: 'refresh_token', refresh_token: issued.refresh_tokens[0] }),
    });
    assert.equal(thief.status, 400);
    await panel.fill('description', 'Typed while the sign-in was ended.');
    await panel.chord('Control', 'Enter');
    await consent(firefox.browser, () => panel.signInWithClose());
    await panel.ready();
    assert.equal(await panel.value('description'), 'Typed while the sign-in was ended.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);

    const session = await panel.ask('GET', '/session');
    await panel.ask('DELETE', `/session/accounts/${session.body.accounts[0].id}`);
    await until(async () => (await sandbox.oauth()).active.refresh_tokens === 0, 'the revocation at Close');
  } catch (error) {
    await firefox.close();
    throw error;
  }
  await firefox.finish();
});
