import { button, h, say } from "../dom.js";
import { time } from "../format.js";
import { problemBox } from "../problem.js";
import { cancelExport, planExport, submitExport } from "../service.js";
import { configOf } from "./config.js";
import { JobPanel } from "./job-panel.js";
import { optionsForm, storedOptions } from "./export-options.js";
import { planPanel } from "./plan-panel.js";

const planAfter = 250;
const currentKey = "exportnative.export";

/** Exporting: options, the plan, then the bar and the file. */
export class ExportView extends HTMLElement {
  #page;
  #options = storedOptions();
  #planning = null;
  #plan = null;
  #timer = 0;
  #job = null;
  #planned = "";

  /** @param {import("../page.js").Page} page */
  constructor(page) {
    super();
    this.#page = page;
    this.jobs = h("div", { class: "panel job-panel", hidden: true });
    this.options = h("div");
    this.trouble = h("div");
    this.plan = h("div", { "aria-live": "polite" });
    this.go = button("Export", () => this.#export(), "primary large");
    this.go.disabled = true;
    this.append(
      h("div", { class: "view-head" }, h("h1", {}, "Export"), h("span", { class: "amount", id: "edit-name" }), h("span", { class: "spring" }), h("a", { href: "#multicam", class: "button" }, "Back to the cut")),
      this.jobs,
      h("div", { class: "export-desk" },
        h("section", { class: "panel", "aria-label": "Options" }, h("div", { class: "panel-head" }, h("h2", {}, "Options")), this.options),
        h("section", { class: "panel", "aria-label": "Plan" }, h("div", { class: "panel-head" }, h("h2", {}, "Plan"), h("span", { class: "spring" }), this.go), this.trouble, this.plan)));
    page.store.addEventListener("change", () => { if (!this.hidden) this.#replan(); });
  }

  /** @param {string} id An export to follow; empty: the last one of this tab. */
  enter(id) {
    this.options.replaceChildren(optionsForm(this.#page.store.edit, this.#options, fields => this.#optionsChanged(fields)));
    this.querySelector("#edit-name").textContent = this.#page.store.edit.name;
    const known = current();
    const wanted = id || known?.id;
    if (wanted && this.#job?.exportId !== wanted) this.#follow(wanted, known?.id === wanted ? known : {});
    this.#planned = "";
    this.#replan();
  }

  leave() {
    this.#planning?.abort();
    clearTimeout(this.#timer);
  }

  #optionsChanged(fields) {
    if ("cut" in fields) {
      this.options.replaceChildren(optionsForm(this.#page.store.edit, this.#options, changed => this.#optionsChanged(changed)));
      this.options.querySelectorAll("select")[1].focus();
    }
    this.#replan();
  }

  #replan() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), planAfter);
  }

  async #ask() {
    const { edit } = this.#page.store;
    const made = configOf(edit, this.#options);
    const key = JSON.stringify({ ...made.config, id: "", createdAt: "", output: { ...made.config?.output, filePath: "" } });
    if (key === this.#planned && this.#plan) return;
    this.#planning?.abort();
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    this.#plan = null;
    this.go.disabled = true;
    if (!made.config) {
      this.trouble.replaceChildren();
      this.plan.replaceChildren(h("p", { class: "empty" }, `${made.reason.message} `, h("a", { href: "#multicam" }, "Choose cameras"), " first."));
      return;
    }

    this.plan.classList.add("busy");
    try {
      const plan = await planExport(made.config, signal);
      this.#planned = key;
      this.#plan = { made, plan };
      this.go.disabled = false;
      this.trouble.replaceChildren(...made.warnings.length > 0 ? [h("ul", { class: "warnings" }, ...made.warnings.map(warning => h("li", {}, warning.message)))] : []);
      this.plan.replaceChildren(planPanel(plan, edit, made.pieces));
    } catch (error) {
      if (signal.aborted || this.#page.handleStranger(error)) return;
      this.#planned = "";
      this.trouble.replaceChildren(problemBox("This cannot be exported as it is.", named(error, made), { retry: () => this.#ask() }));
      this.plan.replaceChildren();
    } finally {
      if (!signal.aborted) this.plan.classList.remove("busy");
    }
  }

  async #export() {
    if (!this.#plan) return;

    // The plan's own config, with an id that no export had yet.
    const { edit } = this.#page.store;
    const { config } = configOf(edit, this.#options);
    await this.#submit(config, { length: Number(this.#plan.plan.length), bytes: this.#plan.plan.estimatedBytes, name: edit.name });
  }

  async #submit(config, known) {
    this.go.disabled = true;
    try {
      await submitExport(config);
      keepCurrent({ id: config.id, ...known, config });
      this.#follow(config.id, { ...known, config });
      say("The export was accepted.");
    } catch (error) {
      if (!this.#page.handleStranger(error)) this.trouble.replaceChildren(problemBox("The export was not accepted.", error, { retry: () => this.#submit(config, known) }));
    } finally {
      this.go.disabled = this.#plan === null;
    }
  }

  #follow(id, known) {
    this.#job?.close();
    const dismiss = () => {
      this.#job.close();
      this.#job = null;
      this.jobs.hidden = true;
      keepCurrent(null);
      history.replaceState(null, "", "#export");
    };
    const retry = known.config ? () => this.#again(id, known) : undefined;
    this.#job = new JobPanel(id, known, { page: this.#page, retry, dismiss });
    this.jobs.replaceChildren(this.#job);
    this.jobs.hidden = false;
    history.replaceState(null, "", `#export/${encodeURIComponent(id)}`);
    this.jobs.scrollIntoView({ block: "nearest" });
  }

  // The same export once more: the id of the one that failed becomes free when that is removed.
  async #again(id, { config, ...known }) {
    try {
      await cancelExport(id);
    } catch (error) {
      if (error.status !== 404) {
        this.trouble.replaceChildren(problemBox("It cannot be tried again.", error));
        return;
      }
    }
    this.#job?.close();
    this.#job = null;
    await this.#submit(config, known);
  }
}

// Where a config speaks of segments[3], a person looks for a time.
function named(error, made) {
  const problems = (error.problems ?? []).map(problem => {
    const segment = /^\$\.segments\[(\d+)\]/.exec(problem.path);
    const piece = segment ? made.pieces[Number(segment[1])] : null;
    return piece ? { ...problem, path: `piece ${Number(segment[1]) + 1}, at ${time(piece.start)}` } : problem;
  });
  return { message: error.message, kind: error.kind, status: error.status, problems };
}

// For this tab only: another one may follow another export.
function keepCurrent(known) {
  try {
    sessionStorage.setItem(currentKey, JSON.stringify(known));
  } catch {
    // The address still tells which export it is.
  }
}

function current() {
  try {
    return JSON.parse(sessionStorage.getItem(currentKey) ?? "null");
  } catch {
    return null;
  }
}

customElements.define("en-export", ExportView);
