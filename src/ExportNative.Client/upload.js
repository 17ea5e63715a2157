// Uploads in parts, so that progress can be shown and nothing is sent twice after a cut connection or a reload.

import { ExportNativeError, pause, sendForJson } from './request.js';

const SMALLEST_PART = 256 * 1024;
const LARGEST_PART = 16 * 1024 * 1024;
const STEPS = 100;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
const SAMPLE = 64 * 1024;

/**
 * Uploads a file into the library. See the declaration for what it survives.
 * @type {typeof import('./exportnative.js').uploadSource}
 */
export async function uploadSource(name, data, options = {}) {
  const { onProgress, replace = false, partBytes, giveUpAfter = 600_000, ...connection } = options;
  const signal = connection.signal ?? null;
  const blob = data instanceof Blob ? data : new Blob([/** @type {any} */ (data)]);
  const total = blob.size;
  if (total === 0) throw new TypeError(`${name} is empty.`);
  const path = `api/sources/${encodeURIComponent(name)}`;
  const part = partBytes ?? Math.min(LARGEST_PART, Math.max(SMALLEST_PART, Math.ceil(total / STEPS)));
  const fingerprint = await fingerprintOf(blob);

  // How far it is: what the service has of this very file, and not of another one of the name.
  const ask = async () => {
    const state = await received(connection, path);
    if (state === null) return { offset: 0, complete: false };
    if (state.complete) return { offset: state.received, complete: true };
    return { offset: state.fingerprint === fingerprint && state.received < total ? state.received : 0, complete: false };
  };

  let { offset, complete } = await ask();
  if (complete && !replace) throw new ExportNativeError(`There is a source ${name} already.`, { status: 409 });
  offset = complete ? 0 : offset;
  let wait = FIRST_WAIT;
  let answered = Date.now();
  let isLastSent = false;
  onProgress?.({ sent: offset, total });
  for (;;) {
    try {
      const end = Math.min(offset + part, total);
      isLastSent ||= end === total;
      const state = await sendForJson(connection, replace ? `${path}?replace` : path, {
        method: 'PUT',
        headers: { 'Content-Range': `bytes ${offset}-${end - 1}/${total}`, 'Content-Type': 'application/octet-stream', 'Upload-Fingerprint': fingerprint },
        body: blob.slice(offset, end),
      });
      offset = state.received;
      wait = FIRST_WAIT;
      answered = Date.now();
      onProgress?.({ sent: offset, total });
      if (state.complete) return state;
    } catch (error) {
      if (!(error instanceof ExportNativeError)) throw error;
      const isElsewhere = error.status === 409 && error.uploadOffset !== null;
      if ((!error.isTemporary && !isElsewhere) || Date.now() - answered > giveUpAfter) throw error;
      await pause(Math.max(wait, (error.retryAfter ?? 0) * 1_000), signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      const now = await ask().catch((reason) => {
        // As long as nobody answers, the next try is the same one.
        if (reason instanceof ExportNativeError && reason.isTemporary) return null;
        throw reason;
      });
      if (now?.complete) {
        // The answer to the last part was lost on its way.
        if (isLastSent && now.offset === total) return { name, received: total, total, complete: true };
        if (!replace) throw error;
      } else if (now) {
        offset = now.offset;
      }
    }
  }
}

/**
 * @param {import('./exportnative.js').Connection} connection
 * @param {string} path
 * @returns {Promise<import('./exportnative.js').UploadState | null>} null when nothing was begun
 */
async function received(connection, path) {
  try {
    return await sendForJson(connection, `${path}/upload`, { cache: 'no-store' });
  } catch (error) {
    if (error instanceof ExportNativeError && error.status === 404) return null;
    throw error;
  }
}

/**
 * Tells one file from another of the same name: its size, and a checksum of its beginning and its end. It guards against
 * mixing two files up, not against somebody who wants to.
 * @param {Blob} blob
 */
async function fingerprintOf(blob) {
  const ends = [blob.slice(0, SAMPLE), blob.slice(Math.max(0, blob.size - SAMPLE))];
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const end of ends) {
    for (const byte of new Uint8Array(await end.arrayBuffer())) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 13);
    }
  }

  return `${blob.size.toString(36)}-${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`;
}
