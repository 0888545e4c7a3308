import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';

/**
 * Reads the committed list: the hosts that every run contacts, and those that depend on
 * how quick a browser is.
 * @returns {Promise<{ always: string[], sometimes: string[] }>}
 */
async function allowed() {
  const { hosts, sometimes } = JSON.parse(await readFile(new URL('../hosts.json', import.meta.url), 'utf8'));
  return { always: Object.keys(hosts), sometimes: Object.keys(sometimes) };
}

/**
 * Fails unless every host is on the committed list. All of them are noted in the file
 * that LEADPATCH_HOSTS names, for the count at the end of the suite.
 * @param {Set<string>} hosts
 */
export async function assertHosts(hosts) {
  const file = process.env.LEADPATCH_HOSTS;
  if (file) await appendFile(file, [...hosts].map((host) => `${host}\n`).join(''));
  const { always, sometimes } = await allowed();
  const strangers = [...hosts].filter((host) => ![...always, ...sometimes].includes(host));
  assert.deepEqual(strangers, [], 'hosts were contacted that test/hosts.json does not list');
}

/**
 * Prints every host that the browsers of a suite have contacted, and fails unless they
 * are those of the committed list: no more, and none that is listed in vain, but for those
 * that are contacted sometimes.
 * @param {string} file what assertHosts has written
 */
export async function reportHosts(file) {
  const times = new Map();
  for (const host of (await readFile(file, 'utf8')).split('\n').filter(Boolean)) times.set(host, (times.get(host) ?? 0) + 1);
  for (const [host, browsers] of times) console.log(`${host}: by ${browsers} browsers`);
  const { always, sometimes } = await allowed();
  assert.deepEqual([...times.keys()].filter((host) => !sometimes.includes(host)).sort(), always.sort());
}

if (import.meta.filename === process.argv[1]) await reportHosts(process.argv[2]);
