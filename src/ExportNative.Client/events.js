// Server-sent events out of a fetch, because EventSource cannot show an API key.

import { lost } from './request.js';

/**
 * Reads events until the stream ends. Of an event only name and data are given; comments keep the connection alive and
 * come as an event without data.
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortSignal} signal ends it
 * @returns {AsyncGenerator<{ name: string, data: string | null }, void, void>}
 */
export async function* readEvents(body, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    let rest = '';
    let name = '';
    /** @type {string[]} */
    let data = [];
    for (;;) {
      let piece;
      try {
        piece = await reader.read();
      } catch (error) {
        throw lost(error, signal, 'The connection to the service broke.');
      }

      signal.throwIfAborted();
      if (piece.done) return;
      // A line feed may come in the next piece, so a carriage return at the end stays with the rest.
      const lines = (rest + decoder.decode(piece.value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { name: name || 'message', data: data.join('\n') };
          name = '';
          data = [];
        } else if (line.startsWith(':')) {
          yield { name: 'comment', data: null };
        } else {
          const colon = line.indexOf(':');
          const field = colon < 0 ? line : line.slice(0, colon);
          const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
          if (field === 'event') name = value;
          else if (field === 'data') data.push(value);
        }
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
