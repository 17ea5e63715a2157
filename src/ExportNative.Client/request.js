// One request to the service: address, key, errors. Everything else of the module goes through here.

/** Statuses after which the same request may succeed later. */
const TEMPORARY = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

/**
 * An answer of the service that is an error, or no answer at all. The message is the service's own text, for a person.
 */
export class ExportNativeError extends Error {
  /**
   * @param {string} message what is wrong and what to do
   * @param {{ status?: number, kind?: string | null, problems?: import('./exportnative.js').ConfigProblem[], retryAfter?: number | null, uploadOffset?: number | null, cause?: unknown }} [details]
   */
  constructor(message, details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ExportNativeError';
    /** HTTP status; 0 when there was no answer. */
    this.status = details.status ?? 0;
    /** The stable word of an export's error, such as configInvalid or sourceMissing; null for errors of HTTP. */
    this.kind = details.kind ?? null;
    /** Everything that is wrong with a config, each with its JSON path; empty for other errors. */
    this.problems = details.problems ?? [];
    /** Seconds after which the service wants to be asked again; null when it did not say. */
    this.retryAfter = details.retryAfter ?? null;
    /** Bytes of an upload that are safe at the service; null when the error is not about that. */
    this.uploadOffset = details.uploadOffset ?? null;
  }

  /** Whether the same request may succeed later: no answer, too many requests, a service that is just being restarted. */
  get isTemporary() {
    return TEMPORARY.has(this.status) || (this.status === 409 && this.retryAfter !== null);
  }
}

/**
 * The absolute address of a path of the service.
 * @param {import('./exportnative.js').Connection} connection
 * @param {string} path relative, or from the root as the service's own links are
 * @returns {string}
 */
export function addressOf(connection, path) {
  const base = connection.baseUrl === undefined ? ownBase() : new URL(connection.baseUrl, globalThis.location?.href);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path.replace(/^\/+/, ''), base).href;
}

/** @returns {URL} where the module itself came from, or the page */
function ownBase() {
  const served = /^(https?:.*\/)client\/[^/]+$/.exec(import.meta.url);
  if (served) return new URL(served[1]);
  if (globalThis.location?.origin && globalThis.location.origin !== 'null') return new URL('/', globalThis.location.href);
  throw new TypeError('baseUrl is needed here: the address of the service, such as https://export.example.com');
}

/**
 * Sends a request.
 * @param {import('./exportnative.js').Connection} connection
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} an answer with a status of 2xx
 * @throws {ExportNativeError} any other answer, or none
 */
export async function send(connection, path, init = {}) {
  const signal = init.signal ?? connection.signal ?? null;
  signal?.throwIfAborted();
  const headers = new Headers(init.headers);
  if (connection.apiKey) headers.set('Authorization', `Bearer ${connection.apiKey}`);
  const address = addressOf(connection, path);
  const fetch = connection.fetch ?? globalThis.fetch;
  let answer;
  try {
    answer = await fetch(address, { ...init, headers, signal });
  } catch (error) {
    throw lost(error, signal, `${new URL(address).origin} does not answer.`);
  }

  if (answer.ok) return answer;
  throw await errorOf(answer);
}

/**
 * Sends a request and reads the JSON of its answer.
 * @param {import('./exportnative.js').Connection} connection
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
export async function sendForJson(connection, path, init = {}) {
  const answer = await send(connection, path, init);
  try {
    return await answer.json();
  } catch (error) {
    throw lost(error, init.signal ?? connection.signal ?? null, 'The answer of the service did not arrive whole.');
  }
}

/**
 * What to throw when a connection broke: the caller's own reason when it was the caller who ended it.
 * @param {unknown} error
 * @param {AbortSignal | null} signal
 * @param {string} message
 * @returns {unknown}
 */
export function lost(error, signal, message) {
  return signal?.aborted ? signal.reason : new ExportNativeError(message, { cause: error });
}

/**
 * Waits, unless it is told not to.
 * @param {number} milliseconds
 * @param {AbortSignal | null | undefined} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }

    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** @param {Response} answer */
async function errorOf(answer) {
  /** @type {any} */
  let problem = null;
  try {
    problem = await answer.json();
  } catch {
    // Not from the service itself: a proxy's page, or cut off.
  }

  const text = problem?.error ?? problem?.detail ?? problem?.title;
  return new ExportNativeError(typeof text === 'string' && text !== '' ? text : `The service answered with ${answer.status}.`, {
    status: answer.status,
    kind: typeof problem?.kind === 'string' ? problem.kind : null,
    problems: Array.isArray(problem?.problems) ? problem.problems : [],
    retryAfter: wholeNumber(answer.headers.get('Retry-After')),
    uploadOffset: wholeNumber(answer.headers.get('Upload-Offset')),
  });
}

/** @param {string | null} text */
function wholeNumber(text) {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
