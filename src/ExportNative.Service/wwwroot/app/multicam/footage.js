/**
 * What the timeline shows of the cameras' files: keyframes, and sound or pictures. Asked for when a camera is new.
 * Says `change` when something came.
 */
export class Footage extends EventTarget {
  /** @type {Map<string, { source: string, keyframes: number[], wave: { peaks: ArrayLike<number>, seconds: number } | null, pictures: boolean, error: any }>} By angle. */
  byAngle = new Map();
  #page;
  #playback;

  /**
   * @param {import("../page.js").Page} page
   * @param {import("./playback.js").Playback} playback
   */
  constructor(page, playback) {
    super();
    this.#page = page;
    this.#playback = playback;
    playback.addEventListener("cameras", () => this.#take());
    this.#take();
  }

  #take() {
    for (const [id, camera] of this.#playback.cameras) {
      const known = this.byAngle.get(id);
      if (known?.source === camera.angle.source) {
        known.pictures = camera.state === "thumbnails";
        continue;
      }
      const entry = { source: camera.angle.source, keyframes: [], wave: null, pictures: camera.state === "thumbnails", error: null };
      this.byAngle.set(id, entry);
      void this.#ask(entry, id);
    }
    for (const id of this.byAngle.keys()) if (!this.#playback.cameras.has(id)) this.byAngle.delete(id);
    this.dispatchEvent(new Event("change"));
  }

  async #ask(entry, id) {
    try {
      const source = await this.#page.media.source(entry.source);
      entry.keyframes = source.media.keyframeTimes;
      const camera = this.#playback.cameras.get(id);
      if (camera) camera.keyframes = entry.keyframes;
      if (camera && !this.#playback.isPlaying) camera.show(this.#playback.time);
      this.dispatchEvent(new Event("change"));
      if (source.media.audioStream === null) return;
      const wave = await this.#page.media.waveform(entry.source);
      if (wave.peaks.length > 0) entry.wave = waveOf(wave);
    } catch (error) {
      if (!this.#page.handleStranger(error)) entry.error = error;
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** Peaks from 0 to 1, each over so many seconds; the root lets quiet sound be seen beside loud. */
function waveOf(wave) {
  return { peaks: Float32Array.from(wave.peaks, peak => Math.sqrt(peak / 255)), seconds: wave.interval };
}
