// Locks that one holder has at a time in the whole browser profile, whichever page
// or worker of the extension it is in.

/**
 * Waits for a lock and returns what lets go of it. The lock also ends with the life
 * of its holder.
 * @param {string} name
 * @param {AbortSignal} signal ends the waiting
 * @param {AbortSignal} life
 * @returns {Promise<() => void>}
 */
export function lock(name, signal, life) {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise((release) => {
      const end = () => {
        life.removeEventListener('abort', end);
        release(undefined);
      };
      life.addEventListener('abort', end);
      // Aborted while it waited: nobody is there to hold it.
      if (life.aborted || signal.aborted) end();
      else resolve(end);
    });
    navigator.locks.request(name, { signal: AbortSignal.any([signal, life]) }, hold).catch(reject);
  });
}
