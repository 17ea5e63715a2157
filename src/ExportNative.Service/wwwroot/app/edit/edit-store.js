import { emptyEdit } from "./edit.js";
import { readEdit, writeEdit } from "./edit-file.js";

const key = "exportnative.edit";
const mostSteps = 300;
const keepAfter = 300;

/**
 * The edit that is open, with its way back. It is kept in the browser, so that a closed tab loses nothing. Tells its
 * listeners by the event `change`; `preview` is a change that goes on, as while something is dragged.
 */
export class EditStore extends EventTarget {
  #past = [];
  #future = [];
  #before = null;
  #edit;
  #timer = 0;

  constructor() {
    super();
    this.#edit = stored() ?? emptyEdit();
    addEventListener("pagehide", () => this.#keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#keep(); });
  }

  /** @returns {import("./edit.js").Edit} */
  get edit() { return this.#edit; }

  get canUndo() { return this.#past.length > 0; }

  get canRedo() { return this.#future.length > 0; }

  /**
   * One step that can be undone.
   * @param {string} what Said when it is undone: "the cut at 0:12.300".
   * @param {(edit: import("./edit.js").Edit) => import("./edit.js").Edit} change
   * @returns {boolean} False when it changed nothing.
   */
  apply(what, change) {
    this.endPreview();
    const next = change(this.#edit);
    if (next === this.#edit) return false;
    this.#push(this.#edit, what);
    this.#set(next);
    return true;
  }

  /** A change that goes on: all of them until {@link endPreview} are one step. */
  preview(what, change) {
    const next = change(this.#edit);
    if (next === this.#edit) return;
    this.#before ??= { edit: this.#edit, what };
    this.#edit = next;
    this.dispatchEvent(new Event("preview"));
  }

  /** Makes what was previewed a step. */
  endPreview() {
    if (this.#before === null) return;
    this.#push(this.#before.edit, this.#before.what);
    this.#before = null;
    this.#set(this.#edit);
  }

  /** Takes back what is being previewed. */
  cancelPreview() {
    if (this.#before === null) return;
    this.#edit = this.#before.edit;
    this.#before = null;
    this.dispatchEvent(new Event("preview"));
  }

  /** Something that was learnt and not done: no step of its own. */
  learn(change) {
    const next = change(this.#edit);
    if (next !== this.#edit) this.#set(next);
  }

  /** @returns {string | null} What was undone. */
  undo() {
    this.endPreview();
    return this.#go(this.#past, this.#future);
  }

  /** @returns {string | null} What was done again. */
  redo() {
    this.endPreview();
    return this.#go(this.#future, this.#past);
  }

  #push(edit, what) {
    this.#past.push({ edit, what });
    if (this.#past.length > mostSteps) this.#past.shift();
    this.#future = [];
  }

  #go(from, to) {
    const step = from.pop();
    if (!step) return null;
    to.push({ edit: this.#edit, what: step.what });
    this.#set(step.edit);
    return step.what;
  }

  #set(edit) {
    this.#edit = edit;
    this.dispatchEvent(new Event("change"));
    this.#timer ||= setTimeout(() => this.#keep(), keepAfter);
  }

  // Only what changed here: another tab may have kept something newer.
  #keep() {
    if (this.#timer === 0) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    try {
      localStorage.setItem(key, writeEdit(this.#edit));
    } catch {
      this.dispatchEvent(new Event("notkept"));
    }
  }
}

function stored() {
  try {
    return readEdit(localStorage.getItem(key) ?? "").edit;
  } catch {
    return null;
  }
}
