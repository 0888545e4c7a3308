// The functions of store.js over the memory of the test.

/** @type {Map<string, any>} */
const kept = new Map();

/** @type {(store: string, key: string) => string} */
const place = (store, key) => `${store}/${key}`;

/** @param {string} store @param {string} key */
export const get = (store, key) => Promise.resolve(kept.get(place(store, key)));

/** @param {string} store @param {string} key @param {unknown} value */
export function put(store, key, value) {
  kept.set(place(store, key), value);
  return Promise.resolve();
}

/** @param {string} store @param {string} key @param {unknown} value */
export function putIfAbsent(store, key, value) {
  const at = place(store, key);
  if (!kept.has(at)) kept.set(at, value);
  return get(store, key);
}

/** @param {string} store @param {string} key */
export function del(store, key) {
  kept.delete(place(store, key));
  return Promise.resolve();
}
