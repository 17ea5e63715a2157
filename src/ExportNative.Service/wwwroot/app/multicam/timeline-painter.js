import { endOf, switchIndexAt } from "../edit/edit.js";
import { time as timeText } from "../format.js";
import { placeAfter, rollOf } from "./keyframes.js";
import { rulerStep } from "./timeline-view.js";

/** Heights of the timeline's rows, in pixels. */
export const rows = { ruler: 24, program: 46, ticks: 16, gap: 4 };

// Many cameras get narrow lanes.
const laneHeight = angles => angles > 4 ? 22 : 34;

const font = size => `${size}px system-ui, sans-serif`;

const laneTop = (number, angles) => rows.ruler + rows.program + rows.ticks + rows.gap + number * (laneHeight(angles) + rows.gap);

/** Height of the whole, in pixels. */
export const fullHeight = angles => laneTop(angles, angles);

/**
 * Draws the timeline. Only what is on screen is looked at, and what is too small to be told apart is drawn as one.
 * @param {CanvasRenderingContext2D} canvas
 * @param {object} scene
 * @param {import("./timeline-view.js").TimelineView} scene.view
 * @param {import("../edit/edit.js").Edit} scene.edit
 * @param {Map<string, { color: string, number: number, name: string }>} scene.looks
 * @param {Map<string, { keyframes: number[], wave: { peaks: number[], seconds: number } | null, pictures: boolean }>} scene.footage By angle.
 * @param {string | null} scene.selected A switch.
 * @param {import("./filmstrips.js").Filmstrips} scene.strips
 * @param {Record<string, string>} scene.colors
 */
export function paintTimeline(canvas, scene) {
  const { view, edit, colors } = scene;
  canvas.fillStyle = colors.ground;
  canvas.fillRect(0, 0, view.width, fullHeight(edit.angles.length));
  if (edit.duration <= 0) return;
  paintRuler(canvas, scene);
  paintProgram(canvas, scene);
  edit.angles.forEach((angle, i) => paintLane(canvas, scene, angle, i));
}

function paintRuler(canvas, { view, colors }) {
  const step = rulerStep(view.scale);
  canvas.fillStyle = colors.quiet;
  canvas.font = font(11);
  canvas.textBaseline = "middle";
  const last = Math.min(view.end, view.duration);
  for (let n = Math.max(0, Math.floor(view.start / step)); n * step <= last + 1e-9; n++) {
    const x = Math.round(view.x(n * step));
    canvas.fillRect(x, rows.ruler - 7, 1, 7);
    if (x + 44 < view.width) canvas.fillText(timeText(n * step, step < 1 ? 2 : 0), x + 4, rows.ruler / 2 - 1);
  }
}

function paintProgram(canvas, scene) {
  const { view, edit, looks, selected, colors } = scene;
  const top = rows.ruler;
  const first = Math.max(0, switchIndexAt(edit, view.start));
  canvas.font = font(12);
  canvas.textBaseline = "middle";
  let drawnTo = -1;
  for (let i = first; i < edit.switches.length && edit.switches[i].time <= view.end; i++) {
    const one = edit.switches[i];
    const left = Math.max(0, view.x(one.time));
    const right = Math.min(view.width, view.x(endOf(edit, i)));
    if (right <= drawnTo && one.id !== selected) continue;
    const look = looks.get(one.angleId);
    canvas.fillStyle = look?.color ?? colors.quiet;
    canvas.fillRect(left, top, Math.max(right - left, 0.75), rows.program);
    drawnTo = Math.ceil(right * 2) / 2;
    if (right - left > 5 && i > 0) {
      canvas.fillStyle = colors.ground;
      canvas.fillRect(left, top, 1, rows.program);
    }
    if (right - left > 22 && look) {
      canvas.save();
      canvas.beginPath();
      canvas.rect(left, top, right - left - 4, rows.program);
      canvas.clip();
      canvas.fillStyle = "#fff";
      canvas.fillText(right - left > 60 ? `${look.number}  ${look.name}` : String(look.number), left + 7, top + rows.program / 2);
      canvas.restore();
    }
    if (right - left > 5) paintTicks(canvas, scene, one.angleId, left, right);
    if (i > 0 && view.x(one.time) >= 0) paintSwitch(canvas, scene, one, i);
  }
}

// The keyframes of the camera on screen: a copy can begin at these only.
function paintTicks(canvas, { view, edit, footage, colors }, angleId, left, right) {
  const keyframes = footage.get(angleId)?.keyframes;
  const offset = edit.angles.find(angle => angle.id === angleId)?.syncOffset ?? 0;
  if (!keyframes || keyframes.length < 2) return;
  const from = view.seconds(left) + offset;
  const to = view.seconds(right) + offset;
  const begin = Math.max(0, placeAfter(keyframes, from) - 1);
  const end = placeAfter(keyframes, to);
  const top = rows.ruler + rows.program;
  canvas.fillStyle = colors.tick;
  if (right - left < (end - begin) * 3) {
    canvas.fillRect(left, top + 6, right - left, 2);
    return;
  }
  for (let k = begin; k < end; k++) {
    const x = view.x(keyframes[k] - offset);
    if (x >= left && x <= right) canvas.fillRect(x - 0.5, top + 2, 1, 9);
  }
}

