// A session for a page of the service itself: img, video and a reload cannot show an API key, a cookie can.

import { send, sendForJson } from './request.js';

/**
 * Exchanges the API key for a session cookie that scripts cannot read.
 * @type {typeof import('./exportnative.js').openSession}
 */
export async function openSession(connection = {}) {
  return sendForJson(connection, 'api/session', { method: 'POST' });
}

/**
 * Who the service takes this page for.
 * @type {typeof import('./exportnative.js').getSession}
 */
export async function getSession(connection = {}) {
  return sendForJson(connection, 'api/session', { cache: 'no-store' });
}

/**
 * Ends the session in this browser.
 * @type {typeof import('./exportnative.js').closeSession}
 */
export async function closeSession(connection = {}) {
  await send(connection, 'api/session', { method: 'DELETE' });
}
