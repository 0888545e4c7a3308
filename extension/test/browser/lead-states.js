import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { openPanel, touched } from './reach.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

const reads = { method: 'GET', path_prefix: '/api/v1/lead/' };
const writes = { method: 'PUT', path_prefix: '/api/v1/lead/' };
const slow = { delay_ms: 60_000 };

/**
 * Lets the first answer about a lead be a fault, and waits for the panel's words.
 * @param {object} fault
 * @param {RegExp} words
 * @returns {Reach}
 */
const refusedToRead = (fault, words) => async (world) => {
  // A lead that was never opened: nothing is kept of it that could be shown.
  await world.sandbox.fault({ ...reads, ...fault });
  const panel = await openPanel(world, world.seed.leadNamed('Empty Shell Ltd'));
  await panel.shows(words);
  return panel;
};

/**
 * Lets an apply meet a fault, and waits for the panel's words.
 * @param {object} fault
 * @param {RegExp} words
 * @returns {Reach}
 */
const refusedToApply = (fault, words) => async (world) => {
  const panel = await touched(world);
  await world.sandbox.fault({ ...writes, ...fault });
  await panel.apply();
  await panel.says(words);
  return panel;
};

/**
 * Opens the first contact of the lead and edits its title.
 * @param {World} world
 */
async function contactEdited(world) {
  const [contact] = world.seed.raw.leads.find((/** @type {any} */ lead) => lead.id === world.seed.lead).contacts;
  const panel = await world.panelInTab();
  for (const id of ['contacts', contact]) await (await panel.page.waitForSelector(`[id="${id}"]`))?.click();
  await panel.fill(`${contact}/title`, 'Head of everything');
  return { panel, contact };
}

