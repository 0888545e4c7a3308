import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../harness/crash-cell.js';
import { chance, Model, wishOf } from '../harness/crash-model.js';
import { Crashing } from '../harness/crash.js';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

/** @import {Edit} from '../harness/crash-model.js' */
/** @import {World} from '../harness/world.js' */

const inChromium = browserTests();
const applies = Number(process.env.LEADPATCH_APPLIES ?? 200);
const seed = Number(process.env.LEADPATCH_SEED ?? 1);

/** So many leads have requests, side by side. */
const LEADS = 12;

/** So many requests are carried out between two looks at what has become of them. */
const BATCH = 100;

/** So often something goes wrong meanwhile, at most. */
const DISTURBANCES = 150;

/** So many requests come to Close between two of these, at most. */
const PEACE = 12;

/** What goes wrong, but for the end of a token, which a key does not have. */
const faults = Object.values(FAULTS).filter((fault) => Object.keys(fault).length > 0 && !('expire_tokens' in fault));

/** @typedef {{ lead: string, intent: string, edits: Edit[] }} Requested */

/**
 * Begins to apply requests as panels do: those of one lead one after the other, leads side
 * by side, and again with the same intent when the worker has gone away. In the end it
 * leaves in globalThis.outcome what became of each: "applied", "waiting", or the problem.
 * It runs in the page.
 * @param {Requested[]} requests
 */
function applyAll(requests) {
  const scope = /** @type {any} */ (globalThis);
  /** @type {Record<string, string>} */
  const outcome = {};
  /** @param {Requested} request */
  const carry = async ({ lead, intent, edits }) => {
    const body = JSON.stringify({ edits, intent, surface: 'tab' });
    for (;;) {
      const message = { method: 'POST', path: `/leads/${lead}/apply`, body };
      await scope.gate;
      const reply = await chrome.runtime.sendMessage(message).catch(() => null);
      if (!reply) continue;
      const said = JSON.parse(reply.body);
      if (reply.status === 200) return said.waiting ? 'waiting' : 'applied';
      return `${reply.status} ${said.type}`;
    }
  };
  const leads = new Set(requests.map(({ lead }) => lead));
  scope.outcome = null;
  void Promise.all([...leads].map(async (lead) => {
    for (const request of requests) if (request.lead === lead) outcome[request.intent] = await carry(request);
  })).then(() => {
    scope.outcome = outcome;
  });
}

/**
 * Returns what became of the requests, or nothing while some are under way.
 * @param {Crashing} crashing
 * @returns {Promise<Record<string, string> | null>}
 */
const outcomeOf = (crashing) => crashing.page.evaluate(() => /** @type {any} */ (globalThis).outcome);

/**
 * Breaks connections and stops the worker by chance until all wishes have an outcome,
 * which it gives, and how often it stopped the worker. It counts in requests that come to
 * Close, not in time: on a machine that is slow, everything is.
 * @param {World['sandbox']} sandbox
 * @param {Crashing} crashing
 * @param {() => number} random
 */
async function disturb(sandbox, crashing, random) {
  let last = (await sandbox.journal()).at(-1)?.n ?? 0;
  for (let done = 0, stops = 0; ; done += 1) {
    const peace = done < DISTURBANCES ? 1 + Math.floor(random() * PEACE) : Infinity;
    const outcome = await until(async () => {
      const found = await outcomeOf(crashing);
      return found ? { found } : (await sandbox.journal(last)).length >= peace && { found };
    }, 'the wishes to go on');
    if (outcome.found) {
      await sandbox.clearFaults();
      return { outcome: outcome.found, stops };
    }
    last = (await sandbox.journal(last)).at(-1)?.n ?? last;
    if (random() < 0.25) {
      stops += 1;
      await crashing.stop();
    } else {
      const fault = faults[Math.floor(random() * faults.length)];
      // Now and then it goes on for so long that a request has to wait.
      const times = random() < 0.1 ? 8 : 1;
      await sandbox.fault({ path_prefix: '/api/v1/', method: random() < 0.7 ? 'PUT' : '', nth: 1 + Math.floor(random() * 5), times, ...fault });
    }
  }
}

/**
 * Lets the browser's alarm come until nothing is left to be done.
 * @param {Crashing} crashing
 */
async function settle(crashing) {
  for (let alarms = 0; ; alarms += 1) {
    const journal = await crashing.ask('GET', '/journal?limit=1');
    assert.equal(journal?.status, 200);
    if (journal.body.unsettled === 0) return;
    assert.ok(alarms < 8, 'the requests are not settled');
    assert.ok(await crashing.alarm(), 'something is left to be done, and no alarm is set');
  }
}

test(
  `${applies} applies with faults and stopped workers by chance, seed ${seed}`,
  inChromium(async ({ sandbox, seed: world, chromium, signIn }) => {
    console.log(`LEADPATCH_SEED=${seed}`);
    const random = chance(seed);
    const names = {
      days: world.field('Days'),
      employees: world.field('Employees'),
      statuses: world.raw.statuses.map((/** @type {any} */ status) => status.id),
    };
    await sandbox.options({ rate: 1_000_000 });
    await signIn();
    /** @type {Map<string, Model>} */
    const models = new Map();
    for (const { id } of world.raw.leads.slice(0, LEADS)) {
      const start = { description: 'Start.', status_id: names.statuses[0], [names.days]: ['Mon'], [names.employees]: 1 };
      await sandbox.changeLead(id, start);
      models.set(id, new Model(start));
    }
    const leads = [...models.keys()];
    const statusChanges = async () => {
      const response = await fetch(`${sandbox.origin}/_sandbox/status_changes`);
      return /** @type {any} */ (await response.json()).data.length;
    };
    const changedBefore = await statusChanges();
    const crashing = await Crashing.in(chromium);
    const counted = { stops: 0, waited: 0 };

    for (let number = 0; number < applies;) {
      /** @type {Requested[]} */
      const requests = [];
      while (requests.length < BATCH && number < applies) {
        number += 1;
        requests.push({
          lead: leads[Math.floor(random() * leads.length)],
          intent: `soak-${String(number).padStart(12, '0')}`,
          edits: wishOf(random, number, names),
        });
      }
      await crashing.page.evaluate(applyAll, requests);
      // With dice of its own: how often it throws them is a matter of the machine.
      const { outcome, stops } = await disturb(sandbox, crashing, chance(seed + number));
      counted.stops += stops;
      await crashing.restart();
      await settle(crashing);
      const waiting = requests.filter(({ intent }) => outcome[intent] === 'waiting');
      counted.waited += waiting.length;
      await crashing.page.evaluate(applyAll, waiting);
      Object.assign(outcome, await until(() => outcomeOf(crashing), 'the requests that waited'));
      for (const request of requests) {
        assert.equal(outcome[request.intent], 'applied', `${request.intent}: ${JSON.stringify(request.edits)}`);
        models.get(request.lead)?.apply(request.edits);
      }
      for (const [lead, model] of models) {
        const shown = await sandbox.lead(lead);
        const now = Object.fromEntries(Object.keys(model.fields).map((key) => [key, shown[key] ?? []]));
        assert.deepEqual(now, model.fields, `the lead ${lead} is not as the model after ${number} requests`);
      }
      const changes = [...models.values()].reduce((sum, model) => sum + model.statusChanges, 0);
      assert.equal((await statusChanges()) - changedBefore, changes, 'a status was changed more or less often than wished');
    }
    console.log(`${applies} applies to ${leads.length} leads, ${counted.stops} stops of the worker, ${counted.waited} requests that waited`);
  }),
);
