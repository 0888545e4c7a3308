import { Panel } from '../harness/panel.js';
import { openPanel } from './reach.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

/**
 * Opens the panel as the background does for what was chosen from a context menu.
 * @param {World} world
 * @param {string} lead empty for none
 */
async function openWithClick(world, lead) {
  await world.signIn();
  const own = await openPanel(world);
  const name = await own.page.evaluate(async () => {
    const { keepOnce } = await import(chrome.runtime.getURL('browser/once.js'));
    return keepOnce({
      item: 'selection/append:description', page_url: 'https://acme.example/about', page_title: 'About us',
      selection: 'Acme has moved into a new building in Hamburg & hires forty people.\nمرحبا',
    });
  });
  await own.page.close();
  const { chromium } = world;
  const panel = new Panel(await chromium.open(chromium.url(`panel/panel.html?${lead && `lead=${lead}&`}clicked=${name}`)));
  await panel.page.waitForSelector('.menu-click');
  return panel;
}

/** @type {Record<string, Reach>} */
export const menuClickStates = {
  'clicked-without-lead': (world) => openWithClick(world, ''),

  'clicked-on-lead': async (world) => {
    const panel = await openWithClick(world, world.seed.lead);
    await panel.page.waitForSelector('#menu-click-go');
    return panel;
  },
};
