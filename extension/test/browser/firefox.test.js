import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFirefox } from '../harness/firefox.js';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { sandboxed } from '../harness/world.js';

/** @import {Firefox} from '../harness/firefox.js' */

const shared = sandboxed();

/** @param {Firefox} firefox */
async function signedInPanel(firefox) {
  const { seed } = shared;
  const panel = new Panel(await firefox.openOwn(`panel/panel.html?lead=${seed.lead}`));
  await panel.signIn(seed.key);
  return panel;
}

test(
  'in Firefox, a lead is edited, reviewed and applied',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    const panel = await signedInPanel(firefox);
    await panel.fill('description', 'Edited in Firefox.');
    await panel.pick(seed.field('Industry'), 'Energy');
    await panel.fillDate(seed.field('Next call'), '2027-07-01T14:30');
    await panel.remove(seed.field('Days'), 'Mon');
    await panel.review();
    const shown = await panel.requestBody();
    await panel.apply();
    await panel.says(/^4 changes saved/);

    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(put.body, shown);
    const patch = {
      description: 'Edited in Firefox.',
      [seed.field('Industry')]: 'Energy',
      [`${seed.field('Days')}.remove`]: 'Mon',
      [seed.field('Next call')]: '2027-07-01T14:30:00+02:00',
    };
    assert.equal(put.body, JSON.stringify(patch));
    const lead = await sandbox.lead(seed.lead);
    assert.equal(lead.description, 'Edited in Firefox.');
    assert.deepEqual(lead[seed.field('Days')], ['Wed']);
  }),
);

test(
  'in Firefox, a selection replaces the description from the context menu',
  inFirefox(shared, async (firefox) => {
    const { sandbox, seed } = shared;
    await signedInPanel(firefox);
    const page = await firefox.newPage();
    await page.goto(`${sandbox.origin}/lead/${seed.lead}/`);
    await page.evaluate(() => {
      const text = document.createElement('p');
      text.id = 'selected';
      text.textContent = 'Selected in Firefox.';
      document.body.prepend(text);
      getSelection()?.selectAllChildren(text);
    });
    await firefox.chooseFromMenu(page, '#selected', 'Set Description');
    const [put] = await until(async () => {
      const writes = await sandbox.writes();
      return writes.some((write) => write.status) && writes;
    }, 'the request');
    assert.equal(put.body, '{"description":"Selected in Firefox."}');
    assert.equal((await sandbox.lead(seed.lead)).description, 'Selected in Firefox.');
    const notice = await page.waitForSelector('leadpatch-notice');
    // Undo stands to the left of the last button, in a root that is closed to the test too.
    const box = await notice?.boundingBox();
    assert.ok(box);
    await until(async () => {
      await page.mouse.click(box.x + box.width - 75, box.y + 24);
      return (await sandbox.lead(seed.lead)).description === 'Makes widgets.';
    }, 'the change to be taken back');
    assert.equal((await sandbox.writes()).length, 2);
    // The first line of the menu is right as it opens, for whichever lead the page shows.
    await firefox.menuShows(page, '#selected', 'Acme GmbH (Held-out Inc)');
    await page.evaluate((id) => history.pushState({}, '', `/lead/${id}/`), seed.foreignLead);
    await firefox.menuShows(page, '#selected', 'The lead of this page');
  }),
);
