// The extension's background: registers every listener as it loads, because the
// browser starts it again for each event, and passes each event on.

import { handle, whenAnswered } from './backend/backend.js';
import { refused } from './backend/problems.js';
import { classifySender, noticeUndo } from './backend/senders.js';
import { awake } from './browser/awake.js';
import { whenOnline } from './browser/online.js';
import { report } from './browser/report.js';
import { webext } from './browser/webext.js';
import { ALL, routeOf } from './host/alarms.js';
import { drawBadges, tabMoved } from './surfaces/badge.js';
import { pressed } from './surfaces/commands.js';
import { clicked, followPage, opening, rebuildMenus } from './surfaces/menus.js';
import { openFromSystem, undoBySystem, undoInPage } from './surfaces/notices.js';
import { entered, introduce, typed } from './surfaces/omnibox.js';

// An answer names what may say something else now.
whenAnswered(({ headers }) => {
  const surfaces = (headers['leadpatch-redraw'] ?? '').split(' ');
  if (surfaces.includes('badge')) drawBadges().catch(badgeFailed);
  if (surfaces.includes('menus')) menus();
});

webext.runtime.onMessage.addListener((message, sender, sendResponse) => {
  const own = { id: webext.runtime.id, base: webext.runtime.getURL('') };
  const who = classifySender(sender, own);
  const token = who === 'content' ? noticeUndo(message) : undefined;
  if (token !== undefined) {
    undoInPage(token, sender).catch(undoFailed);
    return false;
  }
  if (who !== 'page') {
    sendResponse(refused());
    return false;
  }
  // handle never fails, so the channel that true keeps open is always answered.
  handle(message).then(sendResponse);
  return true;
});

// The browser may have lost its menus on the way.
webext.runtime.onInstalled.addListener(() => menus({ fresh: true }));
webext.runtime.onStartup.addListener(() => menus({ fresh: true }));

// The first line of the menus names the lead of the page in front.
webext.tabs.onActivated.addListener(followMenus);
webext.windows.onFocusChanged.addListener(followMenus);
webext.tabs.onUpdated.addListener((_tabId, change, { active }) => {
  if (active && (change.url !== undefined || change.status === 'loading')) followMenus();
});
/** @type {any} */ (webext.contextMenus).onShown?.addListener(() => {
  opening().catch((error) => report('the open menu could not be brought up to date', error));
});

webext.notifications.onButtonClicked?.addListener((id) => {
  undoBySystem(id).catch(undoFailed);
});
webext.notifications.onClicked.addListener((id) => {
  openFromSystem(id).catch((error) => report('the log could not be opened', error));
});

// An alarm does not always outlive the browser or an update of the extension.
webext.runtime.onInstalled.addListener(() => ALL.forEach(goOn));
webext.runtime.onStartup.addListener(() => ALL.forEach(goOn));
whenOnline(() => ALL.forEach(goOn));

webext.alarms.onAlarm.addListener(({ name }) => {
  const route = routeOf(name);
  if (route !== undefined) goOn(route);
});

webext.contextMenus.onClicked.addListener((info, tab) => {
  clicked(info, tab).catch((error) => report('the menu could not be served', error));
});

webext.tabs.onUpdated.addListener((id, change, tab) => {
  tabMoved(id, change, tab).catch(badgeFailed);
});

webext.commands.onCommand.addListener((command, tab) => {
  pressed(command, tab).catch((error) => report('the shortcut could not be served', error));
});

introduce();
webext.omnibox.onInputChanged.addListener((text, suggest) => {
  typed(text, suggest).catch((error) => report('nothing could be suggested', error));
});
webext.omnibox.onInputEntered.addListener((content, disposition) => {
  entered(content, disposition).catch((error) => report('what was entered could not be served', error));
});

/** @param {unknown} error */
function undoFailed(error) {
  report('the change could not be taken back', error);
}

/** @param {unknown} error */
function badgeFailed(error) {
  report('the toolbar button could not be drawn', error);
}

/** @param {{ fresh?: boolean }} [how] */
function menus(how) {
  rebuildMenus(how).catch((error) => report('the menus could not be built', error));
}

function followMenus() {
  followPage().catch((error) => report('the menus could not follow the page', error));
}

/**
 * Has the backend go on with what it could not finish before, however long it waits
 * for Close in the meantime. handle never fails.
 * @param {string} route
 */
function goOn(route) {
  const request = { method: 'POST', path: route };
  void awake(() => handle(request));
}
