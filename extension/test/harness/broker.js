import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';

/** @import {AddressInfo} from 'node:net' */
/** @import {Sandbox} from './sandbox.js' */

/**
 * What the broker is told besides what its wrangler.jsonc says.
 * @typedef {object} Options
 * @property {Pick<Sandbox, 'origin' | 'setOAuth'>} sandbox in place
 *   of Close; it learns the broker's redirect
 * @property {string} [extensions] who may sign in, as "chrome:<id>,firefox:<id>"; ours
 *   unless told
 * @property {number} [port] where to listen; a free one unless told
 * @property {number} [rate] requests a minute from one address or with one key; as good as
 *   without a limit unless told
 * @property {string} [folder] the built broker; that of ./build.sh unless told
 * @property {Record<string, string>} [env] more variables, or others
 * @property {(text: string) => void} [print] is told what the runtime prints, at once
 */

/**
 * A broker in Cloudflare's runtime on this machine.
 */
export class Broker {
  #runtime;

  #log;

  /**
   * @param {string} origin
   * @param {{ dispose(): Promise<void> }} runtime
   * @param {string[]} log
   */
  constructor(origin, runtime, log) {
    this.origin = origin;
    this.#runtime = runtime;
    this.#log = log;
  }

  /** Everything that the runtime and the broker have printed. */
  logs() {
    return this.#log.join('');
  }

  stop() {
    return this.#runtime.dispose();
  }
}

/**
 * Starts a broker between the extension and a sandbox, with the sandbox's OAuth client.
 * @param {Options} options
 * @returns {Promise<Broker>}
 */
export async function startBroker(options) {
  const { sandbox, port = await freePort(), env } = options;
  const origin = `http://127.0.0.1:${port}`;
  const { client_id: id, client_secret: secret } = await sandbox.setOAuth({ redirect_uri: `${origin}/callback` });
  return runWorker({
    ...options,
    port,
    env: {
      PUBLIC_ORIGIN: origin,
      CLOSE_API_ORIGIN: sandbox.origin,
      CLOSE_APP_ORIGIN: sandbox.origin,
      CLOSE_CLIENT_ID: id,
      CLOSE_CLIENT_SECRET: secret,
      SEALING_KEY: randomBytes(32).toString('base64url'),
      EXTENSIONS: options.extensions ?? await ourExtensions(),
      ...env,
    },
  });
}

/**
 * Runs a built Worker as its wrangler.jsonc says, with other variables and rate limit.
 * @param {Omit<Options, 'sandbox' | 'extensions'>} options
 * @returns {Promise<Broker>}
 */
export async function runWorker({ port = 0, rate = 1_000_000, folder = built(), env = {}, print }) {
  const config = await wranglerConfig(folder);
  const files = await readdir(folder);
  const stored = config.migrations.flatMap((/** @type {any} */ step) => step.new_sqlite_classes);
  /** @type {string[]} */
  const log = [];
  const { Miniflare, Log, LogLevel } = miniflare();
  const runtime = new Miniflare({
    host: '127.0.0.1',
    // The Worker's own door: the other one puts a Worker of Miniflare's in front.
    unsafeDirectSockets: [{ host: '127.0.0.1', port }],
    // Nothing is asked of anybody: these two would be.
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (/** @type {NodeJS.ReadableStream[]} */ ...streams) => {
      for (const stream of streams) {
        stream.setEncoding('utf8').on('data', (text) => {
          log.push(String(text));
          print?.(String(text));
        });
      }
    },
    rootPath: folder,
    modulesRoot: folder,
    modules: [
      { type: 'ESModule', path: config.main },
      ...files.filter((file) => file.endsWith('.js') && file !== config.main).map((file) => ({ type: 'ESModule', path: file })),
      ...files.filter((file) => file.endsWith('.wasm')).map((file) => ({ type: 'CompiledWasm', path: file })),
    ],
    compatibilityDate: config.compatibility_date,
    bindings: { ...config.vars, ...env },
    durableObjects: Object.fromEntries(config.durable_objects.bindings.map((/** @type {any} */ binding) => [
      binding.name,
      { className: binding.class_name, useSQLite: stored.includes(binding.class_name) },
    ])),
    ratelimits: Object.fromEntries(config.ratelimits.map((/** @type {any} */ limit) => [
      limit.name,
      { simple: { ...limit.simple, limit: rate } },
    ])),
  });
  await runtime.ready;
  return new Broker((await runtime.unsafeGetDirectURL()).origin, runtime, log);
}

/**
 * What a folder's wrangler.jsonc says.
 * @param {string} [folder]
 * @returns {Promise<any>}
 */
export async function wranglerConfig(folder = built()) {
  return JSON.parse((await readFile(path.join(folder, 'wrangler.jsonc'), 'utf8')).replace(/^\s*\/\/.*$/gm, ''));
}

/**
 * The ids of our own extension, as the broker is told them. Chrome's is made of the key
 * in the manifest: sixteen bytes of its hash, with a to p for the digits.
 */
export async function ourExtensions() {
  const { only } = JSON.parse(await readFile(new URL('../../manifest.json', import.meta.url), 'utf8'));
  const hash = createHash('sha256').update(Buffer.from(only.chrome.key, 'base64')).digest('hex').slice(0, 32);
  const id = [...hash].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
  return `chrome:${id},firefox:${only.firefox.browser_specific_settings.gecko.id}`;
}

/** The folder of the broker that ./build.sh has built. */
function built() {
  const folder = process.env.LEADPATCH_BROKER;
  if (!folder) throw new Error('LEADPATCH_BROKER is not set: run the tests by ./build.sh test');
  return folder;
}

/** Cloudflare's runtime, which is among the broker's packages and not the extension's. */
function miniflare() {
  return createRequire(new URL('../../../web/broker/worker/package.json', import.meta.url))('miniflare');
}

/**
 * A port where nobody listens. The broker must know its own address before it starts.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