/** The states of the fields and what stands around them. @type {Record<string, Reach>} */
export const leadStates = {
  lead: (world) => world.panelInTab(),

  'loading cold': async (world) => {
    await world.sandbox.fault({ ...reads, ...slow });
    const panel = await openPanel(world, world.seed.leadNamed('Many Lines Ltd'));
    await panel.shows(/Close is taking its time/);
    return panel;
  },

  'loading warm': async (world) => {
    await (await world.panelInTab()).page.close();
    await world.sandbox.fault({ ...reads, ...slow });
    const panel = await openPanel(world);
    await panel.page.waitForSelector('main[aria-busy="true"] .field[data-key="name"]');
    return panel;
  },

  'filtered to nothing': async (world) => {
    const panel = await world.panelInTab();
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('nothing like this');
    await panel.shows(/No field matches/);
    return panel;
  },

  'picking a user': async (world) => {
    const panel = await world.panelInTab();
    const control = await panel.control(world.seed.field('Owner'));
    await control.click();
    await panel.page.waitForSelector('[role="option"]');
    await panel.page.keyboard.press('ArrowDown');
    return panel;
  },

  'picking a status': async (world) => {
    const panel = await world.panelInTab();
    await (await panel.control('status_id')).click();
    await panel.page.waitForSelector('[role="option"]');
    return panel;
  },

  'editing every type': async (world) => {
    const panel = await touched(world);
    const { seed } = world;
    await panel.fill('name', 'Acme Holding');
    await panel.pick('status_id', 'Qualified');
    await panel.page.click('[id="f-addresses-0-line"]');
    await panel.fill('addresses-0-city', 'Hamburg');
    await panel.pick(seed.field('Days'), 'Fri');
    await panel.fillDate(seed.field('Next call'), '2027-07-01T14:30');
    await panel.fillDate(seed.field('Founded'), '1999-12-31');
    await panel.pick(seed.field('Main contact'), 'Émile');
    await panel.page.click('details.fence > summary');
    await panel.fill(seed.field('ERP sync token'), 'erp:4711:again');
    return panel;
  },

  touched,

  'field error': async (world) => {
    const panel = await touched(world);
    await panel.fill(world.seed.field('Annual revenue'), 'a lot');
    await panel.apply();
    await panel.error(world.seed.field('Annual revenue'));
    return panel;
  },

  review: async (world) => {
    const panel = await touched(world);
    await panel.review();
    await panel.page.click('details.fence > summary');
    return panel;
  },

  'changed in Close': async (world) => {
    const panel = await touched(world);
    await world.sandbox.changeLead(world.seed.lead, { description: 'Changed by a colleague.' });
    await panel.choose('Reload');
    await panel.shows(/Changed in Close/);
    return panel;
  },

  conflict: async (world) => {
    const panel = await touched(world);
    await world.sandbox.changeLead(world.seed.lead, { description: 'Changed by a colleague.' });
    await panel.review();
    await panel.page.waitForSelector('.conflict');
    return panel;
  },

  applying: async (world) => {
    const panel = await touched(world);
    await world.sandbox.fault({ ...writes, ...slow });
    await panel.apply();
    await panel.says(/Sending 3 changes/);
    return panel;
  },

  applied: async (world) => {
    const panel = await touched(world);
    await panel.apply();
    await panel.says(/^3 changes saved/);
    return panel;
  },

  undone: async (world) => {
    const panel = await leadStates.applied(world);
    await panel.page.click('#undo');
    await panel.says(/as before/);
    return panel;
  },

  'undo meets a conflict': async (world) => {
    const panel = await leadStates.applied(world);
    await world.sandbox.changeLead(world.seed.lead, { description: 'Changed by a colleague.' });
    await panel.page.click('#undo');
    await panel.page.waitForSelector('.conflict');
    return panel;
  },

  contacts: async (world) => (await contactEdited(world)).panel,

  'field error of a contact': async (world) => {
    const { panel, contact } = await contactEdited(world);
    await panel.fill(`${contact}/name`, '   ');
    await panel.click('Review');
    await panel.shows(/Write a name/);
    return panel;
  },

  'stopped half way': async (world) => {
    const { panel } = await contactEdited(world);
    await panel.fill('description', 'Saved before the contact was refused.');
    await world.sandbox.fault({ method: 'PUT', path_prefix: '/api/v1/contact/', status: 403, body: 'Forbidden' });
    await panel.apply();
    await panel.says(/Not saved/);
    return panel;
  },

  'ignored by Close': async (world) => {
    await world.sandbox.options({ ignore_fields: ['description'] });
    const panel = await touched(world);
    await panel.apply();
    await panel.says(/Close ignored 1 change/);
    return panel;
  },

  'no permission to apply': refusedToApply({ status: 403, body: { error: 'Forbidden' } }, /Your role in Close does not allow this/),

  'backend restarted': async (world) => {
    world.chromium.expected.push(/the backend ended/);
    const panel = await touched(world);
    await world.sandbox.fault({ ...writes, ...slow, times: 9 });
    await panel.apply();
    // The panel asks once more by itself.
    for (const tries of [1, 2]) {
      await until(async () => (await world.sandbox.writes()).length >= tries, 'the request');
      await world.chromium.stopWorker();
    }
    await panel.says(/was restarted before it could answer/);
    return panel;
  },

  offline: refusedToRead({ drop: 'before', times: 5 }, /Close cannot be reached/),
  'no permission': refusedToRead({ status: 403, body: { error: 'Forbidden' } }, /Your role in Close does not allow this/),
  'not in the plan': refusedToRead({ status: 402, body: { error: 'Payment required' } }, /Your Close plan does not include this/),
  'lead not found': refusedToRead({ status: 404, body: { error: 'Not found' } }, /Close has no such lead/),
  'a fault in Close': refusedToRead({ status: 500, body: '<html>Oops</html>', times: 5 }, /Close has a fault/),

  'no lead on this page': async ({ chromium }) => {
    const page = await chromium.open('about:blank');
    const panel = new Panel(await chromium.openPopup(page));
    await panel.shows(/No lead on this page/);
    return panel;
  },

  'page moved on': async ({ seed, visit }) => {
    const { page, panel } = await visit();
    await panel.fill('description', 'Stays with Acme.');
    await page.evaluate((path) => history.pushState({}, '', path), `/lead/${seed.leadNamed('Empty Shell Ltd')}/`);
    await panel.page.waitForSelector('.elsewhere');
    return panel;
  },

  menu: async (world) => {
    const panel = await world.panelInTab();
    await panel.click('Menu');
    await panel.page.waitForSelector('[role="menuitem"]');
    return panel;
  },

  keys: async (world) => {
    const panel = await world.panelInTab();
    await panel.page.keyboard.press('?');
    await panel.shows(/Keyboard shortcuts/);
    return panel;
  },
};
