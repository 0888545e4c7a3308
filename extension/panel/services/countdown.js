// Counts down the seconds for which Close wants no request.

/**
 * Makes a clock that runs only while there is something to count.
 * @param {() => number} now in milliseconds
 * @param {(seconds: number) => void} tick called each second with those that are left, at last with zero
 */
export function countdown(now, tick) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  // A hidden page gets few ticks, so they are not counted: the clock tells the time.
  let end = 0;

  function wait() {
    timer = setTimeout(() => {
      const left = Math.max(0, Math.ceil((end - now()) / 1000));
      if (left > 0) wait();
      tick(left);
    }, 1000);
  }

  const stop = () => clearTimeout(timer);

  return {
    stop,
    /** @param {number} seconds */
    start(seconds) {
      stop();
      end = now() + seconds * 1000;
      wait();
    },
  };
}
