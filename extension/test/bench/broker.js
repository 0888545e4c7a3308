// Measures the broker in Cloudflare's runtime on this machine: many clients refresh
// their tokens, each request with a proof of its own, against a stand-in for Close that
// costs next to nothing. Beside it run the same program started for every request, and
// plain JavaScript. Prints one table, and the memory that each run takes.
//
// With --refreshes N the broker alone does so many, and it is an error when its memory
// has not nearly come to rest by the middle of them.

import { once } from 'node:events';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../../../web/broker/worker/test/client.js';
import { startBroker } from '../harness/broker.js';

/** @import {AddressInfo} from 'node:net' */

const CLIENTS = 50;
const AT_ONCE = 8;
const WARM_UP = 200;
const REDIRECT = 'https://hcfljhcjaapbomaffommbpcopldogjej.chromiumapp.org/';

/** How many refreshes each contender does. */
const REQUESTS = { pool: 3000, each: 200, plain: 3000 };

/**
 * How often the memory is looked at, over each contender's refreshes, and how many of them
 * there may be between: a proof is good for a minute only.
 */
const STRIDES = 4;
const STRIDE = 2000;

/** How much of what the first half of a run gained the second may gain: of a leak it is all. */
const AT_REST = 0.5;

/** @typedef {{ client: Client, token: string }} Session */
/** @typedef {{ rate: number, p50: number, p95: number, p99: number, cpu: number | undefined, memory: (number | undefined)[] }} Figures */

const { values: { refreshes } } = parseArgs({ options: { refreshes: { type: 'string' } } });

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
const close = http.createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({
    token_type: 'Bearer',
    access_token: 'a'.repeat(40),
    expires_in: 3600,
    refresh_token: 'r'.repeat(40),
    scope: 'all.full_access offline_access',
    organization_id: 'orga_bench',
    user_id: 'user_bench',
  })));
}).listen(0, '127.0.0.1');
await once(close, 'listening');
const { port } = /** @type {AddressInfo} */ (close.address());
const sandbox = {
  origin: `http://127.0.0.1:${port}`,
  setOAuth: async () => /** @type {any} */ ({ client_id: 'id', client_secret: 'secret' }),
};

try {
  if (refreshes) {
    atRest(await contend(undefined, throughTheFlow, Number(refreshes), STRIDES * Math.ceil(Number(refreshes) / STRIDES / STRIDE)));
  } else {
    const pool = await contend(undefined, throughTheFlow, REQUESTS.pool, STRIDES);
    const each = await contend('each.js', throughTheFlow, REQUESTS.each, STRIDES);
    const plain = await contend('plain.js', seeded, REQUESTS.plain, STRIDES);
    print(pool, { 'an instance for each request': each, 'plain JavaScript': plain });
  }
} finally {
  agent.destroy();
  close.closeAllConnections();
  close.close();
}

/**
 * Runs a Worker and measures it.
 * @param {string | undefined} entry the file in worker.js's place
 * @param {(client: Client) => Promise<string>} signIn
 * @param {number} count how many refreshes
 * @param {number} strides in so many parts
 * @returns {Promise<Figures>}
 */
async function contend(entry, signIn, count, strides) {
  const known = await children();
  const folder = await mkdtemp(path.join(tmpdir(), 'leadpatch-broker-'));
  await cp(process.env.LEADPATCH_BROKER ?? '', folder, { recursive: true });
  if (entry) await cp(new URL(`../../../web/broker/worker/bench/${entry}`, import.meta.url), path.join(folder, 'worker.js'));
  const broker = await startBroker({ sandbox, folder });
  try {
    const [pid] = (await children()).filter((child) => !known.includes(child));
    /** @type {Session[]} */
    const sessions = [];
    for (let n = 0; n < CLIENTS; n += 1) {
      const client = await Client.create(broker.origin, REDIRECT);
      sessions.push({ client, token: await signIn(client) });
    }
    await refresh(await prepare(sessions, WARM_UP));
    const figures = await measure(sessions, count / strides, strides, pid);
    if (broker.logs()) throw new Error(broker.logs());
    return figures;
  } finally {
    await broker.stop();
    await rm(folder, { recursive: true });
  }
}

/**
 * The sealed refresh token of a sign-in whose consent page is left out.
 * @param {Client} client
 */
async function throughTheFlow(client) {
  const state = new URL(await client.follow(client.authorize())).searchParams.get('state') ?? '';
  const back = await client.follow(`${client.origin}/callback?${new URLSearchParams({ code: 'code', state })}`);
  const { body } = await client.redeem(new URL(back).searchParams.get('code') ?? '');
  return body.refresh_token;
}

/** @param {Client} client */
async function seeded(client) {
  return (await fetch(`${client.origin}/seed?key=${client.thumbprint}`)).text();
}

/**
 * Makes requests ready to be sent: signing them is no part of what is measured.
 * @param {Session[]} sessions
 * @param {number} count
 */
