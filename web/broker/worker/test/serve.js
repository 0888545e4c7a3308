// Runs the broker in Cloudflare's runtime beside a sandbox in place of Close, until it is
// ended. ./build.sh broker builds both and starts this.

import { startBroker } from '../../../../extension/test/harness/broker.js';
import { Sandbox } from '../../../../extension/test/harness/sandbox.js';

const port = Number(process.argv[2]);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`build.sh: broker --port ${process.argv[2]}: that is no port.`);
  process.exit(1);
}

const sandbox = await Sandbox.start();
const broker = await startBroker({ sandbox, port: port || undefined, print: (text) => process.stderr.write(text) });

console.log(`
the sandbox is at ${sandbox.origin}
the broker is at  ${broker.origin}

An extension that uses both:
  ./build.sh build --api ${sandbox.origin} --app ${sandbox.origin} --broker ${broker.origin}

Ctrl-C ends both.`);

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void Promise.allSettled([broker.stop(), sandbox.stop()]).then(() => process.exit(130));
  });
}
