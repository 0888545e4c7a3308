// What was chosen from a context menu, as far as it needs no screen.

/** @import {MenuClick} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * What was clicked, and the entry's title as the menu had it.
 * @typedef {{ click: MenuClick, title: string, work: boolean }} Clicked
 */

/**
 * Reads the plain words of a menu's title.
 * @param {string} title
 */
export const plainTitle = (title) => title.replaceAll('&&', '&').replaceAll('\u2060', '');

/**
 * Gives the text that was clicked: what is selected, the link, or the image; for a page
 * its title.
 * @param {MenuClick} click
 */
export const textOf = ({ item, selection, link_url: link, image_url: image, page_title: title }) => {
  const of = { selection, link, image }[item.split('/')[0] ?? ''];
  return String(of || title || '');
};

/**
 * Tells whether what was clicked waits for a lead. A recipe does not: it takes what was
 * clicked along as it is tried.
 * @param {State} state
 */
export const waits = ({ clicked }) => clicked !== null && 'item' in clicked.click && !clicked.click.item.includes('/recipe:');
