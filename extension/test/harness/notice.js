import { until } from './until.js';

/** @import {Page, SerializedAXNode} from 'puppeteer-core' */

/**
 * Waits for a notice in a page that says something that fits, as a screen reader
 * would find it: the notice lives in a closed shadow root that no script reaches.
 * @param {Page} page
 * @param {RegExp} words
 * @returns {Promise<string>} all that it says
 */
export async function noticeIn(page, words) {
  let said = '';
  return until(
    async () => {
      const root = await page.accessibility.snapshot({ interestingOnly: false });
      said = root ? statusTexts(root).join(' ') : '';
      return words.test(said) ? said : null;
    },
    `a notice that says ${words}`,
  ).catch((error) => {
    throw new Error(`${error.message}; it says: ${said}`, { cause: error });
  });
}

/**
 * @param {SerializedAXNode} node
 * @param {boolean} [inside] whether a live region is around it
 * @returns {string[]}
 */
function statusTexts(node, inside = false) {
  const region = inside || node.role === 'status';
  const own = region && node.role === 'StaticText' && node.name ? [node.name] : [];
  return [...own, ...(node.children ?? []).flatMap((child) => statusTexts(child, region))];
}
