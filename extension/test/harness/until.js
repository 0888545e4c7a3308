/**
 * Asks again and again until a probe gives something, and returns that.
 * @template T
 * @param {() => Promise<T | null | undefined | false>} probe
 * @param {string} what it waits for, for the error
 * @param {number} [limit] in milliseconds
 * @returns {Promise<T>}
 */
export async function until(probe, what, limit = 20_000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
}
