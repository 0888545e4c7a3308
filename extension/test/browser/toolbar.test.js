import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

test(
  'a field of every type is edited from the toolbar and reaches Close byte for byte',
  inChromium(async ({ sandbox, seed, visit }) => {
    const { panel } = await visit();
    const before = await sandbox.lead(seed.lead);
    const custom = (/** @type {string} */ name) => seed.field(name);

    await panel.fill('name', 'Acme Holding GmbH');
    await panel.pick('status_id', 'Qualified');
    await panel.fill('description', 'Makes widgets, and “gadgets” too. 日本語 🚀');
    await panel.fill('url', 'acme-holding.example/über?a=1&b=2');
    await panel.page.click('[id="f-addresses-0-line"]');
    await panel.fill('addresses-0-city', 'Hamburg');
    await panel.pick(custom('Industry'), 'Energy');
    await panel.pick(custom('Owner'), 'Grace');
    await panel.remove(custom('Days'), 'Mon');
    await panel.pick(custom('Days'), 'Fri');
    await panel.fillDate(custom('Next call'), '2027-07-01T14:30');
    await panel.fillDate(custom('Founded'), '1999-12-31');
    await panel.fill(custom('Employees'), '250');
    await panel.fill(custom('Annual revenue'), '1250000.75');
    await panel.fill(custom('Lead source'), 'Word of mouth');
    await panel.fill(custom('Background'), 'Buys once a year.');
    await panel.pick(custom('Interests & "extras" <all>'), 'Größe');
    await panel.pick(custom('Account team'), 'Grace');
    await panel.pick(custom('Main contact'), 'Émile');
    await panel.remove(custom('Decision makers'), 'Dana Keller');
    const [subscription, , site] = seed.raw.leads[0].custom_objects;
    await panel.fill(custom('Subscription'), site);
    await panel.add(custom('Sites'), subscription);
    await panel.page.click('details.fence > summary');
    await panel.fill(custom('ERP sync token'), 'erp:4711:again');

    const writes = await sandbox.writes();
    assert.deepEqual(writes, [], 'something was sent before the user applied');

    await panel.review();
    const acme = seed.raw.leads[0];
    const address = { address_1: 'Gewerbestraße 12', address_2: 'Hof 2', city: 'Hamburg', state: 'BE', zipcode: '10115', country: 'DE' };
    /** What is sent, in the order of the panel: lists by what was added and removed. @type {[string, unknown][]} */
    const sent = [
      ['name', 'Acme Holding GmbH'],
      ['status_id', seed.status('Qualified')],
      ['description', 'Makes widgets, and “gadgets” too. 日本語 🚀'],
      ['url', 'https://acme-holding.example/über?a=1&b=2'],
      ['addresses', [{ label: 'business', ...address }]],
      [custom('Industry'), 'Energy'],
      [custom('Owner'), seed.user('Grace Okafor')],
      [`${custom('Days')}.add`, 'Fri'],
      [`${custom('Days')}.remove`, 'Mon'],
      [custom('Next call'), '2027-07-01T14:30:00+02:00'],
      [custom('Founded'), '1999-12-31'],
      [custom('Employees'), 250],
      [custom('Annual revenue'), 1250000.75],
      [custom('Lead source'), 'Word of mouth'],
      [custom('Background'), 'Buys once a year.'],
      [`${custom('Interests & "extras" <all>')}.add`, 'Größe <XL>'],
      [`${custom('Account team')}.add`, seed.user('Grace Okafor')],
      [custom('Main contact'), acme.contacts[1]],
      [`${custom('Decision makers')}.remove`, acme.contacts[0]],
      [custom('Subscription'), site],
      [`${custom('Sites')}.add`, subscription],
      [custom('ERP sync token'), 'erp:4711:again'],
    ];
    const fields = sent.length - 1; // two of the keys are one field's
    assert.equal((await panel.changes()).length, fields);
    const shown = await panel.requestBody();

    await panel.apply();
    await panel.says(new RegExp(`^${fields} changes saved`));

    const [put, ...more] = await sandbox.writes();
    assert.deepEqual(more, []);
    assert.equal(`${put.method} ${put.path}`, `PUT /api/v1/lead/${seed.lead}/`);
    assert.equal(put.body, shown, 'what was sent is not what the review showed');
    assert.equal(put.body, flatJSON(sent));

    // The lists as they are afterwards, and the moment as Close writes it.
    /** @type {Record<string, unknown>} */
    const wanted = {
      ...Object.fromEntries(sent.filter(([key]) => !/\.(add|remove)$/.test(key))),
      [custom('Days')]: ['Wed', 'Fri'],
      [custom('Next call')]: '2027-07-01T12:30:00+00:00',
      [custom('Interests & "extras" <all>')]: ['Widgets & gadgets', '"Premium" support', 'Größe <XL>'],
      [custom('Account team')]: ['Ada Held', 'Bob Held', 'Grace Okafor'].map(seed.user),
      [custom('Decision makers')]: [acme.contacts[1]],
      [custom('Sites')]: [acme.custom_objects[1], subscription],
    };
    const after = await sandbox.lead(seed.lead);
    const follows = ['status_label', 'display_name', 'date_updated', 'updated_by', 'updated_by_name', 'custom'];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (follows.includes(key)) continue;
      assert.deepEqual(after[key], key in wanted ? wanted[key] : before[key], `${key} is not as it should be`);
    }
  }),
);

test(
  'typing and Enter take the first match of a list',
  inChromium(async ({ seed, panelInTab }) => {
    const panel = await panelInTab();
    const control = await panel.control(seed.field('Owner'));
    await control.click({ count: 3 });
    await panel.page.keyboard.type('Grace');
    await panel.page.keyboard.press('Enter');
    await panel.review();
    assert.deepEqual(await panel.changes(), [['Owner', 'Bob Held', 'Grace Okafor']]);
  }),
);

test(
  'Ctrl+Enter reviews and then applies, and the fields stay as Close has them',
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    const panel = await panelInTab();
    await panel.fill('description', 'By the keyboard alone.');
    await panel.applyByKeys();
    await panel.says(/^1 change saved/);
    assert.equal((await sandbox.lead(seed.lead)).description, 'By the keyboard alone.');
    assert.equal(await panel.value('description'), 'By the keyboard alone.');
    assert.deepEqual(await panel.touched(), []);
  }),
);

/**
 * The bytes that a flat patch must have: the fields in the order of the panel, and
 * <, > and & written so that no page can take them for markup.
 * @param {any[][]} pairs
 */
function flatJSON(pairs) {
  const text = JSON.stringify(Object.fromEntries(pairs));
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
