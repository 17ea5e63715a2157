import { h } from "../dom.js";
import { thumbnailUrl, contentUrl } from "../service.js";
import { keyframeBefore } from "./keyframes.js";

// Nearer than this a camera is left alone: less than half a frame at 60 frames a second.
const closeEnough = 0.006;

// Further than this, running faster or slower would take too long.
const tooFar = 0.2;

// By how much a picture may run faster or slower, and how soon it would then have made up for the distance.
const mostNudge = 0.4;
const madeUpIn = 0.3;
const thumbnailWidth = 320;

/**
 * One camera's picture and sound, following the timeline: a video where the browser can play the file, otherwise its
 * thumbnails. Says by `state` when it became ready, or turned out not to be playable.
 */
export class Camera extends EventTarget {
  #wanted = null;
  #seekTakes = 0.05;
  #thumbnailAt = NaN;
  #thumbnailWanted = 0;
  #isFetching = false;
  #sought = 0;

  /** @param {import("../edit/edit.js").Angle} angle */
  constructor(angle) {
    super();
    this.angle = angle;

    /** What is shown of it. @type {"loading" | "video" | "thumbnails" | "missing"} */
    this.state = "loading";

    /** Whether the browser plays it, were it only its sound. */
    this.plays = false;

    /** @type {number[]} */
    this.keyframes = [];
    this.video = h("video", { muted: true, playsInline: true, preload: "auto", disablePictureInPicture: true, "aria-hidden": "true" });
    this.picture = h("img", { alt: "", hidden: true, decoding: "async" });
    this.video.addEventListener("loadeddata", () => this.#loaded());
    this.video.addEventListener("error", () => {
      this.plays = false;
      this.#become("thumbnails");
    });
    this.video.addEventListener("seeked", () => this.#seeked());
    this.picture.addEventListener("load", () => {
      this.#isFetching = false;
      this.#showThumbnail(this.#thumbnailWanted);
    });
    this.picture.addEventListener("error", () => {
      this.#isFetching = false;
      this.#become("missing");
    });
    this.video.preservesPitch = true;
    this.video.src = contentUrl(angle.source);
  }

  /** Seconds of the file for a time on the timeline. */
  fileTime(timelineTime) { return timelineTime + this.angle.syncOffset; }

  /** Whether there is footage at a time. */
  covers(timelineTime) {
    const at = this.fileTime(timelineTime);
    const length = this.plays ? this.video.duration : this.angle.media?.duration ?? 0;
    return at >= -1e-6 && at < length;
  }

  /** Has too little to go on playing. */
  get isStarved() {
    return this.plays && !this.video.ended && this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /** Seconds by which its picture is ahead of where it should be; null where that says nothing. */
  drift(timelineTime) {
    return this.plays && !this.video.paused && !this.video.seeking ? this.video.currentTime - this.fileTime(timelineTime) : null;
  }

  /** Whether it is heard. */
  set heard(value) {
    if (this.video.muted === value) this.video.muted = !value;
  }

  /** Shows a time while the clock stands, or goes backwards. One seek at a time; the last one wanted counts. */
  show(timelineTime) {
    if (!this.video.paused) this.video.pause();
    const at = Math.max(0, this.fileTime(timelineTime));
    if (this.state !== "video") this.#showThumbnail(at);
    if (this.plays) {
      // Into the middle of the frame: at its very beginning a rounding shows the one before.
      const target = Math.min(at + 0.004, Math.max(0, this.video.duration - 0.004));
      if (Math.abs((this.#wanted ?? this.video.currentTime) - target) < 0.002) return;
      this.#wanted = target;
      if (!this.video.seeking) this.#seek(target);
    }
  }

  /** Gets to where it will play from. Resolves when it is there, or has taken too long. */
  async prepare(timelineTime, patience = 3000) {
    if (!this.plays || !this.covers(timelineTime)) return;
    this.show(timelineTime);
    const until = performance.now() + patience;
    while ((this.video.seeking || this.isStarved) && performance.now() < until) {
      await new Promise(resolve => setTimeout(resolve, 15));
    }
  }

  /** Begins to play. Resolves when it does, or cannot. */
  async start(timelineTime, rate) {
    if (!this.plays || !this.covers(timelineTime)) return;
    this.video.playbackRate = rate;
    try {
      await this.video.play();
    } catch (error) {
      // Paused again in the meantime, or the file ended: the next step of following puts it right.
      if (error.name === "NotAllowedError") throw error;
    }
  }

  stop() {
    this.#wanted = null;
    this.video.pause();
  }

  /**
   * Keeps up with the running clock: called several times a second.
   * @param {boolean} leads It plays at its own pace, and the clock follows it; only when it is far off does it jump.
   */
  follow(timelineTime, rate, leads) {
    if (this.state !== "video") this.#showThumbnail(this.fileTime(timelineTime));
    if (!this.plays || this.video.seeking) return;
    if (!this.covers(timelineTime)) {
      if (!this.video.paused) this.video.pause();
      return;
    }

    const error = this.video.currentTime - this.fileTime(timelineTime);
    if (this.video.paused || Math.abs(error) > tooFar * Math.max(1, rate)) {
      // It will be as far behind as the seek takes, so it is sent that much ahead.
      this.#wanted = null;
      this.#seek(this.fileTime(timelineTime) + (this.video.paused ? 0 : this.#seekTakes * rate));
      if (this.video.paused) void this.start(timelineTime, rate);
      return;
    }

    const nudge = leads || Math.abs(error) < closeEnough ? 0 : Math.min(Math.max(-error / madeUpIn, -mostNudge), mostNudge);
    const pace = Math.round(rate * (1 + nudge) * 500) / 500;
    if (this.video.playbackRate !== pace) this.video.playbackRate = pace;
  }

  /** Lets go of the file. */
  release() {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    this.video.remove();
    this.picture.remove();
  }

  #seek(target) {
    this.#sought = performance.now();
    this.video.currentTime = Math.max(0, target);
  }

  #seeked() {
    const took = (performance.now() - this.#sought) / 1000;
    this.#seekTakes = Math.min(0.5, this.#seekTakes * 0.6 + took * 0.4);
    if (this.#wanted !== null && this.video.paused && Math.abs(this.#wanted - this.video.currentTime) > 0.002) this.#seek(this.#wanted);
    else this.#wanted = null;
    this.dispatchEvent(new Event("shown"));
  }

  // A file whose sound plays and whose picture does not has no width.
  #loaded() {
    this.plays = true;
    this.#become(this.video.videoWidth > 0 ? "video" : "thumbnails");
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.video.hidden = state !== "video";
    this.picture.hidden = state !== "thumbnails";
    if (!this.plays) this.video.pause();
    this.dispatchEvent(new Event("state"));
  }

  // The keyframe at or before, which is what the service decodes; asked for once each, and not faster than it comes.
  #showThumbnail(at) {
    this.#thumbnailWanted = at;
    if (this.state !== "thumbnails" || this.#isFetching) return;
    const key = keyframeBefore(this.keyframes, at);
    if (key === this.#thumbnailAt) return;
    this.#thumbnailAt = key;
    this.#isFetching = true;
    this.picture.src = thumbnailUrl(this.angle.source, key, thumbnailWidth);
  }
}
