// Writes the extension's config.js for a build:
//
//   node build/config.mjs --version 0.1.0 --out FILE [--api URL] [--app URL] [--broker URL]

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { withSettings } from './settings.mjs';

/** @import {Settings} from './settings.mjs' */

/**
 * Returns the text of config.js.
 * @param {Settings} settings
 * @returns {string}
 */
export function configSource({ api, app, broker, version }) {
  return `// The servers that this build may talk to.

export const config = ${JSON.stringify({ api, app, broker, version }, null, 2)};
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  withSettings(['version', 'out'], (settings) => writeFileSync(settings.out, configSource(settings)));
}
