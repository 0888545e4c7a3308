// Hands each request an instance of the program for itself.
//
// Two requests must never be inside one instance: Cloudflare ties everything that
// waits to the request that began it, and an instance that mixed two would touch
// the one's on behalf of the other. An instance for every request would cost two
// and a half times the CPU. So there are a few, and requests wait for one in line.
//
// For the same reason no request ever waits for a promise that another one settles. In
// most cases Cloudflare's runtime goes on in the right request then, but under load it
// was seen not to. Who waits looks again and again instead, by a timer of its own.

/**
 * What a pool needs of a running program: see program.js.
 * @typedef {Pick<import('./program.js').Program, 'handle' | 'stop' | 'stopped' | 'served' | 'spoiled' | 'memoryBytes'>} Program
 */

/**
 * A place in the pool while a request has it. It is without a program until that has
 * started.
 * @typedef {{ program: Program | undefined, end: number }} Place
 */

/**
 * A request in line, and when it last looked whether it is its turn.
 * @typedef {{ seen: number }} Ticket
 */

/**
 * @typedef {object} Limits
 * @property {number} programs how many programs there are at most
 * @property {number} waiting how many requests wait in line at most
 * @property {number} wait how long one waits there, in milliseconds
 * @property {number} tick after how many the first in line looks again whether it is its
 *   turn; the second after twice as many, and so on
 * @property {number} gone after how many without a look it is not there any more
 * @property {number} lease after how many milliseconds a request cannot be at work any
 *   more: longer than any request may take
 * @property {number} memory the bytes of memory above which a program is let go: they
 *   never shrink
 * @property {number} requests after how many a program is let go
 */

/**
 * An isolate may use 128 MB in all, of which the compiled program takes a part.
 * @type {Limits}
 */
export const LIMITS = {
  programs: 2,
  waiting: 64,
  wait: 5_000,
  tick: 2,
  gone: 1_000,
  lease: 30_000,
  memory: 24 * 1024 * 1024,
  requests: 2_000,
};

/** The answer to a request for which there is no room. */
export class Busy extends Error {
  name = 'Busy';
}

/** The end of a request whose program made a mistake. */
export class Spoiled extends Error {
  name = 'Spoiled';
}

export class Pool {
  #start;

  #limits;

  /** @type {Program[]} */
  #idle = [];

  /**
   * The places that are taken.
   * @type {Set<Place>}
   */
  #taken = new Set();

  /**
   * Those who wait in line, in order.
   * @type {Ticket[]}
   */
  #line = [];

  /**
   * @param {() => Promise<Program>} start starts a program
   * @param {Limits} [limits]
   */
  constructor(start, limits = LIMITS) {
    this.#start = start;
    this.#limits = limits;
  }

  /**
   * Answers one request. Fails with Busy when there is no room for it, with Spoiled
   * when the program made a mistake, and with whatever ended the program.
   * @param {import('./program.js').GoRequest} request
   * @returns {Promise<Response>}
   */
  async handle(request) {
    const place = this.#place() ?? await this.#wait(Date.now());
    try {
      const program = place.program ??= await this.#start();
      const response = await program.handle(request);
      if (program.spoiled) throw new Spoiled('the program made a mistake');
      return response;
    } finally {
      this.#leave(place);
    }
  }

  /**
   * Takes a place for the one whose turn it is, unless all are taken. Without a ticket
   * it is one's turn only when nobody waits.
   * @param {Ticket} [ticket]
   * @returns {Place | undefined}
   */
  #place(ticket) {
    const now = Date.now();
    this.#clear(now);
    if (this.#line[0] !== ticket) return undefined;
    const program = this.#idle.pop();
    if (!program && this.#taken.size >= this.#limits.programs) return undefined;
    const place = { program, end: now + this.#limits.lease };
    this.#taken.add(place);
    return place;
  }

  /**
   * Waits in line for a place.
   * @param {number} began
   * @returns {Promise<Place>}
   */
  async #wait(began) {
    if (this.#line.length >= this.#limits.waiting) throw new Busy('the line is full');
    const ticket = { seen: began };
    this.#line.push(ticket);
    try {
      while (ticket.seen < began + this.#limits.wait) {
        const position = this.#line.indexOf(ticket) + 1;
        await new Promise((resolve) => {
          setTimeout(resolve, this.#limits.tick * position);
        });
        ticket.seen = Date.now();
        if (!this.#line.includes(ticket)) this.#line.push(ticket);
        const place = this.#place(ticket);
        if (place) return place;
      }
      throw new Busy('no place became free in time');
    } finally {
      this.#line = this.#line.filter((other) => other !== ticket);
    }
  }

  /** @param {Place} place */
  #leave(place) {
    const { program } = place;
    if (this.#taken.delete(place) && program && this.#isFit(program)) this.#idle.push(program);
    else program?.stop('it has served its time');
  }

  /** @param {Program} program */
  #isFit({ stopped, spoiled, memoryBytes, served }) {
    return !stopped && !spoiled && memoryBytes <= this.#limits.memory && served < this.#limits.requests;
  }

  /**
   * Takes back what was left by requests that Cloudflare ended in the middle, of which
   * it tells nobody: places in line, and programs, of which nothing can be said any more
   * and which are ended too.
   * @param {number} now
   */
  #clear(now) {
    this.#line = this.#line.filter(({ seen }) => seen > now - this.#limits.gone);
    for (const place of this.#taken) {
      if (place.end > now) continue;
      this.#taken.delete(place);
      place.program?.stop('its request was ended');
    }
  }
}
