// Polls for something that happens elsewhere, as long as it is wanted and the panel is
// visible.

/** Milliseconds between two looks. */
const EVERY = 2000;

/**
 * Makes a watch that runs only while it is wanted.
 * @param {() => Promise<void>} look
 * @param {() => boolean} visible a panel that nobody sees looks when it is seen again
 */
export function watch(look, visible) {
  let wanted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function wait() {
    timer = setTimeout(async () => {
      if (visible()) await look();
      if (wanted) wait();
    }, EVERY);
  }

  /** @param {boolean} on */
  return (on) => {
    if (on === wanted) return;
    wanted = on;
    clearTimeout(timer);
    if (on) wait();
  };
}
