import { getSource, getWaveform } from "./service.js";
import { parseRate } from "./format.js";

/** What the page says of a source that the service probed. */
export function describeMedia(probe) {
  const video = probe.streams.find(stream => stream.index === probe.videoStream);
  const audio = probe.streams.find(stream => stream.index === probe.audioStream);
  return { video, audio };
}

/** The part of a probe that an edit keeps. @returns {import("./edit/edit.js").Media} */
export function mediaOf(probe) {
  const { video } = describeMedia(probe);
  return {
    duration: probe.duration ?? 0,
    width: video?.width ?? undefined,
    height: video?.height ?? undefined,
    frameRate: parseRate(probe.frameRate) ? probe.frameRate : null,
    hasAudio: probe.audioStream !== null && probe.audioStream !== undefined,
  };
}

/**
 * What the service knows of the sources, asked for once each. An answer holds as long as the file's size and time stay.
 */
export class MediaShelf {
  #sources = new Map();
  #waves = new Map();

  /** @returns {Promise<object>} The source with its `media`; rejects as the service says. */
  source(name, stamp = "") {
    return this.#once(this.#sources, `${name}\n${stamp}`, () => getSource(name));
  }

  /** @returns {Promise<object>} */
  waveform(name) {
    return this.#once(this.#waves, name, () => getWaveform(name, 20_000));
  }

  /** Forgets a file that was removed or replaced. */
  forget(name) {
    this.#waves.delete(name);
    for (const key of this.#sources.keys()) {
      if (key.startsWith(`${name}\n`)) this.#sources.delete(key);
    }
  }

  #once(map, key, ask) {
    const known = map.get(key);
    if (known) return known;
    const asked = ask();
    map.set(key, asked);

    // An error is not kept: the next one who asks may have more luck.
    asked.catch(() => { if (map.get(key) === asked) map.delete(key); });
    return asked;
  }
}
