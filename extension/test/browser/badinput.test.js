import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeIn } from '../harness/notice.js';
import { Panel } from '../harness/panel.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

test(
  'a malformed lead id is refused before anything is sent',
  inChromium(async ({ sandbox, seed, chromium, panelInTab }) => {
    const signedIn = await panelInTab();
    const asked = (await sandbox.journal()).length;
    for (const id of ['lead_', 'lead_../../me', 'lead_äöü', '%2e%2e%2fme', `${seed.lead}/../x`]) {
      const reply = await signedIn.ask('GET', `/leads/${encodeURIComponent(id)}`);
      assert.equal(reply.status, 400, id);
      assert.match(reply.body.detail, /not the id of a lead/, id);
    }
    const panel = new Panel(await chromium.open(chromium.url('panel/panel.html?lead=lead_x%2f..%2fme')));
    await panel.shows(/This is not the id of a lead\. Open the lead in Close and try again from there\./);
    assert.equal((await sandbox.journal()).length, asked);
  }),
);

test(
  'a lead that does not exist is reported with what to do',
  inChromium(async ({ sandbox, chromium, signIn }) => {
    await signIn();
    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=lead_${'0'.repeat(43)}`)));
    await panel.shows(/Close has no such lead, or you may not see it/);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'a lead of another organization is neither shown nor changed',
  inChromium(async ({ sandbox, seed, chromium }) => {
    // This key's user belongs to both, so that Close itself would let it through.
    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
    await panel.signIn(seed.raw.keys.both);
    const foreign = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.foreignLead}`)));
    await foreign.shows(/another organization|no such lead/);
    const reply = await foreign.ask('POST', `/leads/${seed.foreignLead}/apply`, {
      edits: [{ field: 'name', op: 'set', value: 'Mine now' }],
    });
    assert.ok([403, 404].includes(reply.status), `the status is ${reply.status}`);
    assert.match(reply.body.detail, /another organization|no such lead/);
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'a key that expires between typing and applying costs a sign-in and no edits',
  inChromium(async ({ sandbox, seed, visit }) => {
    const { panel } = await visit();
    await panel.fill('description', 'Typed before the key expired.');
    await sandbox.revoke('demo');
    await panel.apply();
    await panel.shows(/Close does not accept your API key for Held-out Inc any more\. Sign in again; what you typed stays\./);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Makes widgets.');

    await sandbox.restore('demo');
    await panel.signIn(seed.key);
    assert.equal(await panel.value('description'), 'Typed before the key expired.');
    await panel.apply();
    await panel.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Typed before the key expired.');
  }),
);

test(
  'a key that Close does not know is refused beside where it was typed',
  inChromium(async ({ seed, chromium }) => {
    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${seed.lead}`)));
    const input = await panel.page.waitForSelector('input#sign-in');
    await input?.type('api_nobody.knowsThisKey');
    await panel.page.keyboard.press('Enter');
    const error = await panel.page.waitForSelector('#key-error');
    assert.match((await error?.evaluate((node) => node.textContent)) ?? '', /Close|key/);
    const typed = await input?.evaluate((node) => node.value);
    assert.equal(typed, 'api_nobody.knowsThisKey');
  }),
);

const refused = [
  { name: 'a choice that does not exist', field: 'Industry', text: 'Sofware', says: /“Sofware” is not .*choice|not in .*list/i },
  { name: 'a number that is not one', field: 'Employees', text: 'about 12', says: /“about 12” is not a number\./ },
  { name: 'a number with a comma', field: 'Annual revenue', text: '12,5', says: /Write decimals with a point: 12\.5/ },
];

for (const { name, field, text, says } of refused) {
  test(
    `${name} is refused at its field, and stays as typed`,
    inChromium(async ({ sandbox, seed, panelInTab }) => {
      const panel = await panelInTab();
      const key = seed.field(field);
      await panel.fill(key, text);
      await panel.fill('description', 'Good beside bad.');
      await panel.apply();
      assert.match((await panel.error(key)) ?? '', says);
      assert.equal(await panel.value(key), text);
      assert.equal(await panel.value('description'), 'Good beside bad.');
      assert.deepEqual(await sandbox.writes(), []);
    }),
  );
}

test(
  'a choice that was taken out of the list in the meantime is refused by Close at its field',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const panel = await panelInTab();
    const key = seed.field('Industry');
    await panel.pick(key, 'Energy');
    await sandbox.fault({
      method: 'PUT',
      status: 400,
      body: { errors: [], 'field-errors': { [key]: 'Value must be one of Software, Retail.' } },
    });
    await panel.apply();
    assert.match((await panel.error(key)) ?? '', /Value must be one of|list/);
    assert.equal(await panel.value(key), 'Energy');
    assert.equal((await sandbox.lead(seed.lead))[key], 'Retail');
  }),
);

test(
  '2^53+1 goes out with every digit, after a word of warning',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const panel = await panelInTab();
    const key = seed.field('Employees');
    await panel.fill(key, '9007199254740993');
    await panel.review();
    await panel.shows(/9007199254740992/);
    await panel.apply();
    await panel.says(/^1 change saved/);
    const [put] = await sandbox.writes();
    assert.equal(put.body, `{"${key}":9007199254740993}`);
    assert.equal(await panel.value(key), '9007199254740993');
  }),
);

test(
  'a description of 200 KB arrives whole',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const long = 'Zeile mit Ümläuten und 日本語.\n'.repeat(Math.ceil((200 * 1024) / 30)).trim();
    assert.ok(Buffer.byteLength(long) > 200 * 1024);
    const panel = await panelInTab();
    await panel.paste('description', long);
    await panel.review();
    await panel.apply();
    await panel.says(/^1 change saved/);
    const [put] = await sandbox.writes();
    assert.equal(JSON.parse(put.body).description, long);
    assert.equal((await sandbox.lead(seed.lead)).description, long);
  }),
);

test(
  'half a character in a selection is refused with a sentence',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const page = await leadPage();
    await page.evaluate(() => {
      const text = document.createElement('p');
      text.textContent = 'cut in half \ud83d';
      document.body.append(text);
      getSelection()?.selectAllChildren(text);
    });
    await chromium.clickMenu(page, { menuItemId: 'selection/set:description', selectionText: 'cut in half' });
    await noticeIn(page, /half a character that cannot be saved/);
    assert.equal(await chromium.badge(), '!');
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'a page that is not Close is named as such, by the panel and by the menu',
  inChromium(async ({ sandbox, chromium, signIn }) => {
    await signIn();
    const asked = (await sandbox.journal()).length;
    const page = await chromium.open('about:blank');
    const panel = new Panel(await chromium.openPopup(page));
    await panel.shows(/No lead on this page/);
    await panel.shows(/Go to the page/);
    await panel.page.close();

    const list = await chromium.open(`${sandbox.origin}/leads/`);
    const opened = chromium.target((target) => target.url().startsWith(chromium.url('panel/')));
    await chromium.clickMenu(list, { menuItemId: 'selection/set:description', selectionText: 'Anything' });
    await new Panel(await (await opened).asPage()).shows(/No lead on this page/);
    assert.equal((await sandbox.journal()).length, asked);
  }),
);
