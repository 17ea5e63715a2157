/**
 * Puts one camera's sound on the left ear and another's on the right, so that a difference is heard as an echo that
 * wanders. A camera's sound goes through here once it was listened to, for as long as its video lives.
 */
export class Ear {
  #context = null;

  /** @type {WeakMap<HTMLVideoElement, StereoPannerNode>} */
  #panners = new WeakMap();

  /**
   * @param {import("./camera.js").Camera} left
   * @param {import("./camera.js").Camera} right
   */
  async compare(left, right) {
    this.#panner(left.video).pan.value = -1;
    this.#panner(right.video).pan.value = 1;

    // Without a device for sound this never comes to an end, and there is nothing to hear.
    void this.#context.resume();
  }

  /** Puts a camera's sound back into the middle. */
  release(camera) {
    const panner = this.#panners.get(camera.video);
    if (panner) panner.pan.value = 0;
  }

  #panner(video) {
    const known = this.#panners.get(video);
    if (known) return known;
    this.#context ??= new AudioContext();
    const panner = this.#context.createStereoPanner();
    this.#context.createMediaElementSource(video).connect(panner).connect(this.#context.destination);
    this.#panners.set(video, panner);
    return panner;
  }
}