// Its handle, and a line to where the cut will fall.
function paintSwitch(canvas, { view, edit, footage, selected, colors }, one, index) {
  const x = view.x(one.time);
  const room = view.x(endOf(edit, index)) - x;
  const isSelected = one.id === selected;
  const angle = edit.angles.find(other => other.id === one.angleId);
  const keyframes = footage.get(one.angleId)?.keyframes ?? [];
  const roll = angle ? rollOf(keyframes, one.time + angle.syncOffset, angle.media?.duration ?? 0) : null;
  if (roll !== null && (isSelected || room > 10)) {
    const target = view.x(one.time + roll);
    const y = rows.ruler + rows.program + rows.ticks - 4;
    if (Math.abs(target - x) >= 1) {
      canvas.fillStyle = colors.roll;
      canvas.fillRect(Math.min(x, target), y, Math.abs(target - x), 2);
      canvas.beginPath();
      canvas.moveTo(target - 3.5, y + 4);
      canvas.lineTo(target + 3.5, y + 4);
      canvas.lineTo(target, y - 4);
      canvas.fill();
    }
  }
  if (room < 4 && !isSelected) return;
  canvas.fillStyle = isSelected ? colors.selected : colors.handle;
  canvas.fillRect(x - (isSelected ? 1.5 : 1), rows.ruler - 2, isSelected ? 3 : 2, rows.program + 2);
  canvas.beginPath();
  canvas.moveTo(x - 5, rows.ruler - 5);
  canvas.lineTo(x + 5, rows.ruler - 5);
  canvas.lineTo(x + 5, rows.ruler + 1);
  canvas.lineTo(x, rows.ruler + 7);
  canvas.lineTo(x - 5, rows.ruler + 1);
  canvas.fill();
}

function paintLane(canvas, scene, angle, number) {
  const { view, edit, looks, footage, colors } = scene;
  const top = laneTop(number, edit.angles.length);
  const height = laneHeight(edit.angles.length);
  const length = angle.media?.duration ?? 0;
  const left = Math.max(0, view.x(-angle.syncOffset));
  const right = Math.min(view.width, view.x(Math.min(length - angle.syncOffset, edit.duration)));
  canvas.fillStyle = colors.empty;
  canvas.fillRect(0, top, Math.min(view.width, view.x(edit.duration)), height);
  if (right <= left) return;
  canvas.fillStyle = colors.lane;
  canvas.fillRect(left, top, right - left, height);
  const known = footage.get(angle.id);
  if (known?.pictures) paintPictures(canvas, scene, angle, known, { top, height, left, right });
  else if (known?.wave) paintWave(canvas, scene, angle, known.wave, { top, height, left, right });

  // Where it is on screen, in its colour.
  canvas.fillStyle = looks.get(angle.id).color;
  const first = Math.max(0, switchIndexAt(edit, view.start));
  for (let i = first; i < edit.switches.length && edit.switches[i].time <= view.end; i++) {
    if (edit.switches[i].angleId !== angle.id) continue;
    const from = Math.max(0, view.x(edit.switches[i].time));
    canvas.fillRect(from, top + height - 4, Math.max(Math.min(view.width, view.x(endOf(edit, i))) - from, 0.75), 4);
  }
  const label = `${number + 1}  ${angle.name}`;
  canvas.font = font(11);
  canvas.textBaseline = "middle";
  const wide = canvas.measureText(label).width + 12;
  canvas.fillStyle = colors.label;
  canvas.fillRect(0, top, wide, 17);
  canvas.fillStyle = colors.text;
  canvas.fillText(label, 6, top + 9);
}

function paintWave(canvas, { view, colors }, angle, wave, { top, height, left, right }) {
  const middle = top + (height - 4) / 2;
  const half = (height - 8) / 2;
  canvas.fillStyle = colors.wave;
  for (let x = Math.floor(left); x < right; x++) {
    const from = Math.floor((view.seconds(x) + angle.syncOffset) / wave.seconds);
    const to = Math.max(from + 1, Math.floor((view.seconds(x + 1) + angle.syncOffset) / wave.seconds));
    let peak = 0;
    for (let i = Math.max(0, from); i < to && i < wave.peaks.length; i++) if (wave.peaks[i] > peak) peak = wave.peaks[i];
    const high = Math.max(0.5, peak * half);
    canvas.fillRect(x, middle - high, 1, high * 2);
  }
}

function paintPictures(canvas, { view, strips }, angle, known, { top, height, left, right }) {
  const high = height - 4;
  const wide = Math.round(high * ((angle.media?.width ?? 16) / (angle.media?.height ?? 9)));
  const origin = view.x(-angle.syncOffset);
  canvas.save();
  canvas.beginPath();
  canvas.rect(left, top, right - left, high);
  canvas.clip();
  for (let n = Math.max(0, Math.floor((left - origin) / wide)); origin + n * wide < right; n++) {
    const x = origin + n * wide;
    const picture = strips.picture(angle.source, known.keyframes, view.seconds(x) + angle.syncOffset);
    if (picture) canvas.drawImage(picture, x, top, wide - 1, high);
  }
  canvas.restore();
}
