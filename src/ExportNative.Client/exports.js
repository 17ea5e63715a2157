// Exports over HTTP: plan, submit, status, list, report, cancel, download.

import { ExportNativeError, addressOf, send, sendForJson } from './request.js';

/** @param {unknown} config @returns {RequestInit} */
const posted = (config) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(config) });

/** @param {string} id @param {string} [what] */
const pathOf = (id, what) => `api/export/${encodeURIComponent(id)}${what ? `/${what}` : ''}`;

/**
 * Says what an export would do; nothing is written.
 * @type {typeof import('./exportnative.js').planExport}
 */
export async function planExport(config, connection = {}) {
  return sendForJson(connection, 'api/export/plan', posted(config));
}

/**
 * Sends an export. The same config sent again gets the same answer and makes no second export.
 * @type {typeof import('./exportnative.js').submitExport}
 */
export async function submitExport(config, connection = {}) {
  return sendForJson(connection, 'api/export', posted(config));
}

/**
 * Asks once how an export is doing.
 * @type {typeof import('./exportnative.js').getStatus}
 */
export async function getStatus(id, connection = {}) {
  return sendForJson(connection, pathOf(id, 'status'));
}

/**
 * A page of exports, newest first.
 * @type {typeof import('./exportnative.js').listExports}
 */
export async function listExports({ status, tag, limit, cursor, ...connection } = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ status, tag, limit, cursor })) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }

  return sendForJson(connection, query.size === 0 || query.toString() === '' ? 'api/export' : `api/export?${query}`);
}

/**
 * What a completed export did.
 * @type {typeof import('./exportnative.js').getReport}
 */
export async function getReport(id, connection = {}) {
  return sendForJson(connection, pathOf(id, 'report'));
}

/**
 * Cancels an export that waits or runs, and removes one that has ended, with its files.
 * @type {typeof import('./exportnative.js').cancelExport}
 */
export async function cancelExport(id, connection = {}) {
  return sendForJson(connection, pathOf(id), { method: 'DELETE' });
}

/**
 * The absolute address of a completed export's file. It works without a key, for a link or a media player; where the service
 * has API keys it is signed and holds for an hour unless the service is set otherwise, so ask for it when it is needed.
 * @type {typeof import('./exportnative.js').downloadUrl}
 */
export async function downloadUrl(idOrStatus, connection = {}) {
  const status = typeof idOrStatus === 'string' ? await getStatus(idOrStatus, connection) : idOrStatus;
  if (!status.downloadUrl) {
    throw new ExportNativeError(`The export is ${status.status}; there is a file only when it has completed.`, { status: 409 });
  }

  return addressOf(connection, status.downloadUrl);
}

/**
 * Opens the stream of an export's events.
 * @param {string} id
 * @param {import('./exportnative.js').Connection} connection
 * @param {AbortSignal} signal
 */
export function openEvents(id, connection, signal) {
  return send(connection, pathOf(id, 'events'), { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal });
}
