import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** @import {Page} from 'puppeteer-core' */

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Lets axe-core look at a state of a page in both themes, and returns what it found with
 * the state and the theme before it.
 * @param {Page} page
 * @param {string} state
 * @param {(theme: string) => Promise<void>} [also] what else is done in each theme
 * @returns {Promise<string[]>}
 */
export async function axeInBothThemes(page, state, also = async () => {}) {
  /** @type {string[]} */
  const found = [];
  for (const theme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    found.push(...(await axe(page)).map((text) => `${state}, ${theme}: ${text}`));
    await also(theme);
  }
  return found;
}

/**
 * Lets axe-core look at a page with every rule it has, and returns what it found in
 * words: empty for nothing.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function axe(page) {
  await page.evaluate(`if (!globalThis.axe) { ${source} }`);
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ rule) =>
      rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${rule.help} | ${node.html} | ${node.failureSummary}`),
    );
  });
  return found.map((/** @type {string} */ text) => text.replaceAll(/\s+/g, ' '));
}
