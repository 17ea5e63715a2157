/**
 * The one clock of the multicam view: timeline time against the browser's own monotonic time. It is drawn gently to the
 * camera that is heard, and every other camera follows it: sound that changes its pace is heard, a picture that does is not
 * seen.
 */
export class MasterClock {
  #rate = 0;
  #time = 0;
  #since = 0;
  #now;
  #end = 0;

  /** @param {() => number} now Milliseconds that only go forward. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Timeline seconds in a second; 0 stands, negative goes backwards. */
  get rate() { return this.#rate; }

  get runs() { return this.#rate !== 0; }

  /** Seconds at which it stops by itself. */
  get end() { return this.#end; }

  set end(seconds) {
    this.#time = Math.min(this.time(), seconds);
    this.#since = this.#now();
    this.#end = seconds;
  }

  /**
   * Timeline seconds.
   * @param {number} [at] When, as the clock's milliseconds: an event's time stamp, say. Now, when left out.
   */
  time(at = this.#now()) {
    const time = this.#time + this.#rate * (at - this.#since) / 1000;
    return Math.min(Math.max(0, time), this.#end);
  }

  /** Has come to the end of the way it goes. */
  get isOver() {
    const time = this.time();
    return (this.#rate > 0 && time >= this.#end) || (this.#rate < 0 && time <= 0);
  }

  /** Runs on from where it is. */
  run(rate) {
    this.#time = this.time();
    this.#since = this.#now();
    this.#rate = rate;
  }

  /** Is drawn a little way, while it runs. */
  draw(seconds) {
    this.#time += seconds;
  }

  /** Goes to a time; keeps running when it runs. */
  set(seconds) {
    this.#time = Math.min(Math.max(0, seconds), this.#end);
    this.#since = this.#now();
  }
}
