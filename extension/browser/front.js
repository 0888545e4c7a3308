// What the user has in front when a shortcut or the address bar asks for something.

import { readSelection } from '../page/selection.js';
import { report } from './report.js';
import { webext } from './webext.js';

/** @import {Clicked} from '../api' */

/**
 * Returns the page of a tab as the backend's requests carry it. The browser lets the
 * extension see it because the user has just asked; where it does not, the texts are
 * empty.
 * @param {chrome.tabs.Tab} tab
 * @returns {Promise<Clicked>}
 */
export async function inFront({ id, url = '', title = '' }) {
  return { page_url: url, page_title: title, selection: id === undefined || url === '' ? '' : await selectionIn(id) };
}

/**
 * @param {number} tabId
 * @returns {Promise<string>}
 */
async function selectionIn(tabId) {
  try {
    const [read] = await webext.scripting.executeScript({ target: { tabId }, func: readSelection });
    return read?.result ? JSON.parse(read.result) : '';
  } catch (error) {
    report('the selection could not be read from the page', error);
    return '';
  }
}
