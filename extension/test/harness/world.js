import { after, before, beforeEach } from 'node:test';
import { startBroker } from './broker.js';
import { Build } from './build.js';
import { Chromium } from './chromium.js';
import { Panel } from './panel.js';
import { Sandbox } from './sandbox.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Broker} from './broker.js' */

/**
 * What a browser test has to work with.
 * @typedef {object} World
 * @property {Sandbox} sandbox
 * @property {Seed} seed
 * @property {Chromium} chromium
 * @property {Broker} [broker] for the tests that asked for one
 * @property {(lead?: string) => Promise<Panel>} panelInTab the panel for a lead, signed in
 * @property {(lead?: string, path?: string) => Promise<Visit>} visit a lead's page with the popup over it, signed in
 * @property {() => Promise<void>} signIn signs in, and leaves no page open
 * @property {(lead?: string, path?: string) => Promise<Page>} leadPage a lead's page alone
 */

/** @typedef {{page: Page, panel: Panel}} Visit */

/**
 * What a test needs of the sandbox's seed, by names that people know.
 * @typedef {object} Seed
 * @property {string} key the demo key
 * @property {string} lead the demo lead, which has a value in every field
 * @property {(name: string) => string} leadNamed
 * @property {string} foreignLead of another organization
 * @property {(name: string) => string} field the key of the custom field with this name
 * @property {(name: string) => string} user
 * @property {(name: string) => string} status
 * @property {any} raw all of it
 */

/**
 * Shares one sandbox among a file's tests, reset for each of them, and the extension built
 * for it; with a broker too, for those that sign in by Close's own page.
 * @param {{broker?: boolean}} [options]
 */
export function sandboxed({ broker = false } = {}) {
  const shared = /** @type {{sandbox: Sandbox, build: Build, seed: Seed, broker?: Broker}} */ ({});
  before(async () => {
    shared.sandbox = await Sandbox.start();
    if (broker) shared.broker = await startBroker({ sandbox: shared.sandbox });
    shared.build = await Build.for(shared.sandbox.origin, shared.broker?.origin);
    shared.seed = readSeed(await shared.sandbox.seed());
  });
  beforeEach(() => shared.sandbox.reset());
  after(async () => {
    await shared.build?.remove();
    await shared.broker?.stop();
    await shared.sandbox?.stop();
  });
  return shared;
}

/**
 * Returns each test of a file a Chromium of its own, so that none sees what another
 * left behind. The browser's closing checks are part of every test: no error
 * reported, no stranger contacted.
 * @param {{broker?: boolean}} [options]
 * @returns {(run: (world: World) => Promise<void>) => () => Promise<void>}
 */
export function browserTests(options) {
  const shared = sandboxed(options);
  return (run) => async () => {
    const { sandbox, build, seed, broker } = shared;
    const chromium = await Chromium.launch(build.chrome);
    try {
      await run({ sandbox, seed, chromium, broker, ...surfaces(chromium, sandbox, seed) });
    } catch (error) {
      try {
        await chromium.explain('dist/failures');
      } catch (more) {
        console.error('and the browser could not be asked why:', more);
      } finally {
        await chromium.close();
      }
      throw error;
    }
    await chromium.finish();
  };
}

/**
 * @param {Chromium} chromium
 * @param {Sandbox} sandbox
 * @param {Seed} seed
 */
export function surfaces(chromium, sandbox, seed) {
  /** @type {World['panelInTab']} */
  const panelInTab = async (lead = seed.lead) => {
    const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${lead}`)));
    await panel.signIn(seed.key);
    return panel;
  };
  /** @type {World['leadPage']} */
  const leadPage = (lead = seed.lead, path = '') => chromium.open(`${sandbox.origin}/lead/${lead}/${path}`);
  return {
    panelInTab,
    leadPage,
    /** @type {World['visit']} */
    visit: async (lead, path) => {
      const page = await leadPage(lead, path);
      const panel = new Panel(await chromium.openPopup(page));
      await panel.signIn(seed.key);
      return { page, panel };
    },
    signIn: async () => {
      const panel = await panelInTab();
      await panel.page.close();
    },
  };
}

/**
 * @param {any} raw
 * @returns {Seed}
 */
export function readSeed(raw) {
  /** @type {(list: any[], name: string, by?: string) => any} */
  const named = (list, name, by = 'name') => {
    const found = list.find((item) => item[by] === name);
    if (!found) throw new Error(`the sandbox has nothing named ${name}`);
    return found;
  };
  return {
    raw,
    key: raw.keys.demo,
    lead: named(raw.leads, 'Acme GmbH').id,
    leadNamed: (name) => named(raw.leads, name).id,
    foreignLead: raw.other_lead_id,
    field: (name) => named(raw.fields, name).key,
    user: (name) => named(raw.users, name).id,
    status: (name) => named(raw.statuses, name, 'label').id,
  };
}
