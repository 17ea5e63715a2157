import { button, h, iconButton, say } from "../dom.js";
import { changeAngle, frameLength, moveAngle, removeAngle } from "../edit/edit.js";
import { offset } from "../format.js";
import { looksOf } from "./colors.js";

/** The cameras as a list: names, sync offsets, order. Says `listen` with an angle's id when one is to be set by ear. */
export class CameraList extends HTMLElement {
  #store;
  #rows = new Map();

  /** @param {import("../edit/edit-store.js").EditStore} store */
  constructor(store) {
    super();
    this.#store = store;
    this.list = h("ol", { class: "cameras" });
    this.append(this.list);
    store.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const { edit } = this.#store;
    const looks = looksOf(edit);
    for (const [id, row] of this.#rows) {
      if (looks.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    edit.angles.forEach((angle, i) => {
      const row = this.#rows.get(angle.id) ?? this.#row(angle.id);
      row.element.style.setProperty("--angle", looks.get(angle.id).color);
      row.number.textContent = String(i + 1);
      if (document.activeElement !== row.name) row.name.value = angle.name;
      if (document.activeElement !== row.offset || Number(row.offset.value) !== angle.syncOffset) row.offset.value = String(angle.syncOffset);
      row.name.setAttribute("aria-label", `Name of camera ${i + 1}`);
      row.offset.setAttribute("aria-label", `Sync offset of camera ${i + 1} in seconds`);
      row.source.textContent = angle.source;
      row.source.title = angle.source;
      row.listen.disabled = edit.angles.length < 2 || angle.media?.hasAudio === false;
      row.up.disabled = i === 0;
      if (this.list.children[i] !== row.element) this.list.insertBefore(row.element, this.list.children[i] ?? null);
    });
  }

  #row(id) {
    const row = {
      number: h("span", { class: "tile-number" }),
      name: h("input", { type: "text", class: "camera-name", maxLength: 100, on: { change: () => this.#rename(id, row.name) } }),
      source: h("span", { class: "camera-source" }),
      offset: h("input", { type: "number", step: 0.001, class: "camera-offset", title: "Seconds: time in the file = time on the timeline + offset", on: { change: () => this.#set(id, Number(row.offset.value)) } }),
      listen: button("By ear", () => this.dispatchEvent(new CustomEvent("listen", { detail: id })), "quiet"),
      up: iconButton("previous", "Earlier in the list", () => {
        this.#store.apply("the order of the cameras", edit => moveAngle(edit, id, -1));
      }),
    };
    row.up.classList.add("quiet", "turned");
    const remove = iconButton("close", "Remove this camera", () => this.#remove(id));
    remove.classList.add("quiet");
    const frame = by => this.#nudge(id, by * frameLength(this.#store.edit));
    row.element = h("li", { class: "camera", data: { angle: id } },
      h("div", { class: "camera-head" }, row.number, row.name, row.up, remove),
      row.source,
      h("div", { class: "camera-sync" },
        h("span", { class: "caption" }, "Sync"), iconButton("minus", "One frame less", () => frame(-1)), row.offset, iconButton("plus", "One frame more", () => frame(1)),
        h("span", { class: "caption" }, "s"), row.listen));
    this.#rows.set(id, row);
    return row;
  }

  #rename(id, input) {
    const name = input.value.trim();
    if (name) this.#store.apply("a camera's name", edit => changeAngle(edit, id, { name }));
    else this.#show();
  }

  #set(id, seconds) {
    if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e6) return this.#show();
    this.#store.apply("a sync offset", edit => changeAngle(edit, id, { syncOffset: seconds }));
  }

  #nudge(id, by) {
    const angle = this.#store.edit.angles.find(one => one.id === id);
    this.#set(id, angle.syncOffset + by);
    say(`Sync offset ${offset(angle.syncOffset + by)}`);
  }

  #remove(id) {
    const angle = this.#store.edit.angles.find(one => one.id === id);
    this.#store.apply(`the removal of ${angle.name}`, edit => removeAngle(edit, id));
    say(`${angle.name} was removed.`);
    (this.querySelector(".camera-name") ?? document.getElementById("main")).focus();
  }
}

customElements.define("en-camera-list", CameraList);
