import { button, field, h, select, setText } from "../dom.js";
import { changeAngle, frameLength } from "../edit/edit.js";
import { offset } from "../format.js";
import { Ear } from "./ear.js";

const shownSeconds = 3;
const ear = new Ear();

/**
 * Setting a camera's sync offset by ear: its sound on the right, another's on the left, both waves below each other.
 * @param {object} parts
 * @param {import("../edit/edit-store.js").EditStore} parts.store
 * @param {import("./playback.js").Playback} parts.playback
 * @param {Map<string, object>} parts.footage
 * @param {string} angleId
 */
export function openSyncDialog({ store, playback, footage }, angleId) {
  const { edit } = store;
  const others = edit.angles.filter(angle => angle.id !== angleId && angle.media?.hasAudio !== false);
  const angle = edit.angles.find(one => one.id === angleId);
  const soundBefore = playback.sound;
  const stepBefore = store.edit;
  let reference = (others.find(one => one.id === playback.onScreen) ?? others[0]).id;

  const value = h("output", { class: "sync-value", "aria-live": "polite" });
  const canvas = h("canvas", { class: "sync-waves", role: "img", "aria-label": "Both sounds around the playhead" });
  const frame = frameLength(edit);
  const nudge = by => store.preview("a sync offset", now => changeAngle(now, angleId, { syncOffset: syncOf(now) + by }));
  const syncOf = now => now.angles.find(one => one.id === angleId).syncOffset;
  const listen = () => {
    playback.setSound([reference, angleId]);
    void ear.compare(playback.cameras.get(reference), playback.cameras.get(angleId));
  };
  const close = keep => {
    if (keep) store.endPreview();
    else store.cancelPreview();
    dialog.close();
  };
  const play = button("Play", () => { playback.toggle(); });
  const silent = [angleId, reference].some(id => !playback.cameras.get(id)?.plays);
  const dialog = h("dialog", { class: "ask sync", "aria-labelledby": "sync-title" },
    h("h2", { id: "sync-title" }, `Sync ${angle.name} by ear`),
    h("p", {}, "The other camera is on the left ear, this one on the right. When they are in sync, the sound is in the middle and has no echo."),
    silent && h("p", { class: "hint" }, "This browser cannot play the sound of one of them. Their waves can be brought below each other all the same."),
    field("On the left", select(others.map(one => [one.id, one.name]), reference, id => {
      ear.release(playback.cameras.get(reference));
      reference = id;
      listen();
    })),
    canvas,
    h("div", { class: "sync-row" },
      button("−1 s", () => nudge(-1)), button("−1 frame", () => nudge(-frame)), button("−5 ms", () => nudge(-0.005)),
      value,
      button("+5 ms", () => nudge(0.005)), button("+1 frame", () => nudge(frame)), button("+1 s", () => nudge(1))),
    h("div", { class: "actions" }, play, button("Back 2 s", () => playback.seek(Math.max(0, playback.time - 2))), h("span", { class: "spring" }),
      button("Cancel", () => close(false)), button("Keep", () => close(true), "primary")));

  let frames = 0;
  const draw = () => {
    setText(value, offset(syncOf(store.edit)));
    setText(play, playback.isPlaying ? "Pause" : "Play");
    paintWaves(canvas, playback.time, store.edit, [reference, angleId], footage);
    frames = requestAnimationFrame(draw);
  };
  dialog.addEventListener("close", () => {
    cancelAnimationFrame(frames);
    if (store.edit !== stepBefore) store.cancelPreview();
    for (const id of [reference, angleId]) ear.release(playback.cameras.get(id));
    playback.setSound(soundBefore);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  listen();
  draw();
}

function paintWaves(canvas, time, edit, ids, footage) {
  const ratio = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio)) Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  ids.forEach((id, row) => {
    const wave = footage.get(id)?.wave;
    const { syncOffset } = edit.angles.find(angle => angle.id === id);
    const half = height / 4 - 2;
    const middle = height / 4 + row * height / 2;
    context.fillStyle = style.getPropertyValue(row === 0 ? "--wave" : "--accent");
    for (let x = 0; wave && x < width; x++) {
      const at = time + (x / width - 0.5) * shownSeconds;
      const peak = wave.peaks[Math.floor((at + syncOffset) / wave.seconds)] ?? 0;
      const high = Math.max(0.5, peak * half);
      context.fillRect(x, middle - high, 1, high * 2);
    }
  });
  context.fillStyle = style.getPropertyValue("--text");
  context.fillRect(width / 2, 0, 1, height);
}
