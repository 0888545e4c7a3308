import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();
const applies = Number(process.env.LEADPATCH_APPLIES ?? 1000);

test(
  `${applies} applies in one worker life, in the memory of the first half`,
  inChromium(async ({ sandbox, seed, panelInTab }) => {
    await sandbox.options({ rate: 1_000_000 });
    const panel = await panelInTab();
    const before = (await panel.ask('GET', '/instance')).body;
    // In the page: a message through the browser's debugger for each would be slower than the applies.
    const run = await panel.page.evaluate(
      async (lead, field, count) => {
        /** @type {(method: string, path: string, body?: object) => Promise<any>} */
        const ask = async (method, path, body) => {
          const reply = await chrome.runtime.sendMessage({ method, path, body: body && JSON.stringify(body) });
          if (reply.status !== 200) throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body}`);
          return JSON.parse(reply.body);
        };
        let { base } = await ask('GET', `/leads/${lead}`);
        const memory = [];
        for (let n = 1; n <= count; n += 1) {
          const edits = [
            { field: 'description', op: 'set', value: `Apply number ${n}.` },
            { field, op: 'set', value: String(n) },
          ];
          const applied = await ask('POST', `/leads/${lead}/apply`, { edits, base });
          base = applied.view.base;
          if (n % 50 === 0) memory.push((await ask('GET', '/instance')).memory_bytes);
        }
        return { memory, after: await ask('GET', '/instance') };
      },
      seed.lead,
      seed.field('Employees'),
      applies,
    );
    assert.equal(run.after.id, before.id, 'the backend was started again');
    assert.ok(run.after.requests >= before.requests + applies);
    // Garbage is collected when it has piled up, so the heap needs a while to find its
    // plateau. What leaks goes on growing in the second half.
    const plateau = Math.max(...run.memory.slice(0, Math.ceil(run.memory.length / 2)));
    const peak = Math.max(...run.memory);
    assert.ok(peak <= plateau, `the memory grew from ${plateau} to ${peak} bytes: ${run.memory}`);
    assert.equal((await sandbox.writes()).length, applies);
    assert.equal((await sandbox.lead(seed.lead)).description, `Apply number ${applies}.`);
    console.log(`memory after the first half and at the end: ${plateau} and ${peak} bytes`);
  }),
);
