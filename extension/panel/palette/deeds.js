// What each item of the palette does: the panel's own actions, by its name.

/** @import {Actions} from '../app/actions.js' */
/** @import {Item} from './state.js' */

/** @type {Record<string, (act: Actions, account: string) => unknown>} */
const DEEDS = {
  review: (act) => { act.show('list'); return act.review(); },
  apply: (act) => { act.show('list'); return act.apply(); },
  undo: (act) => { act.show('list'); return act.undo(); },
  fields: (act) => act.show('list'),
  recipes: (act) => act.openRecipes(),
  'new-recipe': (act) => act.newRecipe(),
  import: (act) => act.openImport(),
  export: (act) => act.openExport(),
  starters: (act) => act.openRecipes('starters'),
  log: (act) => act.openHistory(),
  reload: (act) => act.reload(),
  'open-close': (act) => act.openInClose(),
  'open-tab': (act) => act.openInTab(),
  keys: (act) => act.show('keys'),
  'add-account': (act) => act.addAccount(),
  'sign-out': (act, account) => act.signOutOf(account),
};

/**
 * Does what an item says.
 * @param {Item | undefined} item
 * @param {Actions} act
 */
export function perform(item, act) {
  if (!item) return;
  act.leavePalette();
  if (item.kind === 'field') return act.goTo(item.id);
  if (item.kind === 'recipe') return void act.runRecipe(item.id);
  if (item.kind === 'lead') return act.openLead(item.id);
  const [name = '', account = ''] = item.id.split(' ');
  void DEEDS[name]?.(act, account);
}
