import { Panel } from '../harness/panel.js';

/** @import {World} from '../harness/world.js' */

/**
 * Brings the panel into one of its states, from signed in and with a fresh sandbox.
 * @typedef {(world: World) => Promise<Panel>} Reach
 */

/** @param {World} world @param {string} [lead] */
export const openPanel = async ({ chromium, seed }, lead = seed.lead) =>
  new Panel(await chromium.open(chromium.url(`panel/panel.html?lead=${lead}`)));

/** @param {World} world */
export const touched = async (world) => {
  const panel = await world.panelInTab();
  await panel.fill('description', 'Makes widgets and gadgets.');
  await panel.pick(world.seed.field('Industry'), 'Energy');
  await panel.fill(world.seed.field('Employees'), '');
  return panel;
};
