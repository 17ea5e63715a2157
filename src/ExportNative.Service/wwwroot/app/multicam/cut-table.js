import { button, h, iconButton, say, select, setText } from "../dom.js";
import { endOf, moveSwitch, removeSwitch, setSwitchAngle, switchIndexAt } from "../edit/edit.js";
import { length, offset, parseTime, time as timeText } from "../format.js";
import { looksOf } from "./colors.js";
import { rollOf } from "./keyframes.js";

const pageSize = 20;

/**
 * The cut as a table, for the keyboard and for exact times: what the timeline does with the pointer can be done here too.
 * Long cuts come in pages, so that there is never more to lay out than can be read.
 */
export class CutTable extends HTMLElement {
  #store;
  #footage;
  #first = 0;
  #shown = [];
  #due = false;

  /**
   * @param {import("../edit/edit-store.js").EditStore} store
   * @param {Map<string, object>} footage
   */
  constructor(store, footage) {
    super();
    this.#store = store;
    this.#footage = footage;
    this.body = h("tbody");
    this.place = h("span", { class: "amount" });
    this.earlier = button("Earlier", () => this.#turn(-pageSize), "quiet");
    this.later = button("Later", () => this.#turn(pageSize), "quiet");
    this.append(
      h("div", { class: "panel-head" }, h("h2", {}, "Cut"), this.place, h("span", { class: "spring" }), this.earlier, this.later),
      h("div", { class: "scrolls", tabIndex: 0, role: "region", "aria-label": "Pieces of the cut" }, h("table", {},
        h("thead", {}, h("tr", {}, ...["Piece", "From", "Camera", "Length", "Will move by", ""].map(text => h("th", { scope: "col" }, text || h("span", { class: "unseen" }, "Delete"))))),
        this.body)));
    store.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  /** Shows the page with a switch. */
  revealSwitch(id) {
    const index = this.#store.edit.switches.findIndex(one => one.id === id);
    if (index >= 0) this.#first = Math.floor(index / pageSize) * pageSize;
    this.refresh();
    for (const row of this.body.rows) row.classList.toggle("selected", row.dataset.switch === id);
  }

  /** Shows the page of a time. */
  revealTime(seconds) {
    this.#first = Math.floor(Math.max(0, switchIndexAt(this.#store.edit, seconds)) / pageSize) * pageSize;
    this.refresh();
  }

  /** Shows what is new, once for everything that happens at once. */
  refresh() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#show();
    });
  }

  #turn(by) {
    this.#first = Math.min(Math.max(0, this.#first + by), Math.max(0, this.#store.edit.switches.length - 1));
    this.#show();
  }

  #show() {
    const { edit } = this.#store;
    const total = edit.switches.length;
    if (this.#first >= total) this.#first = Math.max(0, Math.floor((total - 1) / pageSize) * pageSize);
    const shown = edit.switches.slice(this.#first, this.#first + pageSize);
    setText(this.place, total > pageSize ? `${this.#first + 1} to ${this.#first + shown.length} of ${total}` : "");
    this.earlier.hidden = this.later.hidden = total <= pageSize;
    this.earlier.disabled = this.#first === 0;
    this.later.disabled = this.#first + pageSize >= total;
    const looks = looksOf(edit);
    const names = JSON.stringify([...looks]);
    while (this.#shown.length > shown.length) this.#shown.pop().element.remove();
    shown.forEach((one, i) => {
      if (!this.#shown[i]) {
        this.#shown[i] = this.#row();
        this.body.append(this.#shown[i].element);
      }
      this.#fill(this.#shown[i], one, this.#first + i, looks, names);
    });
  }

  #row() {
    const row = { id: "", names: "" };
    row.number = h("th", { scope: "row" });
    row.time = h("input", { type: "text", inputMode: "decimal", class: "cut-time", on: { change: () => this.#setTime(row) } });
    row.camera = h("td");
    row.length = h("td", { class: "figure" });
    row.roll = h("td", { class: "figure" });
    row.remove = iconButton("close", "Delete this switch", () => this.#remove(row));
    row.remove.classList.add("quiet");
    row.element = h("tr", {}, row.number, h("td", {}, row.time), row.camera, row.length, row.roll, h("td", {}, row.remove));
    return row;
  }

  #fill(row, one, index, looks, names) {
    const { edit } = this.#store;
    row.id = one.id;
    row.element.dataset.switch = one.id;
    setText(row.number, String(index + 1));
    if (document.activeElement !== row.time) row.time.value = timeText(one.time);
    row.time.disabled = index === 0;
    row.time.setAttribute("aria-label", `Piece ${index + 1} from`);
    if (row.names !== names) {
      row.names = names;
      row.select = select([...looks].map(([id, look]) => [id, `${look.number}  ${look.name}`]), one.angleId, id => this.#setAngle(row, id));
      row.camera.replaceChildren(row.select);
    }
    row.select.value = one.angleId;
    row.select.setAttribute("aria-label", `Camera of piece ${index + 1}`);
    row.element.style.setProperty("--angle", looks.get(one.angleId)?.color ?? "transparent");
    const piece = endOf(edit, index) - one.time;
    setText(row.length, piece >= 60 ? length(piece) : `${piece.toFixed(2)} s`);
    setText(row.roll, this.#roll(one, index));
    row.remove.hidden = index === 0;
    row.remove.setAttribute("aria-label", `Delete the switch to piece ${index + 1}`);
  }

  #roll(one, index) {
    const angle = this.#store.edit.angles.find(other => other.id === one.angleId);
    const keyframes = this.#footage.get(one.angleId)?.keyframes;
    const roll = index > 0 && keyframes ? rollOf(keyframes, one.time + angle.syncOffset, angle.media?.duration ?? 0) : null;
    return roll === null ? "" : roll === 0 ? "exact" : `about ${offset(roll, 2)}`;
  }

  #setTime(row) {
    const seconds = parseTime(row.time.value);
    if (Number.isFinite(seconds)) this.#store.apply("the move of a switch", edit => moveSwitch(edit, row.id, seconds));
    const one = this.#store.edit.switches.find(other => other.id === row.id);
    row.time.value = timeText(one.time);
  }

  #setAngle(row, angleId) {
    this.#store.apply("the camera of a piece", edit => setSwitchAngle(edit, row.id, angleId));
  }

  #remove(row) {
    const { id } = row;
    this.#store.apply("the removal of a switch", edit => removeSwitch(edit, id));
    say("The switch was deleted.");
    queueMicrotask(() => (row.element.isConnected && !row.remove.hidden ? row.remove : this.querySelector(".scrolls")).focus());
  }
}

customElements.define("en-cut-table", CutTable);
