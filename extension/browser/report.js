// The one way to the console. What is reported here never holds a key, a value
// of a lead or anything else that someone typed.

/**
 * Writes down a failure that has no user waiting for its answer.
 * @param {string} what a sentence that says what did not work
 * @param {unknown} cause
 */
export function report(what, cause) {
  // eslint-disable-next-line no-console
  console.error(`Leadpatch: ${what}`, cause);
}
