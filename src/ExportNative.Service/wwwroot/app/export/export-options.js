import { check, field, h, select } from "../dom.js";

const key = "exportnative.options";

/** How an edit is to be exported. */
const defaults = { format: "mp4", includeAudio: true, master: "", cut: "keyframe", rollsInstead: false, seams: "plain", verify: false, priority: "normal" };

/** The options of the last export in this browser. */
export function storedOptions() {
  try {
    const stored = Object(JSON.parse(localStorage.getItem(key) ?? "{}"));
    return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, typeof stored[name] === typeof value ? stored[name] : value]));
  } catch {
    return { ...defaults };
  }
}

/**
 * The form of the options.
 * @param {import("../edit/edit.js").Edit} edit
 * @param {typeof defaults} options
 * @param {(changed: Partial<typeof defaults>) => void} change
 */
export function optionsForm(edit, options, change) {
  const set = fields => {
    Object.assign(options, fields);
    try {
      localStorage.setItem(key, JSON.stringify(options));
    } catch {
      // Not kept then; it holds for this visit.
    }
    change(fields);
  };
  const masters = edit.angles.filter(angle => angle.media?.hasAudio !== false).map(angle => [angle.id, `${angle.name}, all the way through`]);
  if (!masters.some(([id]) => id === options.master)) options.master = "";
  return h("div", { class: "options" },
    field("Format", select([["mp4", "MP4"], ["webm", "WebM"]], options.format, format => set({ format })), "MP4 for H.264 and HEVC, WebM for VP8, VP9 and AV1."),
    field("Cuts", select([["keyframe", "At the nearest keyframe"], ["frame", "At the exact frame"]], options.cut, cut => set({ cut })),
      options.cut === "frame" ? "The pictures around each cut are encoded anew; all others are copied." : "Nothing is encoded anew; a cut may move by a part of a second."),
    options.cut === "frame" && check("Move a cut that cannot be exact", options.rollsInstead, rollsInstead => set({ rollsInstead }), "To the nearest keyframe. Otherwise such an export is refused."),
    field("Sound", select([["", "Each camera's own"], ["none", "None"], ...masters], options.includeAudio ? options.master : "none",
      value => set(value === "none" ? { includeAudio: false } : { includeAudio: true, master: value }))),
    field("Sound at cuts", select([["plain", "Cut"], ["smooth", "Short crossfade"]], options.seams, seams => set({ seams }))),
    field("Order", select([["low", "After others"], ["normal", "In turn"], ["high", "Before others"]], options.priority, priority => set({ priority }))),
    check("Verify the finished file", options.verify, verify => set({ verify }), "Reads it once more and compares every packet."));
}
