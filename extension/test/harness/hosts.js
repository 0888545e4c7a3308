import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

/**
 * Fails unless every host is on the committed list.
 * @param {Set<string>} hosts
 */
export async function assertHosts(hosts) {
  const list = JSON.parse(await readFile(new URL('../hosts.json', import.meta.url), 'utf8'));
  const strangers = [...hosts].filter((host) => !list.hosts.includes(host));
  assert.deepEqual(strangers, [], 'hosts were contacted that test/hosts.json does not list');
}
