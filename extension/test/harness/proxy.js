import http from 'node:http';
import net from 'node:net';
import { pipeline } from 'node:stream';

/** @import {Duplex} from 'node:stream' */

/**
 * A forward proxy that writes down every host a browser asks for and lets it
 * reach this machine only. Both browsers are started behind one, so that no
 * request of the browser, the extension or a page goes unseen.
 */
export class RecordingProxy {
  #server;
  /** @type {Set<Duplex>} */
  #sockets = new Set();
  /** @type {Set<string>} Host names without ports. */
  hosts = new Set();
  /** Every answer with JSON, for tests that look for what must not be elsewhere. @type {{path: string, body: string}[]} */
  answers = [];

  constructor() {
    this.#server = http.createServer((request, response) => this.#forward(request, response));
    this.#server.on('connect', (request, socket, head) => this.#tunnel(request, socket, head));
    this.#server.on('upgrade', (request, socket, head) => this.#tunnel(request, socket, head));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  /** Starts the proxy and returns it. */
  static async start() {
    const proxy = new RecordingProxy();
    await new Promise((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    return proxy;
  }

  get port() {
    return /** @type {net.AddressInfo} */ (this.#server.address()).port;
  }

  async stop() {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** @param {Duplex} socket */
  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A browser drops connections as it likes; that is no fault of a test.
    socket.on('error', () => socket.destroy());
  }

  /** @param {string} host */
  #allowed(host) {
    this.hosts.add(host);
    return host === '127.0.0.1';
  }

  /**
   * @param {http.IncomingMessage} request
   * @param {http.ServerResponse} response
   */
  #forward(request, response) {
    const url = new URL(request.url ?? '');
    if (!this.#allowed(url.hostname)) {
      response.writeHead(502).end();
      return;
    }
    const headers = { ...request.headers };
    delete headers['proxy-connection'];
    const onward = http.request(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // Where the answer breaks off, the browser is to see just that.
      pipeline(answer, response, () => {});
      if (answer.headers['content-type'] === 'application/json') this.#note(url.pathname, answer);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  /**
   * @param {string} path
   * @param {http.IncomingMessage} answer
   */
  #note(path, answer) {
    /** @type {Buffer[]} */
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => this.answers.push({ path, body: Buffer.concat(parts).toString('utf8') }));
  }

  /**
   * @param {http.IncomingMessage} request
   * @param {Duplex} socket
   * @param {Buffer} head
   */
  #tunnel(request, socket, head) {
    const { hostname, port } = new URL(`http://${request.url}`);
    if (request.method !== 'CONNECT' || !this.#allowed(hostname)) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const onward = net.connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    this.#keep(onward);
  }
}
