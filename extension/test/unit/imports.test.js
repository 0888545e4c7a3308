// What ships may import only downwards, and no module may come back to itself.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);

/**
 * For each room, the rooms and single modules that it may import, the highest first. What is
 * not here is refused, so a new folder has to find its place in this table. The types of the
 * backend's JSON, api.d.ts, may be named everywhere.
 * @type {Record<string, string[]>}
 */
const mayImport = {
  'background.js': ['surfaces', 'backend', 'host', 'browser'],
  surfaces: ['backend', 'browser', 'page', 'config.js'],
  backend: ['host', 'browser', 'config.js', 'vendor'],
  host: ['browser', 'config.js'],
  browser: ['page', 'vendor'],
  page: [],
  'config.js': [],

  panel: ['panel/app', 'panel/apply', 'panel/ui/editors', 'panel/services', 'surfaces', 'browser', 'vendor'],
  'panel/app': [
    'panel/capture', 'panel/history', 'panel/recipes', 'panel/palette', 'panel/menu-click', 'panel/apply', 'panel/lead', 'panel/session',
    'panel/ui/editors', 'panel/ui', 'panel/services', 'panel/values', 'vendor',
  ],
  'panel/capture': ['panel/apply', 'panel/lead', 'panel/session', 'panel/ui/editors', 'panel/ui', 'panel/services', 'panel/values', 'vendor'],
  'panel/history': ['panel/apply', 'panel/lead', 'panel/session', 'panel/ui', 'panel/services', 'panel/values', 'vendor'],
  'panel/recipes': ['panel/apply', 'panel/session', 'panel/ui/editors', 'panel/ui', 'panel/services', 'panel/values', 'vendor'],
  'panel/palette': ['panel/lead', 'panel/session', 'panel/ui', 'panel/values', 'vendor'],
  'panel/menu-click': ['panel/lead', 'panel/ui', 'panel/values', 'vendor'],
  'panel/apply': ['panel/lead', 'panel/session', 'panel/ui', 'panel/services', 'panel/values', 'vendor'],
  'panel/lead': ['panel/ui/editors', 'panel/ui', 'panel/values', 'vendor'],
  'panel/session': ['panel/ui', 'panel/services', 'panel/values', 'vendor'],
  'panel/ui/editors': ['panel/ui', 'panel/values', 'vendor'],
  'panel/ui': ['panel/values', 'vendor'],
  'panel/services': ['panel/values', 'browser', 'page'],
  'panel/values': [],
};

/** The parts of the panel that panel/app puts together, and that get back what it made of them. */
const PARTS = ['panel/capture', 'panel/history', 'panel/recipes', 'panel/palette', 'panel/menu-click', 'panel/apply', 'panel/lead', 'panel/session'];

/**
 * The modules of panel/app whose types the parts may name. Nothing of these is loaded: an
 * import that is more than a type is refused.
 * @type {Record<string, string>}
 */
const typesFromAbove = {
  'panel/app/state.js': 'a change of one part is given the whole state and returns it, with the parts beside it as they were',
  'panel/app/context.js': 'the actions of a part are given what panel/app/actions.js shares among all of them',
  'panel/app/actions.js': 'a button of one part may lead to another: a view is given the actions of all of them',
};

/** @typedef {{ from: string, to: string, type: boolean }} Arrow */

/** Every module that ships, by its path from the extension's folder. */
const modules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.js') && !/^(node_modules|test|build|types)\/|\.test\.js$|\.config\.js$/.test(file))
  .sort();

/** Every import of a module that ships, and every type that it names of another. */
const arrows = modules.flatMap((from) => arrowsOf(from, readFileSync(new URL(from, root), 'utf8')));

/**
 * @param {string} from
 * @param {string} source
 * @returns {Arrow[]}
 */
