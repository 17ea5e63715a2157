import { angleAt } from "../edit/edit.js";
import { Camera } from "./camera.js";
import { MasterClock } from "./clock.js";

const followEvery = 80;
const startPatience = 2500;
const starvedSteps = 4;
const fastest = 8;

// The clock goes this share of the way to the camera that is heard at each step; further away than this, the camera jumps.
const drawnShare = 0.3;
const mostDrawn = 0.2;

/**
 * All cameras, playing together. The master clock says what time it is; each camera is kept on it. Says by `state` that
 * it began or ended to play, by `cameras` that a camera came, went or changed its kind, and by `shown` that a standing
 * picture is there.
 */
export class Playback extends EventTarget {
  #store;
  #turn = 0;
  #timer = 0;
  #starved = 0;

  /** @param {import("../edit/edit-store.js").EditStore} store */
  constructor(store) {
    super();
    this.#store = store;
    this.clock = new MasterClock();

    /** @type {Map<string, Camera>} By angle. */
    this.cameras = new Map();

    /** @type {"standing" | "starting" | "running" | "waiting"} */
    this.state = "standing";

    /** What is heard: `screen`, `none`, or angles' ids. @type {"screen" | "none" | string[]} */
    this.sound = "screen";
    store.addEventListener("change", () => this.#takeEdit());
    store.addEventListener("preview", () => this.#takeEdit());
    this.#takeEdit();
  }

  /** Wants to play, whether it does already or not. */
  get isPlaying() { return this.state !== "standing"; }

  /** Timeline seconds. */
  get time() { return this.clock.time(); }

  /** Plays on from here; from the beginning when it stands at the end. Negative rates go backwards. */
  async play(rate = 1) {
    const turn = ++this.#turn;
    if (rate > 0 && this.clock.time() >= this.clock.end - 1e-3) this.clock.set(0);
    this.clock.run(0);
    const from = this.clock.time();
    this.#enter("starting", rate);
    if (rate > 0) {
      const all = [...this.cameras.values()];
      all.forEach(camera => camera.stop());
      await Promise.all(all.map(camera => camera.prepare(from)));
      if (turn !== this.#turn) return;
      await Promise.race([
        Promise.allSettled(all.map(camera => camera.start(from, rate))),
        new Promise(resolve => setTimeout(resolve, startPatience)),
      ]);
      if (turn !== this.#turn) return;

      // Each began a little after it was told to; the clock begins with the one that is heard, or in their middle.
      const begun = all.map(camera => camera.drift(from)).filter(ahead => ahead !== null).sort((a, b) => a - b);
      if (begun.length > 0) this.clock.set(from + Math.max(0, this.#leader?.drift(from) ?? begun[begun.length >> 1]));
    }
    this.#starved = 0;
    this.clock.run(rate);
    this.#enter("running", rate);
  }

  pause() {
    this.#turn++;
    this.clock.run(0);
    for (const camera of this.cameras.values()) camera.stop();
    this.#enter("standing", 0);
    this.#showAll();
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else void this.play();
  }

  /** Faster in a direction at each call, as the keys J and L do. */
  shuttle(direction) {
    const rate = this.clock.rate * direction > 0 ? Math.min(fastest, Math.abs(this.clock.rate) * 2) : 1;
    void this.play(rate * direction);
  }

  /** Goes to a time; plays on when it played. */
  seek(seconds) {
    const rate = this.clock.rate || (this.isPlaying ? 1 : 0);
    this.clock.set(seconds);
    if (this.isPlaying && rate > 0) void this.play(rate);
    else this.#showAll();
    this.dispatchEvent(new Event("seek"));
  }

  /** Chooses what is heard. */
  setSound(sound) {
    this.sound = sound;
    this.#applySound();
    this.dispatchEvent(new Event("sound"));
  }

  /** The camera that shows what goes into the program at this time. */
  get onScreen() {
    return angleAt(this.#store.edit, this.clock.time());
  }

  /** Lets go of all files. */
  release() {
    this.pause();
    for (const camera of this.cameras.values()) camera.release();
    this.cameras.clear();
  }

  // Whose sound is heard; the first of two.
  get #leader() {
    const id = this.sound === "screen" ? this.onScreen : this.sound === "none" ? null : this.sound[0];
    return this.cameras.get(id) ?? null;
  }

  #takeEdit() {
    const { edit } = this.#store;
    if (this.clock.end !== edit.duration) this.clock.end = edit.duration;
    let changed = false;
    const wanted = new Map(edit.angles.map(angle => [angle.id, angle]));
    for (const [id, camera] of this.cameras) {
      if (wanted.get(id)?.source !== camera.angle.source) {
        camera.release();
        this.cameras.delete(id);
        changed = true;
      }
    }
    for (const angle of edit.angles) {
      const camera = this.cameras.get(angle.id);
      if (camera) {
        const moved = camera.angle.syncOffset !== angle.syncOffset;
        camera.angle = angle;
        if (moved && !this.clock.runs) camera.show(this.clock.time());
        continue;
      }
      const made = new Camera(angle);
      made.addEventListener("state", () => {
        if (!this.clock.runs) made.show(this.clock.time());
        this.dispatchEvent(new Event("cameras"));
      });
      made.addEventListener("shown", () => { if (!this.clock.runs) this.dispatchEvent(new Event("shown")); });
      this.cameras.set(angle.id, made);
      changed = true;
    }
    if (changed) this.dispatchEvent(new Event("cameras"));
    this.#applySound();
  }

  #enter(state, rate) {
    this.state = state;
    clearInterval(this.#timer);
    if (state !== "standing") this.#timer = setInterval(() => this.#step(rate), followEvery);
    this.#applySound();
    this.dispatchEvent(new Event("state"));
  }

  #step(rate) {
    if (this.state !== "running") return;
    if (this.clock.isOver) {
      this.pause();
      return;
    }

    const time = this.clock.time();
    if (rate < 0) {
      this.#showAll();
      return;
    }

    const leader = this.#leader;
    const ahead = leader?.drift(time) ?? 0;
    if (Math.abs(ahead) < mostDrawn) this.clock.draw(ahead * drawnShare);
    for (const camera of this.cameras.values()) camera.follow(this.clock.time(), rate, camera === leader);
    this.#applySound();

    // One that has nothing to play holds the others up, so that nobody switches blindly.
    const starved = [...this.cameras.values()].some(camera => camera.covers(time) && camera.isStarved && !camera.video.seeking);
    this.#starved = starved ? this.#starved + 1 : 0;
    if (this.#starved >= starvedSteps) void this.#wait(rate);
  }

  async #wait(rate) {
    const turn = ++this.#turn;
    this.clock.run(0);
    this.#enter("waiting", rate);
    for (const camera of this.cameras.values()) camera.stop();
    await Promise.all([...this.cameras.values()].map(camera => camera.prepare(this.clock.time(), 10_000)));
    if (turn === this.#turn) void this.play(rate);
  }

  #showAll() {
    const time = this.clock.time();
    for (const camera of this.cameras.values()) camera.show(time);
  }

  #applySound() {
    const heard = this.sound === "screen" ? [this.onScreen] : this.sound === "none" ? [] : this.sound;
    for (const [id, camera] of this.cameras) camera.heard = heard.includes(id) && this.clock.rate >= 0;
  }
}
