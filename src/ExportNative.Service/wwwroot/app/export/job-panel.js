import { button, h, say, setText } from "../dom.js";
import { bytes, length, percent } from "../format.js";
import { problemBox } from "../problem.js";
import { progressBar } from "../progress-bar.js";
import { cancelExport, downloadUrl, getReport, watchExport } from "../service.js";
import { reportPanel } from "./report-panel.js";

const words = { pending: "Waiting for its turn", processing: "Exporting", completed: "Finished", failed: "Failed", cancelled: "Cancelled" };
const tones = { pending: "waiting", processing: "", completed: "done", failed: "failed", cancelled: "waiting" };
const speedOver = 8000;
const spokenSteps = 25;

/** One export: its bar, and afterwards its file. Says `ended` with the last status. */
export class JobPanel extends HTMLElement {
  #watch = new AbortController();
  #marks = [];
  #spoken = 0;
  #ticker = 0;
  #status = null;

  /**
   * @param {string} id
   * @param {{ length?: number, bytes?: number, name?: string }} known What the plan said, to tell speed and size by.
   * @param {{ retry?: () => void, dismiss: () => void, page: import("../page.js").Page }} actions
   */
  constructor(id, known, actions) {
    super();
    this.exportId = id;
    this.known = known;
    this.actions = actions;
    this.bar = progressBar(`Export ${known.name ?? id}`);
    this.state = h("strong", { class: "job-state" }, "Asking …");
    this.percent = h("span", { class: "job-percent" }, "");
    this.figures = h("p", { class: "job-figures" });
    this.note = h("p", { class: "job-note" });
    this.buttons = h("div", { class: "actions" });
    this.trouble = h("div");
    this.report = h("div");
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", `Export ${known.name ?? id}`);
    this.dataset.export = id;
    this.append(
      h("div", { class: "job-head" }, this.state, h("span", { class: "job-name" }, known.name ?? id), h("span", { class: "spring" }), this.percent),
      this.bar.element, this.figures, this.note, this.buttons, this.trouble, this.report);
    void this.#follow();
    this.#ticker = setInterval(() => this.#showFigures(), 500);
  }

  /** Stops following it; the export goes on. */
  close() {
    this.#watch.abort();
    clearInterval(this.#ticker);
    this.remove();
  }

  async #follow() {
    try {
      await watchExport(this.exportId, {
        signal: this.#watch.signal,
        onStatus: status => this.#take(status),
        onConnection: ({ connected }) => {
          setText(this.note, connected ? "" : "The service does not answer. The export is safe there; its bar comes back with it.");
        },
      });
    } catch (error) {
      if (this.#watch.signal.aborted || this.actions.page.handleStranger(error)) return;
      setText(this.state, "Not known");
      this.buttons.replaceChildren();
      this.trouble.replaceChildren(problemBox("Nothing is known of this export.", error, {
        retry: () => {
          this.trouble.replaceChildren();
          void this.#follow();
        },
      }));
    }
  }

  #take(status) {
    const before = this.#status;
    this.#status = status;
    this.dataset.status = status.status;
    setText(this.state, words[status.status]);
    setText(this.percent, status.status === "processing" || status.status === "completed" ? percent(status.progress) : "");
    this.bar.set(status.progress, `${words[status.status]}, ${percent(status.progress)}`, tones[status.status]);
    setText(this.note, status.message && status.status === "pending" ? status.message : "");
    if (status.status === "processing") {
      if (this.#marks.at(-1)?.progress !== status.progress) this.#marks.push({ at: performance.now(), progress: status.progress });
      while (this.#marks.length > 2 && performance.now() - this.#marks[0].at > speedOver) this.#marks.shift();
    }
    this.#showFigures();
    this.#speak(status, before);
    if (before?.status !== status.status) this.#showButtons(status);
  }

  // Speed and time left come from how the bar moved in the last seconds.
  #showFigures() {
    const status = this.#status;
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    const parts = [];
    if (status?.status === "processing") {
      const seconds = first && last ? (last.at - first.at) / 1000 : 0;
      const rate = seconds > 0.3 ? (last.progress - first.progress) / seconds : 0;
      if (this.known.bytes) parts.push(`${bytes(this.known.bytes * status.progress)} of about ${bytes(this.known.bytes)}`);
      if (rate > 0) {
        if (this.known.bytes) parts.push(`${bytes(this.known.bytes * rate)}/s`);
        if (this.known.length) parts.push(`${Math.max(0.1, this.known.length * rate).toFixed(1)} × real time`);
        parts.push(`${length(Math.max(0, Math.ceil((1 - status.progress) / rate - (performance.now() - last.at) / 1000)))} left`);
      }
    }
    setText(this.figures, parts.join("  ·  "));
  }

  #speak(status, before) {
    const step = Math.floor(status.progress * 100 / spokenSteps);
    if (before && before.status !== status.status) say(`Export ${words[status.status].toLowerCase()}.`);
    else if (status.status === "processing" && step > this.#spoken) say(percent(status.progress));
    this.#spoken = step;
  }

  #showButtons(status) {
    this.trouble.replaceChildren();
    const buttons = [];
    if (status.status === "pending" || status.status === "processing") {
      buttons.push(button("Cancel", () => this.#cancel(), ""));
    } else {
      clearInterval(this.#ticker);
      this.dispatchEvent(new CustomEvent("ended", { detail: status }));
    }
    if (status.status === "completed") {
      downloadUrl(status).then(
        address => this.buttons.prepend(h("a", { class: "button primary", download: "", href: address }, "Download")),
        error => this.trouble.replaceChildren(problemBox("There is no file.", error)));
      buttons.push(button("Report", () => this.#showReport()));
    }
    if (status.status === "failed") {
      this.trouble.replaceChildren(problemBox("The export failed.", { message: status.error ?? "The service does not say why.", kind: status.errorKind }, { retry: this.actions.retry }));
    }
    if (status.status === "cancelled" && this.actions.retry) buttons.push(button("Export again", this.actions.retry));
    if (status.status !== "pending" && status.status !== "processing") buttons.push(button("Dismiss", this.actions.dismiss, "quiet"));
    this.buttons.replaceChildren(...buttons);
  }

  async #cancel() {
    try {
      await cancelExport(this.exportId);
    } catch (error) {
      if (!this.actions.page.handleStranger(error)) this.trouble.replaceChildren(problemBox("It was not cancelled.", error, { retry: () => this.#cancel() }));
    }
  }

  async #showReport() {
    if (this.report.hasChildNodes()) {
      this.report.replaceChildren();
      return;
    }
    try {
      this.report.replaceChildren(reportPanel(await getReport(this.exportId), this.exportId));
    } catch (error) {
      if (!this.actions.page.handleStranger(error)) this.report.replaceChildren(problemBox("The report cannot be read.", error, { retry: () => this.#showReport() }));
    }
  }
}

customElements.define("en-job", JobPanel);
