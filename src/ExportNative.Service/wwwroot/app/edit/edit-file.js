import { newId } from "./edit.js";

// An edit as a JSON file. Files come from anywhere: whatever is wrong with one is said, all at once.

const mostAngles = 64;
const mostSwitches = 100_000;

/** @param {import("./edit.js").Edit} edit */
export function writeEdit(edit) {
  return JSON.stringify(edit, null, 2);
}

/**
 * Reads an edit.
 * @param {string} text
 * @returns {{ edit: import("./edit.js").Edit | null, problems: string[] }}
 */
export function readEdit(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { edit: null, problems: [`It is not JSON: ${error.message}`] };
  }

  const problems = [];
  if (typeof data !== "object" || data === null || Array.isArray(data)) return { edit: null, problems: ["It holds no edit."] };
  if (data.version !== 1) problems.push(`Its version is ${JSON.stringify(data.version)}; this page reads version 1.`);
  const angles = list(data.angles, "angles", mostAngles, problems).map((angle, i) => readAngle(angle, `angles[${i}]`, problems));
  const known = new Set(angles.map(angle => angle.id));
  if (known.size < angles.length) problems.push("Two of its angles have the same id.");
  const switches = list(data.switches, "switches", mostSwitches, problems).map((one, i) => readSwitch(one, `switches[${i}]`, known, problems));
  if (!isTime(data.duration)) problems.push("Its duration is not a number of seconds.");
  if (problems.length > 0) return { edit: null, problems };

  switches.sort((a, b) => a.time - b.time);
  const ordered = switches.filter((one, i) => i === switches.length - 1 || switches[i + 1].time > one.time);
  if (angles.length > 0 && ordered.length === 0) ordered.push({ id: newId(), time: 0, angleId: angles[0].id });
  if (ordered.length > 0) ordered[0] = { ...ordered[0], time: 0 };
  const edit = {
    version: 1,
    id: text_(data.id) || newId(),
    name: text_(data.name) || "Untitled edit",
    angles,
    switches: angles.length > 0 ? ordered : [],
    duration: data.duration,
    durationIsFixed: data.durationIsFixed === true,
  };
  return { edit, problems };
}

function list(value, name, most, problems) {
  if (!Array.isArray(value)) problems.push(`It has no list ${name}.`);
  else if (value.length > most) problems.push(`It has ${value.length} ${name}; at most ${most} are read.`);
  else return value;
  return [];
}

function readAngle(value, place, problems) {
  const angle = Object(value);
  if (!text_(angle.id)) problems.push(`${place} has no id.`);
  if (!text_(angle.source)) problems.push(`${place} names no source.`);
  if (!Number.isFinite(angle.syncOffset ?? 0) || Math.abs(angle.syncOffset ?? 0) > 1e6) problems.push(`${place}.syncOffset is not a number of seconds.`);
  return {
    id: text_(angle.id), name: text_(angle.name) || text_(angle.source), source: text_(angle.source),
    syncOffset: angle.syncOffset ?? 0, media: readMedia(angle.media),
  };
}

// The library tells anew what a file is; what the edit says only holds until then.
function readMedia(value) {
  const media = Object(value);
  if (!isTime(media.duration)) return null;
  return {
    duration: media.duration,
    width: Number.isInteger(media.width) ? media.width : undefined,
    height: Number.isInteger(media.height) ? media.height : undefined,
    frameRate: /^\d{1,9}(\/[1-9]\d{0,8})?$/.test(media.frameRate) ? media.frameRate : null,
    hasAudio: media.hasAudio !== false,
  };
}

function readSwitch(value, place, known, problems) {
  const one = Object(value);
  if (!isTime(one.time)) problems.push(`${place}.time is not a number of seconds.`);
  if (!known.has(one.angleId)) problems.push(`${place}.angleId is none of the angles.`);
  return { id: text_(one.id) || newId(), time: one.time, angleId: one.angleId };
}

const isTime = value => typeof value === "number" && value >= 0 && value <= 1e6;
const text_ = value => typeof value === "string" ? value.slice(0, 500) : "";
