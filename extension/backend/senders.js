// Who sent a message, and with it what the sender may do.

/**
 * page     a page of this extension: may use the backend
 * content  a function of this extension inside a web page: may take back, once, what
 *          the notice that it shows tells about
 * unknown  anyone else: may do nothing
 * @typedef {'page' | 'content' | 'unknown'} Sender
 */

/**
 * Tells who sent a message from what the browser says about the sender. A web
 * page controls what its content functions see, so they are never trusted like
 * a page of the extension.
 * @param {Pick<chrome.runtime.MessageSender, 'id' | 'url' | 'origin' | 'tab' | 'frameId'>} sender
 * @param {{ id: string, base: string }} own the extension's id and its address with the slash at its end
 * @returns {Sender}
 */
export function classifySender(sender, own) {
  if (sender.id !== own.id) return 'unknown';
  const { url = '', origin = '' } = sender;
  if (url.startsWith(own.base)) {
    // A page of ours inside a frame of another page is not one that we show.
    const framed = sender.frameId !== undefined && sender.frameId !== 0;
    return `${origin}/` === own.base && !framed ? 'page' : 'unknown';
  }
  return sender.tab !== undefined && /^https?:/.test(url) ? 'content' : 'unknown';
}

/**
 * Reads the one message that a content function may send: the button of a notice was
 * pressed. It names no entry, only what the background gave to that one notice.
 * @param {unknown} message
 * @returns {string | undefined} the name of what the background has kept for it
 */
export function noticeUndo(message) {
  if (typeof message !== 'object' || message === null || Object.keys(message).length !== 2) return undefined;
  const { kind, token } = /** @type {{ kind?: unknown, token?: unknown }} */ (message);
  return kind === 'notice-undo' && typeof token === 'string' && /^[0-9a-f]{32}$/.test(token) ? token : undefined;
}
