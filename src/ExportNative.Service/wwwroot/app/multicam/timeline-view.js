/** Which part of the timeline is on screen, in pixels and seconds. */
export class TimelineView {
  /** Seconds at the left edge. */
  start = 0;

  /** Pixels of a second. */
  scale = 10;

  /** Pixels across. */
  width = 0;

  /** Seconds of the whole. */
  duration = 0;

  /** The whole fits and is seen. */
  isFitted = true;

  get end() { return this.start + this.width / this.scale; }

  x(seconds) { return (seconds - this.start) * this.scale; }

  seconds(x) { return this.start + x / this.scale; }

  /** Takes over a size or a length; what fitted still does. */
  resize(width, duration) {
    this.width = width;
    this.duration = duration;
    if (this.isFitted || this.scale < this.#least) this.fit();
    else this.scrollTo(this.start);
  }

  fit() {
    this.isFitted = true;
    this.start = 0;
    this.scale = this.#least;
  }

  /** Larger or smaller around a place that stays where it is. */
  zoom(factor, x = this.width / 2) {
    const anchor = this.seconds(x);
    this.scale = Math.min(Math.max(this.#least, this.scale * factor), 2000);
    this.isFitted = this.scale <= this.#least;
    this.scrollTo(anchor - x / this.scale);
  }

  scrollTo(start) {
    this.start = Math.min(Math.max(0, start), Math.max(0, this.duration - this.width / this.scale));
  }

  /** Brings a time into sight, a page on. @returns {boolean} Whether that moved anything. */
  reveal(seconds) {
    if (seconds >= this.start && seconds <= this.end) return false;
    const before = this.start;
    this.scrollTo(seconds - this.width / this.scale * 0.1);
    return this.start !== before;
  }

  // A little room is left at the end, so that the last moment can be pointed at.
  get #least() { return this.duration > 0 ? Math.max(this.width - 12, 1) / this.duration : 10; }
}

const steps = [0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Seconds between two marks of the ruler, at least so many pixels apart. */
export function rulerStep(scale, pixels = 80) {
  return steps.find(step => step * scale >= pixels) ?? 7200;
}
