// Tells when the network is back.

/**
 * Calls a function each time the browser is online again, while this script runs:
 * nothing wakes a worker for it.
 * @param {() => void} back
 */
export function whenOnline(back) {
  let away = !navigator.onLine;
  const look = () => {
    const online = navigator.onLine;
    if (away && online) back();
    away = !online;
  };
  // Firefox's background is a page and has the two events. Chrome's is a worker, which
  // does not; it has one for any change of the connection, such as of its speed.
  for (const event of ['online', 'offline']) addEventListener(event, look);
  /** @type {any} */ (navigator).connection?.addEventListener('change', look);
}
