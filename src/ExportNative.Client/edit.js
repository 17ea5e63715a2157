// A multicam edit becomes a config: which piece of which file is on screen, one after the other.

/** Nanoseconds: fine enough for any frame rate, and whole numbers of them are exact in a double over the allowed range. */
const GRID = 1e9;

/** The longest time that a config can hold, in seconds. */
const LATEST = 9_000_000;

const FORMATS = ['mp4', 'webm'];
const ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Makes the config of an edit. See the declaration for the rules.
 * @type {typeof import('./exportnative.js').generateExportConfig}
 */
export function generateExportConfig(edit) {
  const { clip, media, project = {}, format = 'mp4', id = `export-${newUuid()}` } = edit;
  if (!FORMATS.includes(format)) throw new RangeError(`format is ${format}, not mp4 or webm.`);
  if (!ID.test(id) || id === '.' || id === '..') throw new RangeError(`id is ${id}; expected 1 to 128 of A-Z a-z 0-9 . _ -`);

  /** @type {import('./exportnative.js').EditWarning[]} */
  const warnings = [];
  const duration = onGrid(clip.duration);
  const cameras = usableCameras(clip.angles ?? [], media, warnings);
  const empty = (/** @type {import('./exportnative.js').EmptyEdit['code']} */ code, /** @type {string} */ message) =>
    ({ config: null, reason: { code, message }, warnings, pieces: [], length: 0 });
  if ((clip.angles ?? []).length === 0) return empty('noAngles', 'The clip has no angles.');
  if (cameras.size === 0) return empty('noFootage', 'None of the angles has a file.');
  if (!(duration > 0)) return empty('noDuration', 'The clip has no length.');

  const pieces = [...screenTimes(clip, duration, cameras, warnings)].flatMap((piece) => trimmed(piece, warnings));
  if (pieces.length === 0) return empty('noFootage', 'No camera has footage where it is on screen.');

  const master = edit.masterAudio ? masterOf(edit.masterAudio, clip, media, warnings) : null;
  const used = new Set([...pieces.map((piece) => piece.camera.medium), ...(master ? [master.medium] : [])]);
  const files = [...new Set([...cameras.values()].map((camera) => camera.medium).concat(master ? [master.medium] : []))].filter((medium) => used.has(medium));
  if (master && warnings.some((warning) => warning.code === 'outsideFootage')) {
    warnings.push({ code: 'soundOutOfSync', message: 'Parts of the clip are left out, and the master sound does not leave them out: from there on it is not in sync.' });
  }

  return {
    config: {
      version: 1,
      id,
      projectId: wellFormed(project.id ?? ''),
      projectName: wellFormed(project.name ?? ''),
      createdAt: edit.createdAt ?? new Date().toISOString(),
      sources: files.map(describeSource),
      segments: pieces.map((piece) => ({
        sourceIndex: files.indexOf(piece.camera.medium),
        startTime: piece.startTime,
        endTime: piece.endTime,
        ...(piece.camera.angle.muted ? { audioFromSource: false } : {}),
      })),
      output: {
        filePath: `exports/${id}/output.${format}`,
        format,
        ...canvas(project),
        codec: edit.codec ?? 'copy',
        includeAudio: edit.includeAudio ?? true,
        ...given({ cut: edit.cut, cutFallbacks: edit.cutFallbacks, audioSeams: edit.audioSeams }),
        ...(master ? { audio: { sourceIndex: files.indexOf(master.medium), offset: master.offset } } : {}),
      },
      ...given({ verify: edit.verify, priority: edit.priority, callbackUrl: edit.callbackUrl, tags: edit.tags }),
    },
    reason: null,
    warnings,
    pieces: pieces.map(({ camera, start, end }) => ({ angleId: camera.angle.id, start, end })),
    length: onGrid(pieces.reduce((sum, piece) => sum + (piece.endTime - piece.startTime), 0)),
  };
}

/**
 * An angle with its file and where it is in the clip.
 * @typedef {{ angle: import('./exportnative.js').Angle, medium: import('./exportnative.js').Medium, offset: number, until: number }} Camera
 */

/**
 * A camera's time on screen, in seconds of the clip, half-open.
 * @typedef {{ camera: Camera, start: number, end: number }} ScreenTime
 */

/**
 * The angles that can be shown, in their order.
 * @param {readonly import('./exportnative.js').Angle[]} angles
 * @param {readonly import('./exportnative.js').Medium[]} media
 * @param {import('./exportnative.js').EditWarning[]} warnings
 * @returns {Map<string, Camera>}
 */
function usableCameras(angles, media, warnings) {
  const files = new Map(media.map((medium) => [medium.id, medium]));
  /** @type {Map<string, Camera>} */
  const cameras = new Map();
  for (const angle of angles) {
    const medium = files.get(angle.mediaId);
    if (!medium || pathOf(medium) === '') {
      warnings.push({ code: 'missingMedia', angleId: angle.id, message: `${angle.name || angle.id} has no file any more; it is left out.` });
    } else if (!cameras.has(angle.id)) {
      cameras.set(angle.id, { angle, medium, offset: finite(angle.syncOffset), until: lengthOf(medium) ?? LATEST });
    }
  }

  return cameras;
}

/**
 * Who is on screen from when to when, over the whole clip without a gap: each switch holds until the next one.
 * @param {import('./exportnative.js').Clip} clip
 * @param {number} duration
 * @param {Map<string, Camera>} cameras
 * @param {import('./exportnative.js').EditWarning[]} warnings
 * @returns {Generator<ScreenTime>}
 */
