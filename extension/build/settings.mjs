// The settings of a build, from the command line, checked before anything is
// written.

import { parseArgs } from 'node:util';

/** The servers of the production build. */
const PRODUCTION = { api: 'https://api.close.com', app: 'https://app.close.com', broker: '' };

/** Servers of the machine itself need no certificate. */
const OWN_MACHINE = ['localhost', '127.0.0.1'];

/**
 * @typedef {Object} Settings
 * @property {'chrome' | 'firefox'} browser
 * @property {string} version
 * @property {string} api an origin
 * @property {string} app an origin
 * @property {string} broker an origin, or empty for none
 * @property {string} out the file to write
 */

/**
 * Runs a script with the settings given on its command line. A setting that makes
 * no sense ends the process with a sentence.
 * @param {string[]} needed the settings, besides the servers, that the script needs
 * @param {(settings: Settings) => void} write
 */
export function withSettings(needed, write) {
  try {
    write(readSettings(process.argv.slice(2), needed));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Reads and checks settings.
 * @param {string[]} args
 * @param {string[]} needed
 * @returns {Settings}
 */
export function readSettings(args, needed) {
  const known = ['browser', 'version', 'api', 'app', 'broker', 'out'];
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(known.map((name) => [name, /** @type {const} */ ({ type: 'string' })])),
  });
  const given = /** @type {Record<string, string | undefined>} */ (values);
  for (const name of needed) if (!given[name]) throw new Error(`--${name} is missing`);
  const { browser = 'chrome', version = '', out = '' } = given;
  if (browser !== 'chrome' && browser !== 'firefox') throw new Error(`--browser ${browser}: it is chrome or firefox`);
  if (needed.includes('version') && !isVersion(version)) {
    throw new Error(`--version ${version}: it is one to four numbers with dots, such as 0.1.0`);
  }
  return {
    browser,
    version,
    out,
    api: origin('api', given.api || PRODUCTION.api),
    app: origin('app', given.app || PRODUCTION.app),
    broker: given.broker ? origin('broker', given.broker) : PRODUCTION.broker,
  };
}

/**
 * Checks that a text is the bare origin of a server, and returns it in its one form.
 * @param {string} name
 * @param {string} text
 * @returns {string}
 */
function origin(name, text) {
  /** @param {string} why */
  const refuse = (why) => new Error(`--${name} ${text}: ${why}, such as https://api.example.com`);
  if (!URL.canParse(text)) throw refuse('it is not the address of a server');
  const url = new URL(text);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!bare || text.includes('?') || text.includes('#')) throw refuse('it is a server alone, without a path or a password');
  if (!/^[a-z0-9.-]+$/.test(url.hostname)) throw refuse('the host is a name or an IPv4 address');
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && OWN_MACHINE.includes(url.hostname));
  if (!secure) throw refuse('it is https, or http on localhost or 127.0.0.1');
  return url.origin;
}

/**
 * Reports whether both browsers take a text as a version.
 * @param {string} text
 */
function isVersion(text) {
  return /^(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){0,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 65535);
}
