import { thumbnailUrl } from "../service.js";
import { keyframeBefore } from "./keyframes.js";

const width = 96;
const most = 400;
const atOnce = 3;

/**
 * Small pictures of sources along their length, for the timeline. Few are asked for at once, those last wanted first, and
 * the oldest are given up.
 */
export class Filmstrips {
  #pictures = new Map();
  #wanted = [];
  #loading = 0;
  #ready;

  /** @param {() => void} ready A picture has come. */
  constructor(ready) {
    this.#ready = ready;
  }

  /**
   * @param {string} source
   * @param {number[]} keyframes
   * @param {number} at Seconds of the file.
   * @returns {HTMLImageElement | null} The picture of the keyframe before; null until it is here.
   */
  picture(source, keyframes, at) {
    const key = keyframeBefore(keyframes, at);
    const name = `${source}\n${key}`;
    let entry = this.#pictures.get(name);
    if (!entry) {
      entry = { image: null, url: thumbnailUrl(source, key, width), isAsked: false };
      this.#pictures.set(name, entry);
      this.#wanted.push(entry);
      if (this.#pictures.size > most) this.#pictures.delete(this.#pictures.keys().next().value);
      this.#go();
    }
    return entry.image;
  }

  #go() {
    while (this.#loading < atOnce && this.#wanted.length > 0) {
      const entry = this.#wanted.pop();
      const image = new Image();
      image.decoding = "async";
      this.#loading++;
      const ended = () => {
        this.#loading--;
        this.#go();
      };
      image.addEventListener("load", () => {
        entry.image = image;
        ended();
        this.#ready();
      });
      image.addEventListener("error", ended);
      image.src = entry.url;
    }
    if (this.#wanted.length > most) this.#wanted.splice(0, this.#wanted.length - most);
  }
}