function prepare(sessions, count) {
  return Promise.all(Array.from({ length: count }, async (_, n) => {
    const { client, token } = sessions[n % sessions.length];
    const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }));
    return { origin: client.origin, dpop: await client.proof('/token'), body };
  }));
}

/**
 * Sends requests, some at a time, and returns the milliseconds that each took.
 * @param {Awaited<ReturnType<typeof prepare>>} requests
 */
async function refresh(requests) {
  /** @type {number[]} */
  const times = [];
  const left = requests[Symbol.iterator]();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const request of left) {
      const began = performance.now();
      await send(request);
      times.push(performance.now() - began);
    }
  }));
  return times;
}

/** @param {Awaited<ReturnType<typeof prepare>>[number]} request */
function send({ origin, dpop, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${origin}/token`, {
      method: 'POST',
      agent,
      headers: { dpop, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length },
    }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
        if (response.statusCode === 200) resolve(undefined);
        else reject(new Error(`the broker answered ${response.statusCode}: ${text}`));
      });
    });
    request.on('error', reject).end(body);
  });
}

/**
 * @param {Session[]} sessions
 * @param {number} stride
 * @param {number} strides
 * @param {number | undefined} pid of the runtime
 * @returns {Promise<Figures>}
 */
async function measure(sessions, stride, strides, pid) {
  const memory = [await residentMemory(pid)];
  /** @type {number[]} */
  const times = [];
  let [took, cpu] = [0, 0];
  for (let n = 0; n < strides; n += 1) {
    const requests = await prepare(sessions, stride);
    const [used, began] = [await cpuTime(pid), performance.now()];
    times.push(...await refresh(requests));
    took += performance.now() - began;
    cpu += await cpuTime(pid) - used;
    memory.push(await residentMemory(pid));
  }
  times.sort((a, b) => a - b);
  /** @param {number} part */
  const at = (part) => times[Math.floor(part * (times.length - 1))];
  return {
    rate: times.length / took * 1000,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpu: pid && cpu / times.length,
    memory,
  };
}

/**
 * Prints the memory of a run, and fails when it has not come to rest.
 * @param {Figures} figures
 */
function atRest({ memory, rate }) {
  const known = memory.filter((mb) => mb !== undefined);
  console.log(`${refreshes} refreshes, ${rate.toFixed(0)} a second; memory of workerd: ${megabytes(memory)}`);
  const half = Math.ceil(known.length / 2);
  const [start, first, second] = [known[0], Math.max(...known.slice(0, half)), Math.max(...known.slice(half))];
  if (second - first > (first - start) * AT_REST) {
    throw new Error(`the memory grew from ${first.toFixed(0)} to ${second.toFixed(0)} MB in the second half`);
  }
}

/**
 * The processes that this one has started; none where there is no /proc.
 * @returns {Promise<number[]>}
 */
async function children() {
  const folders = await readdir('/proc').catch(() => []);
  const found = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(async (name) => {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === process.pid ? [Number(name)] : [];
  }));
  return found.flat();
}

/**
 * The CPU time that a process has used, in milliseconds.
 * @param {number | undefined} pid
 */
async function cpuTime(pid) {
  if (!pid) return 0;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // In ticks, of which Linux shows a hundred in a second on every machine.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** @param {number | undefined} pid */
async function residentMemory(pid) {
  if (!pid) return undefined;
  return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/**
 * @param {Figures} pool
 * @param {Record<string, Figures>} others
 */
function print(pool, others) {
  /** @type {[string, (figures: Figures) => number | undefined, string][]} */
  const rows = [
    ['refreshes a second', ({ rate }) => rate, ''],
    ['latency p50', ({ p50 }) => p50, ' ms'],
    ['latency p95', ({ p95 }) => p95, ' ms'],
    ['latency p99', ({ p99 }) => p99, ' ms'],
    ['CPU a request', ({ cpu }) => cpu, ' ms'],
  ];
  console.log(`\nThe broker in workerd, ${CLIENTS} clients, ${AT_ONCE} requests at once; ${cpus()[0].model}, ${cpus().length} cores\n`);
  console.log('| | Leadpatch | the other | ratio |\n| --- | ---: | ---: | ---: |');
  for (const [name, other] of Object.entries(others)) {
    for (const [what, of, unit] of rows) {
      const [a, b] = [of(pool), of(other)];
      if (a === undefined || b === undefined) continue;
      console.log(`| ${what}, beside ${name} | ${round(a)}${unit} | ${round(b)}${unit} | ${(a / b).toFixed(2)} |`);
    }
  }
  console.log('\nMemory of workerd before, during and after its refreshes:');
  for (const [name, { memory }] of Object.entries({ Leadpatch: pool, ...others })) console.log(`  ${name}: ${megabytes(memory)}`);
}

/** @param {(number | undefined)[]} memory */
function megabytes(memory) {
  return memory[0] === undefined ? 'not known on this system' : `${memory.map((mb) => mb?.toFixed(0)).join(', ')} MB`;
}

/** @param {number} figure */
function round(figure) {
  return figure.toFixed(figure < 10 ? 1 : 0);
}
