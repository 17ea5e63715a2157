// The library over HTTP: files, their pictures and their sound.

import { addressOf, send, sendForJson } from './request.js';

/** @param {string} name @param {string} [what] */
const pathOf = (name, what) => `api/sources/${encodeURIComponent(name)}${what ? `/${what}` : ''}`;

/**
 * All files of the library, by name.
 * @type {typeof import('./exportnative.js').listSources}
 */
export async function listSources(connection = {}) {
  return (await sendForJson(connection, 'api/sources')).sources;
}

/**
 * One file, with its streams, length and keyframes.
 * @type {typeof import('./exportnative.js').getSource}
 */
export async function getSource(name, connection = {}) {
  return sendForJson(connection, pathOf(name));
}

/**
 * Removes a file. Exports that read it read on.
 * @type {typeof import('./exportnative.js').deleteSource}
 */
export async function deleteSource(name, connection = {}) {
  await send(connection, pathOf(name), { method: 'DELETE' });
}

/**
 * How loud a file is over its length; no peaks when it has no sound.
 * @type {typeof import('./exportnative.js').getWaveform}
 */
export async function getWaveform(name, { points, ...connection } = {}) {
  return sendForJson(connection, `${pathOf(name, 'waveform')}${points === undefined ? '' : `?points=${points}`}`);
}

/**
 * Address of a small picture, for an img element.
 * @type {typeof import('./exportnative.js').thumbnailUrl}
 */
export function thumbnailUrl(name, { at = 0, width = 320, ...connection } = {}) {
  return addressOf(connection, `${pathOf(name, 'thumbnail')}?at=${at}&width=${width}`);
}

/**
 * Address of the file itself, for a video element.
 * @type {typeof import('./exportnative.js').contentUrl}
 */
export function contentUrl(name, connection = {}) {
  return addressOf(connection, pathOf(name, 'content'));
}
