import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

test(
  'a worker stopped between review and apply loses nothing',
  inChromium(async ({ sandbox, seed, chromium, panelInTab }) => {
    const panel = await panelInTab();
    await panel.fill('description', 'Reviewed by one worker, applied by the next.');
    await panel.review();
    const first = await panel.ask('GET', '/instance');
    await chromium.stopWorker();
    await panel.apply();
    await panel.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'Reviewed by one worker, applied by the next.');
    const second = await panel.ask('GET', '/instance');
    assert.notEqual(second.body.id, first.body.id, 'the worker was not stopped');
  }),
);

test(
  'two applies at once to different fields both arrive',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const one = await panelInTab();
    const two = await panelInTab();
    await one.fill('description', 'From the first panel.');
    await two.fill('url', 'https://second.example');
    await Promise.all([press(one), press(two)]);
    await Promise.all([one.says(/^1 change saved/), two.says(/^1 change saved/)]);
    const lead = await sandbox.lead(seed.lead);
    assert.equal(lead.description, 'From the first panel.');
    assert.equal(lead.url, 'https://second.example');
    const bodies = (await sandbox.writes()).map((write) => write.body).sort();
    assert.deepEqual(bodies, ['{"description":"From the first panel."}', '{"url":"https://second.example"}']);
  }),
);

test(
  'two applies at once to one field: the second stops and asks',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const one = await panelInTab();
    const two = await panelInTab();
    await one.fill('description', 'From the first panel.');
    await two.fill('description', 'From the second panel.');
    await Promise.all([press(one), press(two)]);
    const panels = { one, two };
    const asked = await until(async () => {
      for (const [name, panel] of Object.entries(panels)) if (await panel.page.$('.conflict')) return name;
      return null;
    }, 'a conflict in one of the panels');
    const [loser, winner] = asked === 'one' ? [one, two] : [two, one];
    await winner.says(/^1 change saved/);
    assert.equal((await sandbox.writes()).length, 1, 'the second apply was sent over the first');

    // Nothing typed is lost: the three values are there, and mine can still win.
    const [mine, theirs] = asked === 'one' ? ['first', 'second'] : ['second', 'first'];
    await loser.shows(new RegExp(`Makes widgets\\..*From the ${theirs} panel\\..*From the ${mine} panel\\.`, 's'));
    await loser.page.bringToFront();
    await loser.click('Keep mine: Description');
    await loser.page.waitForSelector('table.diff');
    await loser.apply();
    await loser.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, `From the ${mine} panel.`);
  }),
);

test(
  'what a colleague changed in the meantime is not overwritten',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const panel = await panelInTab();
    await panel.fill('description', 'Mine.');
    await panel.fill(seed.field('Employees'), '300');
    await sandbox.changeLead(seed.lead, { description: 'Theirs.', url: 'https://theirs.example' });
    await panel.apply();
    await panel.shows(/Makes widgets\..*Theirs\..*Mine\./s);
    assert.deepEqual(await sandbox.writes(), []);
    await panel.click('Take theirs: Description');
    await panel.page.waitForSelector('table.diff');
    await panel.apply();
    await panel.says(/^1 change saved/);
    const [put] = await sandbox.writes();
    assert.equal(put.body, `{"${seed.field('Employees')}":300}`);
    assert.equal((await sandbox.lead(seed.lead)).url, 'https://theirs.example');
  }),
);

test(
  'half-typed edits survive the popup closing, and the worker with it',
  inChromium(async ({ sandbox, seed, chromium, visit }) => {
    const { page, panel } = await visit();
    await panel.fill('description', 'Half a sent');
    await panel.fill(seed.field('Industry'), 'Ener');
    const closed = chromium.gone(panel.page);
    await page.bringToFront();
    await page.mouse.click(5, 5);
    await panel.page.close().catch(() => {}); // It may have closed by itself, as a popup does.
    await closed;
    await chromium.stopWorker();

    const again = new Panel(await chromium.openPopup(page));
    await again.ready();
    assert.equal(await again.value('description'), 'Half a sent');
    assert.equal(await again.value(seed.field('Industry')), 'Ener');
    assert.deepEqual(await sandbox.writes(), []);
  }),
);

test(
  'the popup follows the page from lead to lead, and stays with a lead that has edits',
  inChromium(async ({ sandbox, seed, visit }) => {
    const { page, panel } = await visit();
    const other = seed.leadNamed('Many Lines Ltd');
    const third = seed.leadNamed('Empty Shell Ltd');
    const goTo = (/** @type {string} */ lead) =>
      page.evaluate((path) => history.pushState({}, '', path), `/lead/${lead}/`);
    await goTo(other);
    await panel.page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Many Lines Ltd');
    await panel.ready();

    await panel.fill('description', 'For Many Lines alone.');
    await goTo(third);
    await panel.page.waitForSelector('.elsewhere');
    await panel.apply();
    await panel.says(/^1 change saved/);
    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(put.path, `/api/v1/lead/${other}/`);
  }),
);

test(
  'a message from a page is refused',
  inChromium(async ({ sandbox, chromium, signIn, leadPage }) => {
    await signIn();
    const asked = (await sandbox.journal()).length;
    await leadPage();
    const worker = await chromium.worker();
    // Run as a content function of ours, which shares the page's process.
    const reply = await worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      const [ran] = await chrome.scripting.executeScript({
        target: { tabId: /** @type {number} */ (tab.id) },
        func: () => chrome.runtime.sendMessage({ method: 'DELETE', path: '/session' }),
      });
      return ran.result;
    });
    assert.equal(reply.status, 403);
    assert.doesNotMatch(reply.body, /api_|Ada/);
    assert.equal((await sandbox.journal()).length, asked);
  }),
);

test(
  'signing out forgets the key',
  inChromium(async ({ seed, chromium, panelInTab }) => {
    const panel = await panelInTab();
    await panel.signOutOf('Held-out Inc');
    await panel.page.waitForSelector('input#sign-in');
    await chromium.stopWorker();
    const reply = await panel.ask('GET', `/leads/${seed.lead}`);
    assert.equal(reply.status, 401);
    assert.deepEqual((await panel.ask('GET', '/session')).body.accounts, []);
  }),
);

/**
 * Presses the button that sends, without waiting for the tab to be in front: two
 * panels cannot both be.
 * @param {Panel} panel
 */
function press(panel) {
  return panel.page.$eval('#apply', (button) => /** @type {HTMLElement} */ (button).click());
}
