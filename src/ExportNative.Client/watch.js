// Following an export to its end, over whatever happens to the connection in between.

import { readEvents } from './events.js';
import { getStatus, openEvents } from './exports.js';
import { ExportNativeError, pause } from './request.js';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;

/** The service sends the first event at once; what keeps it back is a proxy that collects streams. */
const FIRST_EVENT = 6_000;

/** The service sends a sign of life every 15 s; after three that did not come the connection is dead. */
const SILENCE = 45_000;

const FINAL = new Set(['completed', 'failed', 'cancelled']);

/**
 * Follows an export until it has ended. See the declaration for what it survives.
 * @type {typeof import('./exportnative.js').watchExport}
 */
export async function watchExport(id, options = {}) {
  const { onStatus, onConnection, transport = 'auto', pollInterval = 1_000, giveUpAfter = 600_000, ...connection } = options;
  const signal = connection.signal ?? null;
  let streams = transport !== 'poll';
  let wait = FIRST_WAIT;
  let answered = Date.now();
  let seen = '';
  let isConnected = true;

  /** @param {import('./exportnative.js').ExportStatus} status */
  const take = (status) => {
    answered = Date.now();
    wait = FIRST_WAIT;
    if (!isConnected) onConnection?.({ connected: true, error: null });
    isConnected = true;
    // A link is signed anew each time; that alone is no news.
    const news = JSON.stringify({ ...status, downloadUrl: null });
    if (news !== seen) onStatus?.(status);
    seen = news;
    return FINAL.has(status.status);
  };

  for (;;) {
    signal?.throwIfAborted();
    try {
      if (streams) {
        for await (const status of streamed(id, connection)) {
          if (take(status)) return status;
        }

        // Ended without a last word: the service is being stopped, or something in between has had enough.
        await pause(wait, signal);
      } else {
        const status = await getStatus(id, connection);
        if (take(status)) return status;
        await pause(pollInterval, signal);
      }
    } catch (error) {
      if (error instanceof StreamRefused) {
        streams = false;
        continue;
      }

      if (!(error instanceof ExportNativeError) || !error.isTemporary || Date.now() - answered > giveUpAfter) throw error;
      if (isConnected) onConnection?.({ connected: false, error });
      isConnected = false;
      await pause(Math.max(wait, (error.retryAfter ?? 0) * 1_000), signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

/** Events are not to be had here; the status still may be. */
class StreamRefused extends Error {}

/**
 * The statuses of one stream of events.
 * @param {string} id
 * @param {import('./exportnative.js').Connection} connection
 * @returns {AsyncGenerator<import('./exportnative.js').ExportStatus, void, void>}
 */
async function* streamed(id, connection) {
  const outer = connection.signal ?? null;
  const inner = new AbortController();
  const stop = () => inner.abort(outer?.reason);
  outer?.addEventListener('abort', stop, { once: true });
  let watchdog = setTimeout(() => inner.abort(new StreamRefused()), FIRST_EVENT);
  const fed = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => inner.abort(new ExportNativeError('The connection to the service fell silent.')), SILENCE);
  };
  try {
    const answer = await opened(id, connection, inner.signal);
    for await (const event of readEvents(answer, inner.signal)) {
      fed();
      if (event.name === 'status' && event.data !== null) yield JSON.parse(event.data);
    }
  } finally {
    clearTimeout(watchdog);
    outer?.removeEventListener('abort', stop);
    inner.abort();
  }
}

/**
 * @param {string} id
 * @param {import('./exportnative.js').Connection} connection
 * @param {AbortSignal} signal
 */
async function opened(id, connection, signal) {
  let answer;
  try {
    answer = await openEvents(id, connection, signal);
  } catch (error) {
    // What the service refuses for good it also says of the status, with the better text.
    throw error instanceof ExportNativeError && !error.isTemporary ? new StreamRefused() : error;
  }

  if (!answer.body?.getReader || !(answer.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) {
    throw new StreamRefused();
  }

  return answer.body;
}
