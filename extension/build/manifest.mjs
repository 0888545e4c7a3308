// Derives a browser's manifest from the one in the sources:
//
//   node build/manifest.mjs --browser chrome|firefox --version 0.1.0 --out FILE
//                           [--api URL] [--app URL] [--broker URL]
//
// {version}, {api}, {app} and {broker} stand for those settings, and what stands
// under "only" and the browser's name joins the rest, its permissions too. Those
// under "broker" are the ones that a build without one does not need, nor ask for.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { withSettings } from './settings.mjs';

/** @import {Settings} from './settings.mjs' */

/**
 * Derives a manifest.
 * @param {string} source the text of the one in the sources
 * @param {Settings} settings
 * @returns {Record<string, any>}
 */
export function deriveManifest(source, settings) {
  const { only, ...shared } = JSON.parse(source, (_key, value) => (typeof value === 'string' ? fill(value, settings) : value));
  const own = only[settings.browser];
  const permissions = [shared, own, settings.broker ? only.broker : {}].flatMap((part) => part.permissions ?? []);
  const manifest = { ...shared, ...own, permissions: permissions.sort() };
  if (settings.browser === 'firefox') {
    // Firefox refuses a match pattern with a port. The content security policy
    // still pins it.
    manifest.host_permissions = manifest.host_permissions.map((/** @type {string} */ pattern) => pattern.replace(/:\d+(?=\/\*$)/, ''));
  }
  manifest.host_permissions = [...new Set(manifest.host_permissions)];
  return manifest;
}

/**
 * Puts the settings into a text. An empty one leaves no gap behind.
 * @param {string} text
 * @param {Settings} settings
 */
function fill(text, settings) {
  return text
    .replace(/ ?\{(version|api|app|broker)\}/g, (found, name) => {
      const value = settings[/** @type {'version' | 'api' | 'app' | 'broker'} */ (name)];
      return value && found.startsWith(' ') ? ` ${value}` : value;
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  withSettings(['browser', 'version', 'out'], (settings) => {
    const source = readFileSync(new URL('../manifest.json', import.meta.url), 'utf8');
    writeFileSync(settings.out, `${JSON.stringify(deriveManifest(source, settings), null, 2)}\n`);
  });
}
