import { button, h, say, select, setText } from "../dom.js";
import { moment, percent } from "../format.js";
import { problemBox } from "../problem.js";
import { progressBar } from "../progress-bar.js";
import { cancelExport, getReport, listExports } from "../service.js";
import { reportPanel } from "../export/report-panel.js";

const soon = 700;
const later = 4000;
const pageSize = 30;
const words = { pending: "Waiting", processing: "Running", completed: "Completed", failed: "Failed", cancelled: "Cancelled" };
const tones = { pending: "waiting", processing: "", completed: "done", failed: "failed", cancelled: "waiting" };

/** All exports, newest first, as they are at the moment. */
export class ExportsView extends HTMLElement {
  #page;
  #rows = new Map();
  #states = new Map();
  #timer = 0;
  #status = "";
  #cursors = [];
  #next = null;
  #asked = 0;

  /** @param {import("../page.js").Page} page */
  constructor(page) {
    super();
    this.#page = page;
    const filter = select([["", "All"], ...Object.entries(words)], "", value => {
      this.#status = value;
      this.#turn([]);
    });
    filter.setAttribute("aria-label", "Which exports");
    this.trouble = h("div");
    this.list = h("ul", { class: "exports", "aria-label": "Exports" });
    this.empty = h("p", { class: "empty", hidden: true }, "There are none.");
    this.newer = button("Newest", () => this.#turn([]));
    this.older = button("Older", () => this.#turn([...this.#cursors, this.#next]));
    this.append(h("div", { class: "view-head" }, h("h1", {}, "Exports"), h("span", { class: "spring" }), filter), this.trouble, this.list, this.empty,
      h("div", { class: "actions pager" }, this.newer, this.older));
  }

  enter() {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  leave() { clearTimeout(this.#timer); }

  #turn(cursors) {
    this.#cursors = cursors;
    clearTimeout(this.#timer);
    void this.#ask();
  }

  async #ask() {
    const turn = ++this.#asked;
    let busy = false;
    try {
      if (!document.hidden) {
        const { exports, next } = await listExports({ status: this.#status || undefined, limit: pageSize, cursor: this.#cursors.at(-1) });
        if (turn !== this.#asked) return;
        this.trouble.replaceChildren();
        this.#next = next ?? null;
        this.#show(exports);
        busy = exports.some(one => one.status === "processing" || one.status === "pending");
      }
    } catch (error) {
      if (turn !== this.#asked || this.#page.handleStranger(error)) return;
      this.trouble.replaceChildren(problemBox("The list cannot be read. It is asked for again by itself.", error));
    }
    if (!this.hidden) this.#timer = setTimeout(() => this.#ask(), busy ? soon : later);
  }

  #show(exports) {
    const kept = new Set(exports.map(one => one.jobId));
    for (const [id, row] of this.#rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    exports.forEach((one, i) => {
      let row = this.#rows.get(one.jobId);
      if (!row) {
        row = this.#row(one.jobId);
        this.#rows.set(one.jobId, row);
      }
      row.update(one);
      if (this.list.children[i] !== row.element) this.list.insertBefore(row.element, this.list.children[i] ?? null);
      const before = this.#states.get(one.jobId);
      if (before && before !== one.status) say(`${one.projectName}: ${words[one.status]}`);
      this.#states.set(one.jobId, one.status);
    });
    this.empty.hidden = exports.length > 0;
    this.newer.hidden = this.#cursors.length === 0;
    this.older.hidden = this.#next === null;
  }

  #row(id) {
    const name = h("h2", { class: "export-name" });
    const state = h("span", { class: "state" });
    const details = h("span", { class: "export-details" });
    const amount = h("span", { class: "export-percent" });
    const bar = progressBar("");
    const message = h("p", { class: "export-message" });
    const more = h("div");
    const follow = h("a", { class: "button", href: `#export/${encodeURIComponent(id)}` }, "Follow");
    const cancel = button("Cancel", () => this.#remove(id, more));
    const download = h("a", { class: "button primary", download: "" }, "Download");
    const report = button("Report", () => this.#report(id, more));
    const remove = button("Remove", () => this.#remove(id, more), "quiet");
    const element = h("li", { class: "export", data: { export: id } },
      h("div", { class: "export-head" }, name, state, h("span", { class: "spring" }), details),
      h("div", { class: "export-bar" }, bar.element, amount), message,
      h("div", { class: "actions" }, follow, cancel, download, report, remove), more);
    let shownError = "";
    return {
      element,
      update: one => {
        setText(name, one.projectName || id);
        setText(state, words[one.status]);
        state.dataset.state = one.status;
        setText(details, `${moment(one.submittedAt)}${one.tags?.length > 0 ? `, ${one.tags.join(", ")}` : ""}`);
        details.title = id;
        setText(amount, one.status === "cancelled" ? "" : percent(one.progress));
        bar.set(one.progress, `${words[one.status]}, ${percent(one.progress)}`, tones[one.status]);
        bar.element.setAttribute("aria-label", `Progress of ${one.projectName || id}`);
        setText(message, one.status === "pending" || one.status === "processing" ? one.message ?? "" : "");
        for (const control of [follow, cancel, download, report, remove]) {
          const action = control.textContent;
          control.setAttribute("aria-label", `${action}: ${one.projectName || id}`);
        }
        const active = one.status === "pending" || one.status === "processing";
        follow.hidden = cancel.hidden = !active;
        remove.hidden = active;
        download.hidden = report.hidden = one.status !== "completed";
        if (one.downloadUrl) download.href = new URL(one.downloadUrl.replace(/^\//, ""), document.baseURI).href;
        if (one.status === "failed" && one.error !== shownError) {
          shownError = one.error;
          more.replaceChildren(problemBox("It failed.", { message: one.error ?? "", kind: one.errorKind }));
        }
      },
    };
  }

  async #remove(id, more) {
    try {
      await cancelExport(id);
      clearTimeout(this.#timer);
      await this.#ask();
    } catch (error) {
      if (!this.#page.handleStranger(error)) more.replaceChildren(problemBox("That did not work.", error, { retry: () => this.#remove(id, more) }));
    }
  }

  async #report(id, more) {
    if (more.querySelector(".report")) {
      more.replaceChildren();
      return;
    }
    try {
      more.replaceChildren(reportPanel(await getReport(id), id));
    } catch (error) {
      if (!this.#page.handleStranger(error)) more.replaceChildren(problemBox("The report cannot be read.", error));
    }
  }
}

customElements.define("en-exports", ExportsView);
