/**
 * Reads a stream to its end, or until it has given more than the limit; what it gave
 * beyond is thrown away. So a result that is longer than the limit tells that the
 * body was too long, and none is longer by more than one byte.
 * @param {ReadableStream<Uint8Array> | null} stream
 * @param {number} limit in bytes
 * @returns {Promise<Uint8Array>}
 */
export async function readUpTo(stream, limit) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  if (stream) {
    // Leaving the loop early cancels the stream.
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > limit) break;
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes.subarray(0, limit + 1);
}
