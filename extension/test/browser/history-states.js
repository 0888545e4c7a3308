import { Panel } from '../harness/panel.js';
import { until } from '../harness/until.js';
import { openPanel, touched } from './reach.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

const reads = { method: 'GET', path_prefix: '/api/v1/lead/' };
const writes = { method: 'PUT', path_prefix: '/api/v1/lead/' };

/**
 * Applies three changes while Close is in some trouble, and waits for the panel's words.
 * @param {object} fault
 * @param {RegExp} words
 * @returns {Reach}
 */
const waitsFor = (fault, words) => async (world) => {
  const panel = await touched(world);
  await world.sandbox.fault({ ...reads, times: 99, ...fault });
  await panel.apply();
  await panel.says(words);
  return panel;
};

/**
 * Applies a change of the description.
 * @param {Panel} panel
 * @param {string} text
 */
async function describe(panel, text) {
  await panel.fill('description', text);
  await panel.apply();
  await panel.says(/^1 change saved/);
}

/**
 * Opens the log of a lead on which three applies have ended well.
 * @param {World} world
 */
async function logged(world) {
  const panel = await touched(world);
  await panel.apply();
  await panel.says(/^3 changes saved/);
  await describe(panel, 'The second text.');
  await panel.fill('url', 'https://third.example');
  await panel.apply();
  await panel.says(/^1 change saved/);
  await panel.openLog();
  return panel;
}

/**
 * Opens the log and, in it, the newest entry.
 * @param {Panel} panel
 */
async function opened(panel) {
  await panel.openLog();
  await panel.openEntry();
  return panel;
}

/** The states of what is on its way, of the log and of undoing from it. @type {Record<string, Reach>} */
export const historyStates = {
  'waiting for the network': waitsFor({ drop: 'before' }, /^Waiting for the network\. Your 3 changes to Acme GmbH are kept/),
  'rate limited, waiting': waitsFor({ rate_limited: { reset_s: 90 } }, /^Close asks to wait\. Your 3 changes/),
  'a fault in Close, waiting': waitsFor({ status: 503 }, /^Close has a fault\. Your 3 changes/),

  'no answer to an apply': async (world) => {
    const panel = await touched(world);
    await world.sandbox.fault({ ...writes, status: 504, applied: true, hold: 'after', name: 'answer' });
    await panel.apply();
    await until(async () => (await world.sandbox.writes()).length > 0, 'the request');
    // Nor can the truth be read afterwards.
    await world.sandbox.fault({ ...reads, status: 503, times: 99 });
    await world.sandbox.release({ name: 'answer' });
    await panel.says(/^Close has not answered\. Leadpatch is looking/);
    return panel;
  },

  'waiting, with newer edits': async (world) => {
    const panel = await historyStates['waiting for the network'](world);
    await panel.fill('description', 'Typed over what is on its way.');
    return panel;
  },

  'waiting, details': async (world) => {
    const panel = await historyStates['waiting for the network'](world);
    await panel.click('Details');
    await panel.page.waitForSelector('.entry-details');
    return panel;
  },

  'waiting, given up': async (world) => {
    const panel = await historyStates['waiting for the network'](world);
    await panel.click('Give up');
    await panel.says(/^Given up: nothing was sent/);
    return panel;
  },

  'waiting, opened again': async (world) => {
    await (await historyStates['waiting for the network'](world)).page.close();
    await world.sandbox.reset();
    await world.sandbox.fault({ ...writes, hold: 'before', name: 'rest', times: 99 });
    const panel = await openPanel(world);
    await panel.page.waitForSelector('.badge');
    return panel;
  },

  'log, empty': async (world) => {
    const panel = await world.panelInTab();
    await panel.openLog();
    await panel.shows(/Nothing here yet/);
    return panel;
  },

  log: logged,

  'log of all leads, by its key': async (world) => {
    // Not one of the leads that other states must find as never seen.
    const first = await world.panelInTab(world.seed.leadNamed('Many Lines Ltd'));
    await describe(first, 'On another lead.');
    await first.page.close();
    const panel = await world.panelInTab();
    await panel.page.keyboard.press('l');
    await panel.shows(/Nothing here yet/);
    await panel.page.click('#everywhere');
    await panel.page.waitForSelector('.entry');
    return panel;
  },

  'log without a lead': async (world) => {
    await (await logged(world)).page.close();
    const page = await world.chromium.open('about:blank');
    const panel = new Panel(await world.chromium.openPopup(page));
    await panel.shows(/No lead on this page/);
    await panel.openLog();
    return panel;
  },

  'log, nothing found': async (world) => {
    const panel = await logged(world);
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('nothing like this');
    await panel.shows(/Nothing found/);
    return panel;
  },

  'log, an entry': async (world) => {
    const panel = await logged(world);
    await panel.openEntry(2);
    await panel.page.click('.entry-details details.fence > summary');
    return panel;
  },

  'log, changed since': async (world) => {
    const panel = await logged(world);
    await panel.openEntry(2);
    await panel.click('Changed since?');
    await panel.page.waitForSelector('.since :is(li, p)');
    return panel;
  },

  'log, not known': async (world) => opened(await historyStates['no answer to an apply'](world)),

  'log, checked again': async (world) => {
    const panel = await historyStates['log, not known'](world);
    await world.sandbox.reset();
    await panel.click('Check again');
    await panel.says(/saved\.$/);
    return panel;
  },

  'log, saved in part': async (world) => {
    await world.sandbox.options({ ignore_fields: ['description'] });
    const panel = await touched(world);
    await panel.apply();
    await panel.says(/Close ignored 1 change/);
    return opened(panel);
  },

  'log, changed by somebody else': async (world) => {
    const panel = await historyStates['waiting for the network'](world);
    await world.sandbox.reset();
    await world.sandbox.changeLead(world.seed.lead, { description: 'Changed by a colleague.' });
    await opened(panel);
    await panel.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await panel.shows(/Not saved: changed by somebody else/);
    return panel;
  },

  'log, selecting': async (world) => {
    const panel = await logged(world);
    await panel.click('Select');
    for (const box of await panel.page.$$('.entry-pick input')) await box.click();
    return panel;
  },

  'log, undo preview': async (world) => {
    const panel = await historyStates['log, selecting'](world);
    await panel.click('Preview undo');
    await panel.page.waitForSelector('#undo-title');
    return panel;
  },

  'log, undone': async (world) => {
    const panel = await historyStates['log, undo preview'](world);
    await panel.page.click('#undo-entries');
    await panel.shows(/as before\./);
    return panel;
  },

  'log, undo meets a colleague': async (world) => {
    const panel = await logged(world);
    await world.sandbox.changeLead(world.seed.lead, { url: 'https://colleague.example' });
    await panel.openEntry();
    await panel.click('Undo');
    await panel.shows(/somebody has changed it since/);
    return panel;
  },

  'log, export and settings': async (world) => {
    const panel = await logged(world);
    await panel.click('Export, settings');
    await panel.page.waitForSelector('.settings');
    return panel;
  },

  'log, clearing': async (world) => {
    const panel = await historyStates['log, export and settings'](world);
    await panel.click('Clear the log …');
    await panel.shows(/Clear the log\?/);
    return panel;
  },

  'log, cleared': async (world) => {
    const panel = await historyStates['log, clearing'](world);
    await panel.click('Clear');
    await panel.says(/^3 entries cleared\.$/);
    return panel;
  },
};
