// The multicam edit as plain data. Every function gives back a new edit and leaves the old one as it was, so that undo
// keeps old ones and nothing is copied twice.

/**
 * @typedef {object} Angle One camera.
 * @property {string} id
 * @property {string} name What people call it.
 * @property {string} source Name of its file in the library.
 * @property {number} syncOffset Seconds: time in the file = time on the timeline + offset.
 * @property {Media | null} media What the file is; null until the library has told.
 *
 * @typedef {object} Media
 * @property {number} duration Seconds.
 * @property {number} [width] Pixels.
 * @property {number} [height] Pixels.
 * @property {string | null} frameRate A fraction, `30000/1001`; null when it varies.
 * @property {boolean} hasAudio
 *
 * @typedef {object} Switch From its time on, until the next one, its angle is on screen.
 * @property {string} id
 * @property {number} time Seconds on the timeline. The first is always at 0.
 * @property {string} angleId
 *
 * @typedef {object} Edit
 * @property {1} version
 * @property {string} id
 * @property {string} name
 * @property {Angle[]} angles
 * @property {Switch[]} switches In order of time; one at least when there is an angle.
 * @property {number} duration Seconds of the timeline.
 * @property {boolean} durationIsFixed False: as long as the footage.
 */

const fallbackRate = 30;

/** Microseconds are finer than any frame and coarser than a number's last digits. */
const tidy = seconds => Math.round(seconds * 1e6) / 1e6;

/** An id that no other has. Pages without a secure connection have no `crypto.randomUUID`. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {Edit} */
export function emptyEdit() {
  return { version: 1, id: newId(), name: "Untitled edit", angles: [], switches: [], duration: 0, durationIsFixed: false };
}

/** Frames per second that the timeline snaps to: those of the first camera that has a constant rate. */
export function editRate(edit) {
  for (const { media } of edit.angles) {
    const match = /^(\d+)(?:\/(\d+))?$/.exec(media?.frameRate ?? "");
    if (match && Number(match[1]) > 0) return Number(match[1]) / Number(match[2] ?? 1);
  }
  return fallbackRate;
}

/** Seconds of one frame. */
export const frameLength = edit => 1 / editRate(edit);

/** The nearest frame's time inside the edit. */
export function snap(edit, seconds) {
  const rate = editRate(edit);
  return tidy(Math.min(Math.max(0, Math.round(seconds * rate) / rate), edit.duration));
}

/** @returns {Angle | undefined} */
export const angleOf = (edit, id) => edit.angles.find(angle => angle.id === id);

/** Place of the switch in force at a time; -1 without any. */
export function switchIndexAt(edit, seconds) {
  let low = 0;
  let high = edit.switches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edit.switches[middle].time <= seconds + 1e-7) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Id of the angle on screen at a time; null without any. */
export const angleAt = (edit, seconds) => edit.switches[switchIndexAt(edit, seconds)]?.angleId ?? null;

/** Where the piece that a switch begins ends. */
export const endOf = (edit, index) => Math.min(edit.switches[index + 1]?.time ?? edit.duration, edit.duration);

/** When all footage has ended. */
export function footageEnd(edit) {
  return tidy(Math.max(0, ...edit.angles.map(angle => (angle.media?.duration ?? 0) - angle.syncOffset)));
}

function fitted(edit) {
  const duration = edit.durationIsFixed ? edit.duration : footageEnd(edit);
  return duration === edit.duration ? edit : { ...edit, duration };
}

/** Adds a camera. The first one is on screen from the beginning. */
export function addAngle(edit, source, media = null, name = "") {
  const angle = { id: newId(), name: name || nameOf(source), source, syncOffset: 0, media };
  const switches = edit.switches.length > 0 ? edit.switches : [{ id: newId(), time: 0, angleId: angle.id }];
  return fitted({ ...edit, angles: [...edit.angles, angle], switches });
}

function nameOf(source) {
  return source.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").trim() || source;
}

