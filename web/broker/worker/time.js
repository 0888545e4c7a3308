/**
 * Waits for a promise, but no longer than the limit, at which it fails with what late
 * says.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} limit in milliseconds
 * @param {() => Error} late
 * @returns {Promise<T>}
 */
export function inTime(promise, limit, late) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), limit);
    promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
