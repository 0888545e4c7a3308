import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();
const applies = Number(process.env.LEADPATCH_APPLIES ?? 1000);

/**
 * So many applies come before those that count: garbage is collected when it has piled
 * up, so the heap needs a while to find its first plateau.
 */
const WARM_UP = 1000;

/**
 * So many bytes more than the first plateau are no leak: the heap grows by some hundred
 * kilobytes at once, and when it does is a matter of what happens beside an apply, such as
 * drawing the toolbar's button, while garbage is collected. The soak's ten thousand applies
 * have the same room.
 */
const STEP = 1 << 20;

/** So many applies go between two looks at the memory. */
const STRIDE = 50;

/**
 * Applies changes one after the other. It runs in the page: a message through the
 * browser's debugger for each would take longer than the applies.
 * @param {string} lead
 * @param {string} field
 * @param {number} first
 * @param {number} count
 */
async function applyMany(lead, field, first, count) {
  /** @type {(method: string, path: string, body?: object) => Promise<any>} */
  const ask = async (method, path, body) => {
    const reply = await chrome.runtime.sendMessage({ method, path, body: body && JSON.stringify(body) });
    if (reply.status !== 200) throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body}`);
    return JSON.parse(reply.body);
  };
  let { base } = await ask('GET', `/leads/${lead}`);
  for (let n = first; n < first + count; n += 1) {
    const edits = [
      { field: 'description', op: 'set', value: `Apply number ${n}.` },
      { field, op: 'set', value: String(n) },
    ];
    const applied = await ask('POST', `/leads/${lead}/apply`, { edits, base });
    base = applied.view.base;
  }
}

test(
  `${applies} applies in one worker life, without growth beyond the first plateau and one step`,
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    await sandbox.options({ rate: 1_000_000 });
    const panel = await panelInTab();
    const before = (await panel.ask('GET', '/instance')).body;
    const memory = [];
    const total = WARM_UP + applies;
    for (let done = 0; done < total; done += STRIDE) {
      await panel.page.evaluate(applyMany, seed.lead, seed.field('Employees'), done + 1, Math.min(STRIDE, total - done));
      memory.push((await panel.ask('GET', '/instance')).body.memory_bytes);
    }
    const after = (await panel.ask('GET', '/instance')).body;
    assert.equal(after.id, before.id, 'the backend was started again');
    assert.ok(after.requests >= before.requests + total);
    const plateau = Math.max(...memory.slice(0, WARM_UP / STRIDE));
    const peak = Math.max(...memory);
    assert.ok(peak <= plateau + STEP, `the memory grew from ${plateau} to ${peak} bytes: ${memory}`);
    assert.equal((await sandbox.writes()).length, total);
    assert.equal((await sandbox.lead(seed.lead)).description, `Apply number ${total}.`);
    console.log(`memory after ${WARM_UP} and after ${total} applies: ${plateau} and ${peak} bytes`);
  }),
);
