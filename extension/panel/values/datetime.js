// The way between the instants that the backend speaks (RFC 3339 with an offset)
// and what <input type="datetime-local"> speaks (a wall clock without a zone).

/** An RFC 3339 instant: its seconds and their fraction are captured. */
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::(\d{2})(?:\.(\d+))?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/;

/** The value of a datetime-local input. */
const LOCAL = /^(\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;

/**
 * @param {number} number
 * @param {number} [width]
 */
const pad = (number, width = 2) => String(number).padStart(width, '0');

/**
 * Writes an instant as the user's wall clock, for an input. Seconds appear only
 * where the instant has some, so that the input stays short. Empty for a text
 * that is no instant.
 * @param {string} instant RFC 3339
 */
export function toLocalInput(instant) {
  const time = new Date(instant);
  if (!INSTANT.test(instant) || Number.isNaN(time.getTime())) return '';
  const day = `${pad(time.getFullYear(), 4)}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
  return `${day}T${clock}${time.getSeconds() === 0 ? '' : `:${pad(time.getSeconds())}`}`;
}

/**
 * Reads a wall clock from an input as an instant with the offset that the user's
 * zone has at that time. Empty for a text that is no time.
 *
 * The previous instant decides what the wall clock alone cannot say: which of the
 * two hours is meant when the clocks go back, and the fraction of a second that no
 * input shows.
 * @param {string} local the input's value
 * @param {string} [previous] RFC 3339
 */
export function fromLocalInput(local, previous = '') {
  const parts = LOCAL.exec(local);
  if (!parts) return '';
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  // The constructor reads years below 100 as 19xx; setFullYear does not.
  let time = new Date(2000, 0, 1, hour, minute, second ?? 0);
  time.setFullYear(year ?? 0, (month ?? 1) - 1, day ?? 1);
  time.setHours(hour ?? 0, minute ?? 0, second ?? 0, 0);

  const before = INSTANT.exec(previous);
  if (before) {
    const again = sameWallClock(time, new Date(previous));
    if (again) time = again;
  }
  const fraction = before?.[2] && Number(before[1]) === time.getSeconds() ? `.${before[2]}` : '';
  const date = `${pad(time.getFullYear(), 4)}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}${fraction}`;
  return `${date}T${clock}${offset(time)}`;
}

/**
 * Returns the other reading of a wall clock that occurs twice, if it is the one with
 * the previous instant's offset.
 * @param {Date} time
 * @param {Date} previous
 */
function sameWallClock(time, previous) {
  const shift = (previous.getTimezoneOffset() - time.getTimezoneOffset()) * 60_000;
  if (shift === 0) return null;
  const other = new Date(time.getTime() + shift);
  const same = other.getHours() === time.getHours() && other.getMinutes() === time.getMinutes();
  return same ? other : null;
}

/** @param {Date} time */
function offset(time) {
  const minutes = -time.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
