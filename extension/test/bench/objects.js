// The compiling of twenty edits with plain JavaScript objects, for comparison with
// wasm/patch's BenchmarkCompile20: the same lead, the same edits, the same steps.

import { isDeepStrictEqual } from 'node:util';

const key = (/** @type {number} */ i) => `custom.cf_${String(i).padStart(43, '0')}`;
const edits = Array.from({ length: 20 }, (_, i) => ({ field: key(i), value: JSON.stringify(`new value ${i}`) }));
const base = Object.fromEntries(edits.map(({ field }, i) => [field, JSON.stringify(`old value ${i}`)]));

/** The text of a lead of about 100 KB with twenty text fields. */
function leadText() {
  const lead = { id: 'lead_x', organization_id: 'orga_x', name: 'Acme', status_id: 'stat_new' };
  const fields = Object.fromEntries(edits.map(({ field }, i) => [field, `old value ${i}`]));
  const contacts = Array.from({ length: 1000 }, (_, i) => ({
    id: `cont_${String(i).padStart(43, '0')}`, name: 'Dana Demo', title: 'Chief',
  }));
  return JSON.stringify({ ...lead, ...fields, contacts });
}

/**
 * Reads the lead, compares what was seen with what is there, and writes the patch.
 * @param {string} text
 */
function compile(text) {
  const lead = JSON.parse(text);
  /** @type {Record<string, unknown>} */
  const patch = {};
  for (const { field, value } of edits) {
    const mine = JSON.parse(value);
    if (!isDeepStrictEqual(JSON.parse(base[field]), lead[field])) throw new Error(`conflict in ${field}`);
    if (!isDeepStrictEqual(mine, lead[field])) patch[field] = mine;
  }
  return JSON.stringify(patch);
}

/** @returns {number} the nanoseconds that one compile takes, the median of several runs */
export function compileWithObjects() {
  const text = leadText();
  const runs = Array.from({ length: 7 }, () => {
    const rounds = 300;
    const began = process.hrtime.bigint();
    let length = 0;
    for (let i = 0; i < rounds; i += 1) length += compile(text).length;
    if (length < rounds * 1000) throw new Error('the patch is too short');
    return Number(process.hrtime.bigint() - began) / rounds;
  });
  return runs.sort((a, b) => a - b)[Math.floor(runs.length / 2)];
}
