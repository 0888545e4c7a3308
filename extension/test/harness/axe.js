import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Lets axe-core look at a page with every rule it has, and gives what it found in
 * words: empty for nothing.
 * @param {import('puppeteer-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function axe(page) {
  await page.evaluate(`if (!globalThis.axe) { ${source} }`);
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ rule) =>
      rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${rule.help} | ${node.html} | ${node.failureSummary}`),
    );
  });
  return found.map((/** @type {string} */ text) => text.replaceAll(/\s+/g, ' '));
}
