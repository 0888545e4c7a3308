// The extension's background: registers every listener as it loads, because the
// browser starts it anew for each event, and hands each event on.

import { SETTLE } from './alarms.js';
import { handle } from './backend.js';
import { config } from './config.js';
import { clicked, rebuildMenus } from './menus.js';
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

if (config.broker !== '') {
  webext.runtime.onStartup.addListener(settle);
  webext.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === SETTLE) settle();
  });
}

webext.contextMenus.onClicked.addListener((info, tab) => {
  clicked(info, tab).catch((error) => report('the menu could not be served', error));
});

function menus() {
  rebuildMenus().catch((error) => report('the menus could not be built', error));
}

/** Has the backend finish what it could not finish before. handle never fails. */
function settle() {
  void handle({ method: 'POST', path: '/session/settle' });
}
