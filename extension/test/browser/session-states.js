import { consent } from '../harness/consent.js';
import { openPanel, touched } from './reach.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

/** @param {World} world */
const home = ({ seed }) => seed.raw.organizations[0];

/** The demo user's other organization. @param {World} world */
const second = ({ seed }) => seed.raw.organizations[1];

/**
 * Signs in with keys of the seed, one organization each.
 * @param {World} world
 * @param {...string} names
 */
async function useKeys(world, ...names) {
  const panel = await openPanel(world);
  for (const name of names) await panel.ask('PUT', '/session/key', { key: world.seed.raw.keys[name] });
  await panel.page.close();
}

/**
 * Opens the demo lead, signed in to both organizations.
 * @param {World} world
 */
async function severalAccounts(world) {
  await useKeys(world, second(world).key, 'demo');
  const panel = await world.panelInTab();
  await panel.page.waitForSelector('.organization');
  return panel;
}

/**
 * Opens the demo lead, signed in by Close's window.
 * @param {World} world
 */
async function signedInWithClose(world) {
  const panel = await openPanel(world);
  await consent(world.chromium.browser, () => panel.signInWithClose());
  await panel.ready();
  return panel;
}

/**
 * Closes the windows of Close that a state has left open.
 * @param {World} world
 */
async function closeWindows({ chromium }) {
  const pages = await chromium.browser.pages();
  await Promise.all(pages.filter((page) => page.url().includes('/oauth2/')).map((page) => page.close()));
}

/** The states of signing in and out, by name. The last ones begin signed out. @type {Record<string, Reach>} */
export const sessionStates = {
  'session ended': async (world) => {
    const panel = await touched(world);
    await world.sandbox.revoke('demo');
    await panel.apply();
    await panel.shows(/Sign in again; what you typed stays/);
    return panel;
  },

  'session ended before the lead was seen': async (world) => {
    await world.sandbox.revoke('demo');
    const panel = await openPanel(world, world.seed.leadNamed('Empty Shell Ltd'));
    await panel.shows(/Sign in again to/);
    return panel;
  },

  'add an organization': async (world) => {
    const panel = await world.panelInTab();
    await panel.choose('Add another organization');
    await panel.shows(/Sign in with Close/);
    return panel;
  },

  'other organization': async (world) => {
    // A key whose user is in both, so that Close itself shows the lead.
    await useKeys(world, 'both');
    const panel = await openPanel(world, world.seed.foreignLead);
    await panel.shows(/belongs to another organization/);
    return panel;
  },

  'other organization, adding it': async (world) => {
    const panel = await sessionStates['other organization'](world);
    await panel.click('Add another organization');
    await panel.page.waitForSelector('#sign-in-close');
    return panel;
  },

  'several accounts': async (world) => {
    const panel = await severalAccounts(world);
    await panel.fill('description', 'Makes widgets and gadgets.');
    return panel;
  },

  'several accounts, the lead of another one': async (world) => {
    await (await severalAccounts(world)).page.close();
    const panel = await openPanel(world, second(world).lead_id);
    await panel.page.waitForSelector('.moved');
    return panel;
  },

  'several accounts, review': async (world) => {
    const panel = await sessionStates['several accounts'](world);
    await panel.review();
    return panel;
  },

  'several accounts, menu': async (world) => {
    const panel = await severalAccounts(world);
    await panel.click('Menu');
    await panel.page.waitForSelector('[role="menuitem"]');
    return panel;
  },

  'several accounts, one of them ended': async (world) => {
    const { id, lead_id: lead, name } = second(world);
    const panel = await world.panelInTab();
    await panel.choose('Add another organization');
    await consent(world.chromium.browser, () => panel.signInWithClose(), { organization: id });
    await panel.ready();
    await panel.says(/Signed in to/);
    await world.sandbox.killTokens();
    const foreign = await openPanel(world, lead);
    await foreign.shows(/Sign in again/);
    await foreign.page.close();
    await panel.page.bringToFront();
    await panel.click('Menu');
    await panel.page.locator(`::-p-aria([name="Sign in again to ${name}"][role="menuitem"])`).wait();
    return panel;
  },

  'several accounts, one signed out': async (world) => {
    const panel = await sessionStates['several accounts'](world);
    await panel.signOutOf(second(world).name);
    await panel.says(/stay in this browser/);
    return panel;
  },

  'signed out with edits': async (world) => {
    const panel = await touched(world);
    await panel.signOutOf(home(world).name);
    await panel.shows(/stay in this browser/);
    return panel;
  },

  'signed out': async (world) => {
    const panel = await openPanel(world);
    await panel.shows(/Sign in with Close/);
    return panel;
  },

  'signing in': async (world) => {
    const panel = await openPanel(world);
    await panel.signInWithClose();
    await world.chromium.target((target) => target.url().includes('/oauth2/'));
    await panel.page.bringToFront();
    await panel.shows(/Finish in the window that opened/);
    return panel;
  },

  'sign-in cancelled': async (world) => {
    await closeWindows(world);
    const panel = await openPanel(world);
    await consent(world.chromium.browser, () => panel.signInWithClose(), { answer: 'deny' });
    await panel.shows(/Nothing has changed/);
    return panel;
  },

  'key refused': async (world) => {
    const panel = await openPanel(world);
    await panel.typeKey('api_nobody.knowsThisKey');
    await panel.page.waitForSelector('#key-error');
    return panel;
  },

  'deleting edits': async (world) => {
    const panel = await signedInWithClose(world);
    await panel.fill('description', 'Makes widgets and gadgets.');
    await panel.signOutOf(home(world).name);
    await panel.click('Delete them');
    await panel.shows(/Delete your edits/);
    return panel;
  },

  'session with Close ended': async (world) => {
    const panel = await signedInWithClose(world);
    await panel.fill('description', 'Makes widgets and gadgets.');
    await world.sandbox.killTokens();
    await panel.apply();
    await panel.shows(/Sign in again; what you typed stays/);
    return panel;
  },
};
