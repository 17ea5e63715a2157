import { uploadSource } from "../service.js";

/**
 * Files on their way into the library, one after the other. Says `change` when anything moved, `done` with the name when
 * one has arrived.
 */
export class Uploads extends EventTarget {
  /** @type {Upload[]} */
  list = [];
  #running = false;

  constructor() {
    super();
    addEventListener("beforeunload", event => { if (this.isBusy) event.preventDefault(); });
  }

  get isBusy() { return this.list.some(upload => upload.state === "waiting" || upload.state === "sending"); }

  /** Adds files; those of a name that waits already are left out. */
  add(files) {
    for (const file of files) {
      if (this.list.some(upload => upload.name === file.name && upload.state !== "done" && upload.state !== "failed")) continue;
      this.list = this.list.filter(upload => upload.name !== file.name);
      this.list.push({ name: file.name, file, sent: 0, total: file.size, speed: 0, state: "waiting", error: null, replace: false, stopper: null });
    }
    void this.#go();
  }

  /** Stops one. What has arrived stays at the service, and the same file goes on from there. */
  stop(upload) {
    upload.state = "stopped";
    upload.stopper?.abort();
    this.#changed();
  }

  /** Goes on with one that was stopped or failed. */
  resume(upload, replace = upload.replace) {
    Object.assign(upload, { state: "waiting", error: null, replace });
    void this.#go();
  }

  remove(upload) {
    if (upload.state === "sending") this.stop(upload);
    this.list = this.list.filter(one => one !== upload);
    this.#changed();
  }

  async #go() {
    this.#changed();
    if (this.#running) return;
    this.#running = true;
    for (let upload; (upload = this.list.find(one => one.state === "waiting"));) await this.#send(upload);
    this.#running = false;
  }

  async #send(upload) {
    upload.state = "sending";
    upload.stopper = new AbortController();
    const marks = [];
    try {
      await uploadSource(upload.name, upload.file, {
        replace: upload.replace,
        signal: upload.stopper.signal,
        onProgress: ({ sent, total }) => {
          marks.push({ at: performance.now(), sent });
          if (marks.length > 12) marks.shift();
          const [first] = marks;
          const seconds = (performance.now() - first.at) / 1000;
          Object.assign(upload, { sent, total, speed: seconds > 0 ? (sent - first.sent) / seconds : 0 });
          this.#changed();
        },
      });
      Object.assign(upload, { state: "done", sent: upload.total });
      this.dispatchEvent(new CustomEvent("done", { detail: upload.name }));
    } catch (error) {
      if (upload.state === "sending") Object.assign(upload, { state: "failed", error });
    }
    this.#changed();
  }

  #changed() { this.dispatchEvent(new Event("change")); }
}

/**
 * @typedef {object} Upload
 * @property {string} name
 * @property {File} file
 * @property {number} sent Bytes that are safe at the service.
 * @property {number} total Bytes.
 * @property {number} speed Bytes a second, lately.
 * @property {"waiting" | "sending" | "stopped" | "failed" | "done"} state
 * @property {any} error
 * @property {boolean} replace
 * @property {AbortController | null} stopper
 */
