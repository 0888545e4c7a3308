// Keys that the control with the focus does not handle itself. Arrows move from row to row;
// Enter goes into a row's control; Esc comes back; a number tries a recipe; Ctrl+K opens
// the palette; the letters are those of the palette's commands.

import { homeOf } from '../lead/form.js';
import { commandFor } from '../palette/commands.js';
import { editorId } from '../ui/editors/index.js';

/** @import {Actions} from './actions.js' */

/**
 * Handles a key that no control has handled.
 * @param {KeyboardEvent} event
 * @param {Actions} act
 */
export function onKeydown(event, act) {
  if (event.defaultPrevented || event.isComposing || !(event.target instanceof HTMLElement)) return;
  const taken = command(event, event.target, act);
  if (taken) event.preventDefault();
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} target
 * @param {Actions} act
 * @returns {boolean} whether the key was meant for the panel
 */
function command(event, target, act) {
  const { key } = event;
  if (key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return palette(target, act);
  if (act.state.palette) return overPalette(key, act);
  if (key === 'Enter' && (event.ctrlKey || event.metaKey)) return send(act);
  if (key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return undo(target, act);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (act.state.menu) return inMenu(key, act);
  if (key === 'Escape') return escape(target, act);
  if (key === '/' && !isTyping(target)) {
    const box = document.getElementById('filter') ?? document.getElementById('find-lead');
    if (!box) return false;
    act.focus(box.id);
    return true;
  }
  const meant = commandFor(key)?.key;
  if (meant?.press && !(meant.overChoices ? isTyping(target) : takesLetters(target))) return meant.press(act);
  if (/^[1-9]$/.test(key) && !takesLetters(target)) return number(Number(key), act);
  if (key === 'ArrowDown' || key === 'ArrowUp') return move(target, key === 'ArrowDown' ? 1 : -1);
  return key === 'Enter' && enter(target);
}

/** @param {Actions} act */
function send(act) {
  const { screen, mode, history, recipes: { page } } = act.state;
  if (mode === 'recipes') return sendRecipe(page, act);
  if (mode === 'history' && history.page === 'undo') {
    void act.undoEntries();
    return true;
  }
  if (!['lead', 'create'].includes(screen) || !['list', 'page', 'review'].includes(mode)) return false;
  void (mode === 'review' ? act.apply() : act.review());
  return true;
}

/**
 * @param {string} page of the recipes
 * @param {Actions} act
 */
function sendRecipe(page, act) {
  if (page === 'edit') void act.saveRecipe();
  else if (page === 'run') void (act.state.recipes.run?.filled?.questions.length ? act.answerQuestions() : act.applyRecipe());
  return page === 'edit' || page === 'run';
}

/**
 * Tries a recipe by its number, also while the lead is still being read.
 * @param {number} nth
 * @param {Actions} act
 */
function number(nth, act) {
  const { screen, mode, recipes: { page } } = act.state;
  const numbered = mode === 'recipes' ? page === 'list' : ['list', 'page'].includes(mode) && screen !== 'create';
  if (screen === 'sign-in' || !numbered) return false;
  void act.runNumber(nth);
  return true;
}

/**
 * Opens the palette, or closes it.
 * @param {HTMLElement} target
 * @param {Actions} act
 */
function palette(target, act) {
  if (act.state.palette) act.closePalette();
  else act.openPalette(target.id);
  return true;
}

/**
 * While the palette is open, no key reaches the panel, and Tab stays in the palette.
 * @param {string} key
 * @param {Actions} act
 */
function overPalette(key, act) {
  if (key === 'Escape') act.closePalette();
  return key === 'Escape' || key === 'Tab';
}

/**
 * Undoes the last apply, unless the text with the focus has been changed: then the browser
 * undoes the typing.
 * @param {HTMLElement} target
 * @param {Actions} act
 */
function undo(target, act) {
  const { screen, mode, drafts, undo: offered } = act.state;
  if (screen !== 'lead' || !['list', 'page'].includes(mode) || !offered) return false;
  const field = target.closest('[data-key]');
  const key = field instanceof HTMLElement ? field.dataset.key ?? '' : '';
  if (isTyping(target) && (key === '' ? target.value !== '' : drafts[key])) return false;
  void act.undo();
  return true;
}

/**
 * @param {string} key
 * @param {Actions} act
 */
function inMenu(key, act) {
  const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#menu [role="menuitem"]')]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key];
  if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  else if (key === 'Escape') act.menu(false);
  else if (key === 'Tab') act.closeMenu();
  return key !== 'Tab' && key !== 'Enter' && key !== ' ';
}

/**
 * Goes one step back: out of an edit, out of a control, out of a filter, out of what
 * replaces the list. With nowhere to go back to, the browser may close the popup.
 * @param {HTMLElement} target
 * @param {Actions} act
 */
function escape(target, act) {
  const { mode, drafts, history } = act.state;
  const field = target.closest('[data-key]');
  const key = field instanceof HTMLElement ? field.dataset.key ?? '' : '';
  if (drafts[key]) {
    act.revert(key);
    return true;
  }
  if (field instanceof HTMLElement && field !== target) {
    field.focus();
    return true;
  }
  if (target.id === 'filter') {
    const inLog = mode === 'history';
    const inRecipes = mode === 'recipes';
    if ((inLog ? history.query : inRecipes ? act.state.recipes.query : act.state.filter) !== '') {
      if (inLog) act.search('');
      else if (inRecipes) act.searchRecipes('');
      else act.filter('');
      return true;
    }
    if (!inLog && !inRecipes) return false;
  }
  if (target.id === 'find-lead' && act.state.capture?.query) {
    act.searchLeads('');
    return true;
  }
  if (mode === 'list' || mode === 'page') return false;
  if (mode === 'history' && act.backInHistory()) return true;
  if (mode === 'recipes' && act.backInRecipes()) return true;
  act.show(homeOf(act.state));
  return true;
}

/**
 * Reports whether a key pressed there writes a character.
 * @param {HTMLElement} target
 * @returns {target is HTMLInputElement | HTMLTextAreaElement}
 */
function isTyping(target) {
  return (target instanceof HTMLInputElement && target.type !== 'checkbox') || target instanceof HTMLTextAreaElement;
}

/**
 * Reports whether a letter pressed there is the control's own: it writes it, or looks for
 * an option by it.
 * @param {HTMLElement} target
 */
const takesLetters = (target) => isTyping(target) || target instanceof HTMLSelectElement;

/**
 * Moves to the next or the previous row, unless the control under the key has its
 * own use for it.
 * @param {HTMLElement} target
 * @param {1 | -1} by
 */
function move(target, by) {
  if (target.closest('.uses-arrows') || (target instanceof HTMLTextAreaElement && !atEdge(target, by))) return false;
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.middle :is(.field[data-key], .fold-line, .entry-line, .recipe-line, .tick-row > input, .capture-all > input)')])
    .filter((row) => row.checkVisibility());
  const from = rows.findIndex((row) => row.contains(target));
  if (from < 0 && target.id !== 'filter' && target.id !== 'list' && target !== document.body) return false;
  if (from <= 0 && by < 0) {
    document.getElementById('filter')?.focus();
    return true;
  }
  const row = rows[from < 0 ? 0 : from + by];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
  return rows.length > 0;
}

/**
 * Reports whether the caret of a text area stands where an arrow would leave it.
 * @param {HTMLTextAreaElement} area
 * @param {1 | -1} by
 */
function atEdge(area, by) {
  if (area.selectionStart !== area.selectionEnd) return false;
  return by > 0 ? area.selectionEnd === area.value.length : area.selectionStart === 0;
}

/**
 * Goes from a row into its control, and from a line of text back to its row.
 * @param {HTMLElement} target
 */
function enter(target) {
  const key = target.dataset.key;
  if (key !== undefined) {
    const control = document.getElementById(editorId(key));
    control?.focus();
    if (control instanceof HTMLInputElement && control.getAttribute('role') === 'combobox') control.click();
    else if (control instanceof HTMLInputElement) control.select();
    return control !== null;
  }
  const row = target.closest('.field[data-key]');
  if (!(row instanceof HTMLElement) || !(target instanceof HTMLInputElement)) return false;
  row.focus();
  return true;
}
