import { button, field, h, iconButton, say, select, setText } from "../dom.js";
import { addAngle, emptyEdit, frameLength, moveSwitch, removeSwitch, setDuration, snap, switchAt, switchIndexAt } from "../edit/edit.js";
import { readEdit, writeEdit } from "../edit/edit-file.js";
import { parseTime, time as timeText } from "../format.js";
import { problemBox } from "../problem.js";
import { listSources } from "../service.js";
import { AngleGrid } from "./angle-grid.js";
import { CameraList } from "./camera-list.js";
import { CutTable } from "./cut-table.js";
import { Footage } from "./footage.js";
import { keysOf, runKey } from "./keys.js";
import { Playback } from "./playback.js";
import { openSyncDialog } from "./sync-dialog.js";
import { Timeline } from "./timeline.js";

/** Cutting: the cameras play together, and whoever watches switches between them. */
export class MulticamView extends HTMLElement {
  #page;
  #frame = 0;
  #onKey = event => runKey(this.keys, event);

  /** @param {import("../page.js").Page} page */
  constructor(page) {
    super();
    this.#page = page;
    this.store = page.store;
    this.playback = new Playback(page.store);
    this.footage = new Footage(page, this.playback);
    this.grid = new AngleGrid(page.store, this.playback, (id, at) => this.#switchTo(id, at));
    this.cameras = new CameraList(page.store);
    this.timeline = new Timeline(page.store, this.playback, this.footage.byAngle);
    this.table = new CutTable(page.store, this.footage.byAngle);
    this.keys = keysOf(this);
    this.#build();

    // A button that was clicked gives the focus back, so that the space bar plays. One that was reached by key keeps it.
    this.addEventListener("click", event => {
      const clicked = event.target.closest("button");
      if (event.detail > 0 && clicked && document.activeElement === clicked) clicked.blur();
    });
    this.footage.addEventListener("change", () => {
      this.timeline.redraw();
      this.table.refresh();
    });
    this.cameras.addEventListener("listen", event => openSyncDialog({ store: this.store, playback: this.playback, footage: this.footage.byAngle }, event.detail));
    this.timeline.addEventListener("select", event => { if (event.detail) this.table.revealSwitch(event.detail); });
    this.playback.addEventListener("state", () => this.#showState());
    this.playback.addEventListener("seek", () => this.timeline.reveal(this.playback.time));
    this.store.addEventListener("change", () => this.#showEdit());
    this.#showEdit();
    this.#showState();
  }

  enter() {
    addEventListener("keydown", this.#onKey);
    this.timeline.run(true);
    const step = () => {
      this.grid.update();
      setText(this.clock, timeText(this.playback.time));
      this.#frame = requestAnimationFrame(step);
    };
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(step);
    void this.#offerSources();
  }

  leave() {
    removeEventListener("keydown", this.#onKey);
    this.playback.pause();
    this.timeline.run(false);
    cancelAnimationFrame(this.#frame);
  }

  /** Switches to a camera by its place. */
  switchTo(number, at) {
    const angle = this.store.edit.angles[number];
    if (angle) this.#switchTo(angle.id, at);
  }

  step(frames) {
    this.playback.pause();
    this.playback.seek(snap(this.store.edit, this.playback.time) + frames * frameLength(this.store.edit));
  }

  jump(seconds) { this.playback.seek(this.playback.time + seconds); }

  /** Goes to the switch before or behind the playhead, and selects it. */
  toSwitch(direction) {
    const { switches, duration } = this.store.edit;
    const index = switchIndexAt(this.store.edit, this.playback.time);
    if (index < 0) return;
    const isOnIt = Math.abs(switches[index].time - this.playback.time) < 1e-3;
    const target = direction > 0 ? switches[index + 1] : switches[isOnIt ? index - 1 : index];
    this.playback.seek(target?.time ?? (direction > 0 ? duration : 0));
    if (target) this.timeline.selected = target.time > 0 ? target.id : null;
  }

  moveSelected(frames) {
    const id = this.timeline.selected;
    this.store.apply("the move of a switch", edit => moveSwitch(edit, id, (edit.switches.find(one => one.id === id)?.time ?? 0) + frames * frameLength(edit)));
    const moved = this.store.edit.switches.find(one => one.id === id);
    if (moved) say(`Switch at ${timeText(moved.time)}`);
  }

  removeSelected() {
    const id = this.timeline.selected;
    if (id !== null && this.store.apply("the removal of a switch", edit => removeSwitch(edit, id))) say("The switch was deleted.");
    this.timeline.selected = null;
  }

  undo() {
    const what = this.store.undo();
    say(what ? `Undone: ${what}` : "There is nothing to undo.");
  }

  redo() {
    const what = this.store.redo();
    say(what ? `Done again: ${what}` : "There is nothing to do again.");
  }

  #switchTo(angleId, at) {
    const { edit } = this.store;
    if (!edit.angles.some(angle => angle.id === angleId)) return;

    // The moment of the key or the click, not the moment at which the browser came round to it.
    const time = this.playback.clock.time(Math.min(at, performance.now()));
    const changed = this.store.apply(`the switch at ${timeText(time)}`, now => switchAt(now, time, angleId));
    if (!changed) return;
    const one = this.store.edit.switches[switchIndexAt(this.store.edit, snap(this.store.edit, time))];
    this.table.revealTime(one.time);
    if (!this.playback.isPlaying) say(`Camera ${edit.angles.findIndex(angle => angle.id === angleId) + 1} from ${timeText(one.time)}`);
  }

  #build() {
    this.name = h("input", { type: "text", class: "edit-name", "aria-label": "Name of the edit", maxLength: 200, on: { change: () => this.#rename() } });
    this.undoButton = iconButton("undo", "Undo", () => this.undo());
    this.redoButton = iconButton("redo", "Redo", () => this.redo());
    const load = h("input", { type: "file", accept: ".json,application/json", class: "unseen", id: "load-edit", on: { change: () => this.#load(load) } });
    this.trouble = h("div");
    this.add = h("div", { class: "add-camera" });
    this.clock = h("span", { class: "clock", role: "timer", "aria-live": "off", "aria-label": "Time" }, "0:00.000");
    this.total = h("input", { type: "text", class: "total", inputMode: "decimal", "aria-label": "Length of the edit", on: { change: () => this.#setLength() } });
    this.playButton = iconButton("play", "Play", () => this.playback.toggle());
    this.playButton.classList.add("primary");
    this.word = h("span", { class: "amount", role: "status" });
    this.sound = h("span", { class: "sound-choice" });
    this.stage = h("div", { class: "stage" }, this.grid);
    this.program = button("Program", () => this.#toggleProgram(), "quiet");
    this.program.setAttribute("aria-pressed", "false");
    this.hint = h("p", { class: "empty" }, "Choose a camera from the library to begin. The first one is on screen until you switch.");
    this.append(
      h("div", { class: "view-head" }, h("h1", { class: "unseen" }, "Multicam"), this.name, h("span", { class: "spring" }), this.undoButton, this.redoButton,
        button("New", () => this.#new(), "quiet"), h("label", { htmlFor: "load-edit", class: "button quiet" }, "Load"), load,
        button("Save", () => this.#save(), "quiet"), button("Keys", () => this.#help(), "quiet"), h("a", { href: "#export", class: "button primary" }, "Export")),
      this.trouble,
      h("div", { class: "desk" }, h("div", { class: "desk-main" }, this.hint, this.stage, this.#transport(), this.timeline),
        h("aside", { class: "panel", "aria-label": "Cameras of the edit" }, h("div", { class: "panel-head" }, h("h2", {}, "Cameras")), this.cameras, this.add)),
      h("div", { class: "panel" }, this.table));
  }

  #transport() {
    return h("div", { class: "transport", role: "group", "aria-label": "Playing" },
      iconButton("previous", "To the switch before", () => this.toSwitch(-1)), iconButton("back", "One frame back", () => this.step(-1)),
      this.playButton,
      iconButton("forward", "One frame on", () => this.step(1)), iconButton("next", "To the next switch", () => this.toSwitch(1)),
      this.clock, h("span", { class: "of" }, "of"), this.total, this.word, h("span", { class: "spring" }),
      this.sound, this.program,
      h("span", { class: "zoom" }, iconButton("minus", "Smaller timeline", () => this.timeline.zoom(1 / 1.5)), button("Fit", () => this.timeline.fit(), "quiet"),
        iconButton("plus", "Larger timeline", () => this.timeline.zoom(1.5))));
  }

  #showEdit() {
    const { edit } = this.store;
    if (document.activeElement !== this.name) this.name.value = edit.name;
    if (document.activeElement !== this.total) this.total.value = timeText(edit.duration);
    this.undoButton.disabled = !this.store.canUndo;
    this.redoButton.disabled = !this.store.canRedo;
    const isEmpty = edit.angles.length === 0;
    this.hint.hidden = !isEmpty;
    this.stage.hidden = this.timeline.hidden = this.table.parentElement.hidden = isEmpty;
    const names = JSON.stringify(edit.angles.map(({ id, name }) => [id, name]));
    if (names !== this.soundNames) {
      this.soundNames = names;
      const choice = select([["screen", "Hear the screen"], ["none", "Hear nothing"], ...edit.angles.map((angle, i) => [angle.id, `Hear ${i + 1} ${angle.name}`])],
        typeof this.playback.sound === "string" ? this.playback.sound : this.playback.sound[0], value => this.playback.setSound(value === "screen" || value === "none" ? value : [value]));
      choice.setAttribute("aria-label", "What is heard");
      this.sound.replaceChildren(choice);
    }
  }

  #showState() {
    const { state, clock } = this.playback;
    const label = this.playback.isPlaying ? "Pause" : "Play";
    if (this.playButton.title !== label) {
      const made = iconButton(this.playback.isPlaying ? "pause" : "play", label, () => {});
      this.playButton.replaceChildren(...made.childNodes);
      this.playButton.title = label;
      this.playButton.setAttribute("aria-label", label);
    }
    setText(this.word, state === "waiting" ? "Waiting for a camera" : state === "running" && clock.rate !== 1 ? `${Math.abs(clock.rate)} ×${clock.rate < 0 ? " backwards" : ""}` : "");
  }

  #rename() {
    const name = this.name.value.trim() || "Untitled edit";
    this.store.apply("the edit's name", edit => name === edit.name ? edit : { ...edit, name });
    this.name.value = name;
  }

  #setLength() {
    const seconds = parseTime(this.total.value);
    this.store.apply("the edit's length", edit => setDuration(edit, this.total.value.trim() === "" ? null : Number.isFinite(seconds) && seconds > 0 ? seconds : edit.duration));
    this.total.value = timeText(this.store.edit.duration);
  }

  #toggleProgram() {
    const on = this.stage.classList.toggle("program");
    this.program.setAttribute("aria-pressed", String(on));
  }

  async #offerSources() {
    try {
      const sources = await listSources();
      const used = new Set(this.store.edit.angles.map(angle => angle.source));
      const names = [...sources].sort((a, b) => used.has(a.name) - used.has(b.name)).map(source => [source.name, source.name]);
      const choice = select([["", names.length > 0 ? "Add a camera …" : "The library is empty"], ...names], "", name => {
        if (name) this.store.apply(`the camera ${name}`, edit => addAngle(edit, name));
        choice.value = "";
      });
      choice.setAttribute("aria-label", "Add a camera from the library");
      this.add.replaceChildren(choice, h("a", { href: "#library", class: "button quiet" }, "Upload"));
    } catch (error) {
      if (!this.#page.handleStranger(error)) this.add.replaceChildren(problemBox("The library cannot be read.", error, { retry: () => this.#offerSources() }));
    }
  }

  #new() {
    this.playback.pause();
    this.store.apply("a new edit", () => emptyEdit());
    say("A new edit. Undo brings the old one back.");
  }

  #save() {
    const { edit } = this.store;
    const address = URL.createObjectURL(new Blob([writeEdit(edit)], { type: "application/json" }));
    h("a", { href: address, download: `${edit.name.replace(/[\\/:*?"<>|]+/g, "_")}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  async #load(input) {
    const [file] = input.files;
    if (!file) return;
    const { edit, problems } = readEdit(await file.text());
    input.value = "";
    if (!edit) {
      this.trouble.replaceChildren(problemBox(`${file.name} cannot be loaded.`, { message: problems.join(" ") }, { dismiss: () => this.trouble.replaceChildren() }));
      return;
    }
    this.trouble.replaceChildren();
    this.playback.pause();
    this.store.apply(`loading ${file.name}`, () => edit);
    say(`${file.name} is open. Undo brings the edit before back.`);
  }

  #help() {
    const close = button("Close", () => dialog.close(), "primary");
    const dialog = h("dialog", { class: "ask", "aria-labelledby": "keys-title" },
      h("h2", { id: "keys-title" }, "Keys"),
      h("dl", { class: "keys" }, ...this.keys.filter(key => key.shown).map(key => h("div", {}, h("dt", {}, key.shown), h("dd", {}, key.does)))),
      h("div", { class: "actions" }, close));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define("en-multicam", MulticamView);