/** Removes a camera; what it showed goes to the camera before it. */
export function removeAngle(edit, id) {
  const angles = edit.angles.filter(angle => angle.id !== id);
  if (angles.length === 0) return fitted({ ...edit, angles, switches: [] });
  const [first, ...others] = edit.switches;
  const kept = [first.angleId === id ? { ...first, angleId: angles[0].id } : first, ...others.filter(one => one.angleId !== id)];
  return fitted({ ...edit, angles, switches: kept });
}

/** Changes a camera's fields. */
export function changeAngle(edit, id, fields) {
  if (fields.syncOffset !== undefined) fields = { ...fields, syncOffset: tidy(fields.syncOffset) };
  return fitted({ ...edit, angles: edit.angles.map(angle => angle.id === id ? { ...angle, ...fields } : angle) });
}

/** Moves a camera to another place, which is its number. */
export function moveAngle(edit, id, by) {
  const from = edit.angles.findIndex(angle => angle.id === id);
  const to = Math.min(Math.max(0, from + by), edit.angles.length - 1);
  if (from < 0 || from === to) return edit;
  const angles = [...edit.angles];
  angles.splice(to, 0, ...angles.splice(from, 1));
  return { ...edit, angles };
}

/** Puts a camera on screen from a time on, until the next switch. */
export function switchAt(edit, seconds, angleId) {
  const time = snap(edit, seconds);
  const index = switchIndexAt(edit, time);
  if (index < 0 || !angleOf(edit, angleId) || time >= edit.duration) return edit;
  const current = edit.switches[index];
  if (current.angleId === angleId) return edit;
  const switches = [...edit.switches];
  if (Math.abs(current.time - time) < frameLength(edit) / 2) switches[index] = { ...current, angleId };
  else switches.splice(index + 1, 0, { id: newId(), time, angleId });

  // A switch to what is on screen already is none.
  return { ...edit, switches: switches.filter((one, i) => i === 0 || one.angleId !== switches[i - 1].angleId) };
}

/** Moves a switch, never past its neighbours. The first stays at 0. */
export function moveSwitch(edit, id, seconds) {
  const index = edit.switches.findIndex(one => one.id === id);
  if (index < 1) return edit;
  const frame = frameLength(edit);
  const low = edit.switches[index - 1].time + frame;
  const high = (edit.switches[index + 1]?.time ?? edit.duration) - frame;
  const time = snap(edit, Math.min(Math.max(seconds, low), Math.max(low, high)));
  if (time === edit.switches[index].time) return edit;
  const switches = [...edit.switches];
  switches[index] = { ...switches[index], time };
  return { ...edit, switches };
}

/** Lets a switch lead to another camera. */
export function setSwitchAngle(edit, id, angleId) {
  if (!angleOf(edit, angleId)) return edit;
  return { ...edit, switches: edit.switches.map(one => one.id === id ? { ...one, angleId } : one) };
}

/** Removes a switch; the camera before it stays on screen. The first one stays. */
export function removeSwitch(edit, id) {
  const switches = edit.switches.filter((one, index) => index === 0 || one.id !== id);
  return switches.length === edit.switches.length ? edit : { ...edit, switches };
}

/** Sets the length of the timeline; null: as long as the footage. */
export function setDuration(edit, seconds) {
  return fitted(seconds === null ? { ...edit, durationIsFixed: false } : { ...edit, duration: tidy(Math.max(0, seconds)), durationIsFixed: true });
}

/** Fills in what the library knows of the files. The same edit when nothing is new. */
export function withMedia(edit, mediaBySource) {
  let changed = false;
  const angles = edit.angles.map(angle => {
    const media = mediaBySource.get(angle.source);
    if (!media || JSON.stringify(media) === JSON.stringify(angle.media)) return angle;
    changed = true;
    return { ...angle, media };
  });
  return changed ? fitted({ ...edit, angles }) : edit;
}