function arrowsOf(from, source) {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const said = source.match(/\/\*\*[\s\S]*?\*\//g)?.join('\n') ?? '';
  assert.doesNotMatch(code, /\bimport\(\s*[^'\s]/, `${from} imports what nobody can read from its source`);
  const loaded = [/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'/gm, /^\s*import\s*'([^']+)'/gm, /\bimport\(\s*'([^']+)'/g];
  const named = [/@import\b[^'"`]*?\bfrom\s*'([^']+)'/g, /\bimport\(\s*'([^']+)'/g];
  const all = (/** @type {string} */ text, /** @type {RegExp[]} */ patterns) => patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, to = '']) => to));
  return [
    ...all(code, loaded).map((to) => ({ from, to: resolve(from, to), type: false })),
    ...all(said, named).map((to) => ({ from, to: resolve(from, to), type: true })),
  ];
}

/**
 * @param {string} from
 * @param {string} to as it stands in the import
 */
function resolve(from, to) {
  return to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to;
}

/**
 * Returns the room of a module: its folder, or the module itself where it stands alone.
 * @param {string} file
 */
function roomOf(file) {
  if (file.startsWith('vendor/')) return 'vendor';
  const folder = path.posix.dirname(file);
  return folder === '.' ? file : folder;
}

/** @param {Arrow} arrow */
const isFromAbove = ({ from, to, type }) => type && to in typesFromAbove && PARTS.includes(roomOf(from));

/** Types of the backend's JSON and of a library are declared beside the modules, and stay out of the way. @param {Arrow} arrow */
const isDeclared = ({ to, type }) => type && (to === 'api' || to === 'idb');

/**
 * Returns the first circle that is found, or null where there is no step to go back to.
 * @param {Map<string, string[]>} graph
 */
function circleIn(graph) {
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {(node: string, way: string[]) => string[] | null} */
  const visit = (node, way) => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...way, node]);
      if (found) return found;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found) return found.join(' -> ');
  }
  return null;
}

test('the modules and their imports are found', () => {
  assert.ok(modules.length > 100, `only ${modules.length} modules`);
  assert.ok(arrows.filter(({ type }) => !type).length > 400 && arrows.filter(({ type }) => type).length > 200);
  for (const { from, to } of arrows) {
    if (roomOf(to) !== 'vendor' && to !== 'api' && to !== 'idb') assert.ok(modules.includes(to), `${from} imports ${to}, which does not ship`);
  }
});

test('every room is in the table, and the table has no other', () => {
  assert.deepEqual([...new Set(modules.map(roomOf))].sort(), Object.keys(mayImport).sort());
});

test('a room imports what the table allows', () => {
  const wrong = arrows
    .filter((arrow) => roomOf(arrow.from) !== roomOf(arrow.to) && !isDeclared(arrow) && !isFromAbove(arrow))
    .filter(({ from, to }) => !mayImport[roomOf(from)]?.includes(roomOf(to)));
  assert.deepEqual(wrong.map(({ from, to, type }) => `${from} ${type ? 'names a type of' : 'imports'} ${to}`), []);
});

test('the table allows no more than is needed', () => {
  const used = new Set(arrows.map(({ from, to }) => `${roomOf(from)} > ${roomOf(to)}`));
  const allowed = Object.entries(mayImport).flatMap(([room, others]) => others.map((other) => `${room} > ${other}`));
  assert.deepEqual(allowed.filter((arrow) => !used.has(arrow)), []);
  const above = new Set(arrows.filter(isFromAbove).map(({ to }) => to));
  assert.deepEqual(Object.keys(typesFromAbove).filter((module) => !above.has(module)), []);
});

test('the table leads downwards: no room comes back to itself', () => {
  assert.equal(circleIn(new Map(Object.entries(mayImport))), null);
});

test('no module comes back to itself', () => {
  const graph = new Map(modules.map((module) => [module, arrows
    .filter((arrow) => arrow.from === module && !isFromAbove(arrow) && !isDeclared(arrow)).map(({ to }) => to)]));
  assert.equal(circleIn(graph), null);
});

test('a circle is found', () => {
  assert.equal(circleIn(new Map([['a', ['b']], ['b', ['c', 'd']], ['d', ['b']]])), 'b -> d -> b');
});
