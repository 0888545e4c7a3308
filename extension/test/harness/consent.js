import { PATIENCE } from './until.js';

/** @import {Browser, Page} from 'puppeteer-core' */

/**
 * Does what opens Close's consent page and answers that page as a person would.
 * @param {Browser} browser
 * @param {() => Promise<unknown>} open
 * @param {{organization?: string, answer?: 'allow' | 'deny' | 'close', before?: (page: Page) => Promise<unknown>}} [choice]
 *   the id of an organization, the first one unless told; what to do while the page is open
 */
export async function consent(browser, open, { organization, answer = 'allow', before } = {}) {
  const seen = new Set(browser.targets());
  const opened = browser.waitForTarget((target) => !seen.has(target) && target.url().includes('/oauth2/authorize/'), { timeout: PATIENCE });
  await open();
  const target = await opened;
  const page = (await target.page()) ?? (await target.asPage());
  await page.waitForSelector('#allow', { timeout: PATIENCE });
  await before?.(page);
  if (organization) await page.click(`input[value="${organization}"]`);
  if (answer === 'close') return void (await page.close());
  // The window closes by itself as soon as the page leads back to the extension, which
  // may be before the click has been acknowledged.
  const gone = new Promise((resolve) => {
    page.once('close', resolve);
  });
  await Promise.race([page.click(`#${answer}`).catch(() => gone), gone]);
}
