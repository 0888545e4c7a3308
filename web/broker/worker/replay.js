import { DurableObject } from 'cloudflare:workers';

/**
 * How much longer than it was told to the memory keeps a proof, in milliseconds: the
 * machine that judges a proof's age and the one that forgets it have two clocks.
 */
const SLACK = 60_000;

/**
 * The proofs that one key has used. There is one object for each key's thumbprint in
 * the whole world, and one call at a time is inside it.
 */
export class Replay extends DurableObject {
  /**
   * Tells whether this proof is named for the first time, and remembers it. Of calls
   * that race, exactly one is told true, and not before it is written down.
   * @param {string} jti the hash of the proof's name
   * @param {number} until when the proof is too old to be accepted anyway
   * @returns {Promise<boolean>}
   */
  async first(jti, until) {
    const { sql } = this.ctx.storage;
    // Here and not in the constructor: the alarm removes the table too.
    sql.exec('CREATE TABLE IF NOT EXISTS proofs (jti TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID');
    const written = sql.exec('INSERT INTO proofs VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING jti', jti, until + SLACK);
    if (written.toArray().length === 0) return false;
    if (await this.ctx.storage.getAlarm() === null) await this.ctx.storage.setAlarm(until + SLACK);
    return true;
  }

  /** Forgets what is over. An object that remembers nothing leaves nothing behind. */
  async alarm() {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM proofs WHERE until <= ?', Date.now());
    const { next } = sql.exec('SELECT max(until) AS next FROM proofs').one();
    if (next === null) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(Number(next));
  }
}
