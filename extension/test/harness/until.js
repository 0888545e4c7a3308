/**
 * How long, in milliseconds, tests wait for what must come. It only says when to give up:
 * it is many times what a slow machine with other work needs, and nothing waits for it to
 * pass.
 */
export const PATIENCE = 180_000;

/**
 * Asks again and again until a probe gives something, and returns that.
 * @template T
 * @param {() => Promise<T | null | undefined | false>} probe
 * @param {string} what it waits for, for the error
 * @param {number} [limit] in milliseconds
 * @returns {Promise<T>}
 */
export async function until(probe, what, limit = PATIENCE) {
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
