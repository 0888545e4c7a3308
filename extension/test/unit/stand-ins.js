// Lets node load the extension's modules: the vendor folder exists only in a
// build, so other modules stand in for what is in it, and for whatever else a
// test names.

import { register } from 'node:module';

const EMPTY = 'data:text/javascript,';

/**
 * Makes every later import of the modules named load others. A module is named by
 * the end of its specifier.
 * @param {Record<string, string>} [more] ends of specifiers and the URLs to load
 */
export function standIn(more = {}) {
  const table = { '/vendor/wasm_exec.js': EMPTY, '/vendor/idb.js': import.meta.resolve('idb'), ...more };
  const hooks = `
    const table = ${JSON.stringify(Object.entries(table))};
    export async function resolve(specifier, context, next) {
      const found = table.find(([end]) => specifier.endsWith(end));
      return found ? { url: found[1], shortCircuit: true } : next(specifier, context);
    }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}
