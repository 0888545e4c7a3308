// What leads hold after requests, and requests to try it with, by chance from a seed.

/**
 * Returns numbers from 0 to below 1 by chance, the same ones for the same seed.
 * @param {number} seed
 * @returns {() => number}
 */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    // A linear congruential generator; its upper bits are mixed into the lower ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
  };
}

/** @typedef {{ field: string, op: 'set' | 'append' | 'add' | 'remove', value: string }} Edit */

/**
 * The fields that requests are about.
 * @typedef {{ days: string, employees: string, statuses: string[] }} Names
 */

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Makes up the edits of a request.
 * @param {() => number} random
 * @param {number} number of the request, which its texts carry
 * @param {Names} names
 * @returns {Edit[]}
 */
export function wishOf(random, number, { days, employees, statuses }) {
  /** @type {<T>(list: T[]) => T} */
  const one = (list) => list[Math.floor(random() * list.length)];
  /** @type {(() => Edit)[]} */
  const kinds = [
    () => ({ field: 'description', op: random() < 0.9 ? 'append' : 'set', value: `Requested ${number}.` }),
    () => ({ field: 'status_id', op: 'set', value: one(statuses) }),
    () => ({ field: employees, op: 'set', value: String(number) }),
    () => ({ field: days, op: one(['add', 'remove']), value: one(DAYS) }),
  ];
  const edits = kinds.filter(() => random() < 0.4).map((make) => make());
  return edits.length > 0 ? edits : [kinds[0]()];
}

/** A lead as it must be. */
export class Model {
  /** How often its status was changed. */
  statusChanges = 0;

  /**
   * @param {Record<string, any>} start the fields that requests are about, as they are now
   */
  constructor(start) {
    this.fields = structuredClone(start);
  }

  /**
   * Carries a request out.
   * @param {Edit[]} edits
   */
  apply(edits) {
    for (const { field, op, value } of edits) {
      const now = this.fields[field];
      if (field === 'status_id' && now !== value) this.statusChanges += 1;
      if (op === 'append') this.fields[field] = now ? `${now}\n${value}` : value;
      else if (op === 'add') this.fields[field] = now.includes(value) ? now : [...now, value];
      else if (op === 'remove') this.fields[field] = now.filter((/** @type {string} */ each) => each !== value);
      else this.fields[field] = typeof now === 'number' ? Number(value) : value;
    }
  }
}
