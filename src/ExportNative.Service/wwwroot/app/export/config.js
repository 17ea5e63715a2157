import { angleOf } from "../edit/edit.js";
import { parseRate } from "../format.js";
import { generateExportConfig } from "../service.js";

/**
 * The config of the open edit, made by the client module as any editor would.
 * @param {import("../edit/edit.js").Edit} edit
 * @param {ReturnType<typeof import("./export-options.js").storedOptions>} options
 */
export function configOf(edit, options) {
  const first = edit.angles.find(angle => angle.media)?.media;
  const made = generateExportConfig({
    clip: {
      duration: edit.duration,
      angles: edit.angles.map(({ id, name, source, syncOffset }) => ({ id, name, mediaId: source, syncOffset })),
      switchPoints: edit.switches.map(({ time, angleId }) => ({ time, angleId })),
    },
    media: mediaOf(edit),
    project: { id: edit.id, name: edit.name, width: first?.width, height: first?.height, fps: parseRate(first?.frameRate) },
    format: options.format,
    includeAudio: options.includeAudio,
    cut: options.cut,
    audioSeams: options.seams === "plain" ? undefined : options.seams,
    masterAudio: options.includeAudio && angleOf(edit, options.master) ? { angleId: options.master } : null,
    verify: options.verify,
    priority: options.priority,
  });
  if (made.config && options.cut === "frame" && options.rollsInstead) made.config.output.cutFallbacks = ["keyframe"];
  return made;
}

// Several angles may show the same file.
function mediaOf(edit) {
  const files = new Map(edit.angles.map(({ source, media }) => [source, {
    id: source, name: source, filePath: source, duration: media?.duration, width: media?.width, height: media?.height, fps: parseRate(media?.frameRate), hasAudio: media?.hasAudio,
  }]));
  return [...files.values()];
}
