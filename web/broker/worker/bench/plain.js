// The refresh of a token in plain JavaScript: the same proof, memory of proofs, limits,
// sealing and request to Close by what Cloudflare offers, and few of the checks. The bench
// puts this in worker.js's place.

import { readUpTo } from './body.js';
import { host } from './host.js';

export { Replay } from './replay.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {Uint8Array} bytes */
const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @param {string} text */
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

/** @param {string} text */
const digest = async (text) => encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));

/** @type {Promise<CryptoKey> | undefined} */
let sealing;

/** @param {string} key */
const sealingKey = (key) => sealing ??= crypto.subtle.importKey('raw', decode(key), 'AES-GCM', false, ['encrypt', 'decrypt']);

/**
 * @param {CryptoKey} key
 * @param {object} content
 */
async function seal(key, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, encoder.encode(JSON.stringify(content)));
  return `${encode(iv)}.${encode(new Uint8Array(box))}`;
}

/**
 * @param {CryptoKey} key
 * @param {string} sealed
 */
async function open(key, sealed) {
  const [iv, box] = sealed.split('.').map(decode);
  return JSON.parse(decoder.decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box)));
}

/** @param {string} proof */
async function verify(proof) {
  const [header, payload, signature] = proof.split('.');
  const { jwk } = JSON.parse(decoder.decode(decode(header)));
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  if (!await crypto.subtle.verify(algorithm, key, decode(signature), encoder.encode(`${header}.${payload}`))) throw new Error('signature');
  const { crv, kty, x, y } = jwk;
  return { ...JSON.parse(decoder.decode(decode(payload))), thumbprint: await digest(JSON.stringify({ crv, kty, x, y })) };
}

export default {
  /**
   * @param {Request} request
   * @param {any} env
   */
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const key = await sealingKey(env.SEALING_KEY);
    if (pathname === '/seed') return new Response(await seal(key, { token: 'first', key: searchParams.get('key') }));
    const { allow, first, post } = host(env, () => {});
    if (!await allow('ip:unknown')) return new Response(null, { status: 429 });
    const form = new URLSearchParams(decoder.decode(await readUpTo(request.body, 8 * 1024)));
    const proof = await verify(request.headers.get('dpop') ?? '');
    if (!await allow(`key:${proof.thumbprint}`)) return new Response(null, { status: 429 });
    const held = await open(key, form.get('refresh_token') ?? '');
    const right = proof.htm === 'POST' && proof.htu === `${env.PUBLIC_ORIGIN}/token` && proof.thumbprint === held.key
      && Math.abs(Date.now() / 1000 - proof.iat) <= 60 && await first(proof.thumbprint, await digest(proof.jti), (proof.iat + 60) * 1000);
    if (!right) return new Response(null, { status: 400 });
    const answer = await post(`${env.CLOSE_API_ORIGIN}/oauth2/token/`, String(new URLSearchParams({
      client_id: env.CLOSE_CLIENT_ID,
      client_secret: env.CLOSE_CLIENT_SECRET,
      grant_type: 'refresh_token',
      refresh_token: held.token,
    })));
    const tokens = JSON.parse(decoder.decode(answer.body));
    const sealed = await seal(key, { token: tokens.refresh_token, key: proof.thumbprint });
    return Response.json({ ...tokens, refresh_token: sealed }, { headers: { 'cache-control': 'no-store' } });
  },
};
