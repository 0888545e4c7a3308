import { Panel } from '../harness/panel.js';
import { acme, addPerson, capture, company, stranger, tick, webPage } from './capture-page.js';

/** @import {World} from '../harness/world.js' */
/** @import {Reach} from './reach.js' */

/** @param {World} world */
const onAcme = async (world) => (await capture(world, 'http://acme.example/about', acme)).panel;

/** @param {World} world */
const onStranger = async (world) => (await capture(world, 'http://nordwind-segel.example/', stranger)).panel;

/** @param {World} world */
async function creating(world) {
  const panel = await onStranger(world);
  await panel.page.click('#create');
  await panel.page.waitForSelector('[id="f-name"]');
  return panel;
}

/** The states of a page that does not belong to Close. @type {Record<string, Reach>} */
export const captureStates = {
  'page with its lead': onAcme,

  'page ticked': async (world) => {
    const panel = await onAcme(world);
    await tick(panel, 'Description');
    await addPerson(panel, 'Nora Neumann');
    return panel;
  },

  'page kept': async (world) => {
    const panel = await onAcme(world);
    await panel.page.select('#page-field', world.seed.field('Background'));
    await panel.page.click('#tick-field');
    await panel.page.click('#tick-note');
    await panel.page.$eval('#f-note', (node) => node.scrollIntoView());
    return panel;
  },

  'page reviewed': async (world) => {
    const panel = await captureStates['page ticked']?.(world) ?? await onAcme(world);
    await panel.page.click('#tick-note');
    await panel.review();
    return panel;
  },

  'page moved on under ticks': async (world) => {
    const { page, panel } = await capture(world, 'http://acme.example/about', acme);
    await tick(panel, 'Description');
    await page.goto('http://nordwind-segel.example/');
    await panel.page.waitForSelector('.elsewhere');
    return panel;
  },

  'page not read yet': async (world) => {
    const { page, panel } = await capture(world, 'http://nordwind-segel.example/', stranger);
    await page.goto('http://nordwind-segel.example/team');
    await panel.page.waitForSelector('#read-page');
    return panel;
  },

  'looking for the lead': async ({ chromium, sandbox }) => {
    await sandbox.fault({ method: 'POST', path_prefix: '/api/v1/data/search/', delay_ms: 60_000, times: 9 });
    const page = await webPage(chromium.browser, 'http://nordwind-segel.example/', stranger);
    const panel = new Panel(await chromium.openPopup(page));
    await panel.shows(/Looking for the lead/);
    return panel;
  },

  'several leads match': async (world) =>
    (await capture(world, 'http://www.hopfen-brewery.com/', company({ name: 'Hopfen Brewery', url: 'https://www.hopfen-brewery.com/' }))).panel,

  'no lead matches': onStranger,

  'choosing another lead': async (world) => {
    const panel = await onAcme(world);
    await panel.page.click('#change-lead');
    await panel.page.type('#find-lead', 'pedal');
    await panel.page.waitForSelector('.lead-option');
    return panel;
  },

  'no lead found': async (world) => {
    const panel = await onStranger(world);
    await panel.page.type('#find-lead', 'nobody of that name');
    await panel.shows(/No lead is called/);
    return panel;
  },

  'creating a lead': creating,

  'person in a new lead': async (world) => {
    const panel = await creating(world);
    await addPerson(panel, 'Wiebke Wind');
    await panel.page.$eval('main', (middle) => middle.scrollTo(0, middle.scrollHeight));
    return panel;
  },

  'creating without a name': async (world) => {
    const panel = await creating(world);
    await panel.fill('name', ' ');
    await panel.click('Review');
    await panel.shows(/Write a name/);
    return panel;
  },

  'new lead reviewed': async (world) => {
    const panel = await creating(world);
    await panel.page.click('#tick-note');
    await panel.review();
    return panel;
  },

  'lead created': async (world) => {
    const panel = await creating(world);
    await panel.apply();
    await panel.says(/created/);
    return panel;
  },

  'new lead in the log': async (world) => {
    const panel = await creating(world);
    await panel.page.click('#tick-note');
    await panel.apply();
    await panel.says(/created/);
    await panel.openLog();
    await panel.openEntry();
    return panel;
  },

  'nothing on the page': async (world) =>
    (await capture(world, 'http://acme.example/empty', '<!doctype html><link rel="icon" href="data:,"><title></title>')).panel,

  'page of the browser': async ({ chromium }) => {
    const panel = new Panel(await chromium.openPopup(await chromium.open('chrome://version/')));
    await panel.shows(/No lead on this page/);
    return panel;
  },

  'finding a lead anywhere': async (world) => {
    const panel = await captureStates['page of the browser']?.(world) ?? await onAcme(world);
    await panel.page.click('#find');
    await panel.page.waitForSelector('#find-lead');
    await panel.page.type('#find-lead', 'acme');
    await panel.page.waitForSelector('.lead-option');
    return panel;
  },
};
