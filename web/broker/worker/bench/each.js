// The broker's program started anew for every request, as syumai/workers has it. The
// bench puts this in worker.js's place.

import module from './broker.wasm';
import { readUpTo } from './body.js';
import { host } from './host.js';
import { Program } from './program.js';

export { Replay } from './replay.js';

export default {
  /**
   * @param {Request} request
   * @param {any} env
   */
  async fetch(request, env) {
    const { method, url, headers } = request;
    const body = await readUpTo(request.body, 8 * 1024);
    const program = new Program();
    await program.start(module, { env, host: host(env, () => {}) });
    return program.handle({ method, url, headers, body });
  },
};