function* screenTimes(clip, duration, cameras, warnings) {
  const known = (clip.switchPoints ?? []).filter((point) => {
    if (Number.isFinite(point.time) && cameras.has(point.angleId)) return true;
    warnings.push({
      code: 'unknownAngle',
      angleId: point.angleId,
      ...(Number.isFinite(point.time) ? { start: point.time } : {}),
      message: `The switch at ${shown(point.time)} goes to an angle that is not there; the camera before it stays on screen.`,
    });
    return false;
  });

  // Sorting keeps the order of equal times, so that the last one of them holds.
  known.sort((a, b) => a.time - b.time);
  let camera = /** @type {Camera} */ (cameras.get(clip.initialAngleId ?? '') ?? cameras.values().next().value);
  let start = 0;
  for (const point of [...known, { time: duration, angleId: '' }]) {
    const end = Math.min(Math.max(onGrid(point.time), 0), duration);
    if (end > start) yield { camera, start, end };
    start = end;
    camera = cameras.get(point.angleId) ?? camera;
  }
}

/**
 * The part of a piece that was recorded, with its place in the file; nothing when there is none.
 * @param {ScreenTime} piece
 * @param {import('./exportnative.js').EditWarning[]} warnings
 * @returns {(ScreenTime & { startTime: number, endTime: number })[]}
 */
function trimmed(piece, warnings) {
  const { angle, offset, until } = piece.camera;
  const startTime = Math.max(onGrid(piece.start + offset), 0);
  const endTime = Math.min(onGrid(piece.end + offset), until);
  const isEmpty = !(endTime > startTime);
  const start = isEmpty ? piece.end : startTime === 0 ? Math.max(piece.start, onGrid(-offset)) : piece.start;
  const end = isEmpty ? piece.end : endTime === until ? Math.min(piece.end, onGrid(until - offset)) : piece.end;
  for (const [from, to] of [[piece.start, start], [end, piece.end]]) {
    if (to > from) {
      warnings.push({
        code: 'outsideFootage',
        angleId: angle.id,
        start: from,
        end: to,
        message: `${angle.name || angle.id} has no footage from ${shown(from)} to ${shown(to)} of the clip; that part is left out.`,
      });
    }
  }

  return isEmpty ? [] : [{ camera: piece.camera, start, end, startTime, endTime }];
}

/**
 * @param {import('./exportnative.js').MasterAudio} wanted
 * @param {import('./exportnative.js').Clip} clip
 * @param {readonly import('./exportnative.js').Medium[]} media
 * @param {import('./exportnative.js').EditWarning[]} warnings
 */
function masterOf(wanted, clip, media, warnings) {
  const angle = (clip.angles ?? []).find((one) => one.id === wanted.angleId);
  const medium = media.find((one) => one.id === (angle ? angle.mediaId : wanted.mediaId));
  if (!medium || pathOf(medium) === '') {
    warnings.push({ code: 'missingMedia', message: 'The master sound has no file; each camera keeps its own sound.' });
    return null;
  }

  return { medium, offset: onGrid(finite(wanted.offset) + finite(angle?.syncOffset)) };
}

/** @param {import('./exportnative.js').Medium} medium */
function describeSource(medium) {
  return {
    id: wellFormed(medium.id),
    name: wellFormed(medium.name ?? pathOf(medium)),
    filePath: wellFormed(pathOf(medium)),
    ...canvas(medium),
    ...given({ duration: lengthOf(medium) ?? undefined }),
    hasAudio: medium.hasAudio ?? true,
  };
}

/** @param {{ width?: number | null, height?: number | null, fps?: number | null }} of only what the service takes; an editor may not know it */
function canvas({ width, height, fps }) {
  const pixels = (/** @type {number | null | undefined} */ value) => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_536 ? value : undefined);
  return given({ width: pixels(width), height: pixels(height), fps: typeof fps === 'number' && fps > 0 && fps <= 1_000 ? fps : undefined });
}

/** @param {import('./exportnative.js').Medium} medium */
function pathOf(medium) {
  return medium.filePath ?? medium.name ?? '';
}

/** @param {import('./exportnative.js').Medium} medium seconds; null when not known */
function lengthOf(medium) {
  return typeof medium.duration === 'number' && medium.duration > 0 ? Math.min(onGrid(medium.duration), LATEST) : null;
}

/** @param {number | null | undefined} value */
function finite(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** @param {number} seconds */
function onGrid(seconds) {
  return Math.round(seconds * GRID) / GRID;
}

/** @param {number} seconds */
function shown(seconds) {
  return Number.isFinite(seconds) ? `${Math.round(seconds * 1_000) / 1_000} s` : 'no time';
}

/**
 * Half a character cannot be sent as UTF-8.
 * @param {string} text
 */
function wellFormed(text) {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/**
 * @template {Record<string, unknown>} T
 * @param {T} fields
 * @returns {{ [K in keyof T]?: Exclude<T[K], undefined> }} those that have a value
 */
function given(fields) {
  return /** @type {any} */ (Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

/** A random UUID (RFC 9562, version 4). crypto.randomUUID is only there on pages that came over TLS. */
function newUuid() {
  const bytes = new Uint8Array(16);
  if (globalThis.crypto) globalThis.crypto.getRandomValues(bytes);
  else bytes.forEach((_, i) => (bytes[i] = Math.random() * 256));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
