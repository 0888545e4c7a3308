// The extension's background: registers every listener as it loads, because the
// browser starts it anew for each event, and hands each event on.

import { ALL, routeOf } from './alarms.js';
import { awake } from './awake.js';
import { handle } from './backend.js';
import { clicked, rebuildMenus } from './menus.js';
import { whenOnline } from './online.js';
import { refused } from './problems.js';
import { report } from './report.js';
import { classifySender } from './senders.js';
import { webext } from './webext.js';

webext.runtime.onMessage.addListener((message, sender, sendResponse) => {
  const own = { id: webext.runtime.id, base: webext.runtime.getURL('') };
  if (classifySender(sender, own) !== 'page') {
    sendResponse(refused());
    return false;
  }
  // handle never fails, so the channel that true keeps open is always answered.
  handle(message).then(sendResponse);
  return true;
});

webext.runtime.onInstalled.addListener(menus);
webext.runtime.onStartup.addListener(menus);

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

function menus() {
  rebuildMenus().catch((error) => report('the menus could not be built', error));
}

/**
 * Has the backend go on with what it could not finish before, however long it waits
 * for Close meanwhile. handle never fails.
 * @param {string} route
 */
function goOn(route) {
  void awake(() => handle({ method: 'POST', path: route }));
}
