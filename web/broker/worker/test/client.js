import { createHash, randomBytes, webcrypto } from 'node:crypto';

const { subtle } = webcrypto;

/** @param {string | Buffer} data */
const encode = (data) => Buffer.from(data).toString('base64url');

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/**
 * An answer of the broker, read.
 * @typedef {{ status: number, headers: Headers, body: any }} Answer
 */

/**
 * The extension as the broker sees it: a key that proves who asks, and the requests.
 */
export class Client {
  #pair;

  #jwk;

  /**
   * @param {string} origin of the broker
   * @param {string} redirect the extension's own
   * @param {webcrypto.CryptoKeyPair} pair
   * @param {webcrypto.JsonWebKey} jwk the public one
   */
  constructor(origin, redirect, pair, jwk) {
    this.origin = origin;
    this.redirect = redirect;
    this.#pair = pair;
    this.#jwk = { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
    this.thumbprint = sha256(JSON.stringify(this.#jwk));
    this.verifier = encode(randomBytes(32));
    this.state = encode(randomBytes(24));
  }

  /**
   * @param {string} origin
   * @param {string} redirect
   */
  static async create(origin, redirect) {
    const pair = /** @type {webcrypto.CryptoKeyPair} */ (
      await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']));
    return new Client(origin, redirect, pair, await subtle.exportKey('jwk', pair.publicKey));
  }

  /**
   * A fresh proof of possession of the key, for one request.
   * @param {string} path
   * @param {Record<string, unknown>} [claims] others than are right
   */
  async proof(path, claims = {}) {
    const header = encode(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#jwk }));
    const payload = encode(JSON.stringify({
      jti: encode(randomBytes(16)),
      htm: 'POST',
      htu: this.origin + path,
      iat: Math.floor(Date.now() / 1000),
      ...claims,
    }));
    const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#pair.privateKey, Buffer.from(`${header}.${payload}`));
    return `${header}.${payload}.${encode(Buffer.from(signature))}`;
  }

  /**
   * Posts a form with a proof.
   * @param {string} path
   * @param {Record<string, string>} form
   * @param {Record<string, string>} [headers] more of them, or others
   * @returns {Promise<Answer>}
   */
  async post(path, form, headers = {}) {
    const response = await fetch(this.origin + path, {
      method: 'POST',
      headers: { dpop: headers.dpop ?? await this.proof(path), ...headers },
      body: new URLSearchParams(form),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  }

  /** Where a sign-in begins. */
  authorize() {
    const query = new URLSearchParams({
      redirect_uri: this.redirect,
      code_challenge: sha256(this.verifier),
      code_challenge_method: 'S256',
      dpop_jkt: this.thumbprint,
      state: this.state,
    });
    return `${this.origin}/authorize?${query}`;
  }

  /**
   * Goes to an address and says where that leads.
   * @param {string} address
   */
  async follow(address) {
    const response = await fetch(address, { redirect: 'manual' });
    const next = response.headers.get('location');
    if (!next) throw new Error(`${new URL(address).pathname} answered ${response.status}: ${await response.text()}`);
    return next;
  }

  /**
   * Signs in as a user would, up to the extension's redirect.
   * @param {import('../../../../extension/test/harness/sandbox.js').Sandbox} sandbox
   * @param {{ organization?: string, decision?: 'allow' | 'deny' }} [choice]
   * @returns {Promise<URL>}
   */
  async consent(sandbox, choice) {
    const callback = await sandbox.consent(await this.follow(this.authorize()), choice);
    return new URL(await this.follow(callback));
  }

  /**
   * Turns a code into tokens.
   * @param {string} code
   * @param {Record<string, string>} [form] other parameters than are right
   */
  redeem(code, form = {}) {
    return this.post('/token', {
      grant_type: 'authorization_code',
      code,
      code_verifier: this.verifier,
      redirect_uri: this.redirect,
      ...form,
    });
  }

  /**
   * @param {string} token the sealed refresh token
   * @param {Record<string, string>} [headers]
   */
  refresh(token, headers) {
    return this.post('/token', { grant_type: 'refresh_token', refresh_token: token }, headers);
  }

  /** @param {string} token the sealed refresh token */
  revoke(token) {
    return this.post('/revoke', { token });
  }
}
