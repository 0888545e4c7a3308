// Pages of the web for the tests of the capture, at addresses of their own: the browser is
// given them by the test, and nobody else is asked.

import { Panel } from '../harness/panel.js';
import { PATIENCE } from '../harness/until.js';

/** @import {Browser, Page} from 'puppeteer-core' */
/** @import {World} from '../harness/world.js' */

/**
 * What a company's page may say about itself.
 * @param {object} organization as schema.org has it
 * @param {{ title?: string, body?: string, description?: string }} [page]
 */
export const company = (organization, { title = 'About us', body = '', description = '' } = {}) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>
${description ? `<meta name="description" content="${description}">` : ''}
<script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@type': 'Organization', ...organization })}</script>
</head><body><h1>${title}</h1>${body}</body></html>`;

/** What the page of the demo lead says: some of it Close has, some of it not. */
export const acme = company({
  name: 'Acme GmbH', url: 'https://acme.example/', description: 'Widgets and gadgets for people who build things.', telephone: '+49 30 12345670',
  address: { '@type': 'PostalAddress', streetAddress: 'Speicherstadt 9', postalCode: '20457', addressLocality: 'Hamburg', addressCountry: 'DE' },
  employee: [
    { '@type': 'Person', name: 'Dana Keller', jobTitle: 'Head of purchasing', email: 'dana@acme.example' },
    { '@type': 'Person', name: 'Nora Neumann', jobTitle: 'Sales', email: 'nora@acme.example', telephone: '+49 30 12345699' },
  ],
}, { title: 'About Acme', description: 'We make widgets.' });

/** What the page of a company says that Close does not know. */
export const stranger = company({
  name: 'Nordwind Segel AG', url: 'https://nordwind-segel.example/', description: 'Sails for every wind.', email: 'ahoi@nordwind-segel.example',
  address: { '@type': 'PostalAddress', streetAddress: 'Hafenstr. 12', postalCode: '24103', addressLocality: 'Kiel', addressCountry: 'DE' },
  employee: { '@type': 'Person', name: 'Wiebke Wind', jobTitle: 'Sailmaker', email: 'wiebke@nordwind-segel.example' },
}, { title: 'Nordwind' });

/**
 * Opens a page at an address of the web.
 * @param {Browser} browser
 * @param {string} url
 * @param {string} html
 */
export async function webPage(browser, url, html) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.setRequestInterception(true);
  page.on('request', (request) => void request.respond({ status: 200, contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(url);
  return page;
}

/**
 * Opens a page, and the panel over it by a click on the toolbar, signed in.
 * @param {World} world
 * @param {string} url
 * @param {string} html
 */
export async function capture(world, url, html) {
  const page = await webPage(world.chromium.browser, url, html);
  return { page, panel: await popupOver(world, page) };
}

/**
 * Opens the panel over a page by a click on the toolbar, and waits until it has read it.
 * @param {World} world
 * @param {Page} page
 */
export async function popupOver({ chromium }, page) {
  const panel = new Panel(await chromium.openPopup(page));
  await read(panel);
  return panel;
}

/** Waits until the panel has read the page and knows of its lead. @param {Panel} panel */
export const read = (panel) => panel.page.waitForFunction(() =>
  document.querySelector('main')?.getAttribute('aria-busy') === 'false' && document.querySelector('#find-lead, .capture-group, .message, .create-title') !== null, { polling: 'mutation' });

/** The suggestions in sight: what each says, and whether it is ticked. @param {Panel} panel */
export const rows = (panel) => panel.page.$$eval('.tick-row', (all) => all.map((row) => ({
  label: row.querySelector('.tick-label')?.textContent ?? '',
  values: [...row.querySelectorAll('.tick-values > div')].map((pair) => [...pair.children].map((part) => part.textContent ?? '').join(': ')),
  ticked: row.querySelector('input')?.checked ?? null,
})));

/**
 * Clicks the tick of the suggestion for a field.
 * @param {Panel} panel
 * @param {string} label of the field
 * @param {number} [nth] where there are several
 */
export async function tick(panel, label, nth = 0) {
  const boxes = await panel.page.$$(`.tick-row:has(.tick-label)`);
  const found = [];
  for (const box of boxes) if (await box.$eval('.tick-label', (node) => node.textContent) === label) found.push(box);
  const box = await found[nth]?.$('input[type="checkbox"]');
  if (!box) throw new Error(`there is no tick for ${label}`);
  await box.click();
}

/**
 * Adds a person of the page, or takes them away again.
 * @param {Panel} panel
 * @param {string} name
 */
export const addPerson = (panel, name) => panel.page.locator(`::-p-aria([name="New contact: ${name}"][role="checkbox"])`).click();

/** The leads that can be chosen from. @param {Panel} panel */
export const choices = (panel) => panel.page.$$eval('.lead-option .lead-name bdi', (all) => all.map((node) => node.textContent ?? ''));
