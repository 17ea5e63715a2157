import { h, icon, setText } from "../dom.js";
import { looksOf } from "./colors.js";

/**
 * All cameras side by side; the one that goes into the program has a frame in its colour. A click on one switches to it.
 */
export class AngleGrid extends HTMLElement {
  #store;
  #playback;
  #choose;
  #tiles = new Map();
  #onScreen = undefined;

  /**
   * @param {import("../edit/edit-store.js").EditStore} store
   * @param {import("./playback.js").Playback} playback
   * @param {(angleId: string, at: number) => void} choose Told of a click, with its time stamp.
   */
  constructor(store, playback, choose) {
    super();
    this.#store = store;
    this.#playback = playback;
    this.#choose = choose;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Cameras");
    playback.addEventListener("cameras", () => this.#arrange());
    store.addEventListener("change", () => this.#arrange());
    this.#arrange();
  }

  /** Marks the camera on screen; called with every frame, so it does nothing when nothing changed. */
  update() {
    const id = this.#playback.onScreen;
    if (id !== this.#onScreen) {
      this.#onScreen = id;
      for (const [angleId, tile] of this.#tiles) {
        tile.element.classList.toggle("on", angleId === id);
        tile.element.setAttribute("aria-pressed", String(angleId === id));
      }
    }
    const time = this.#playback.time;
    for (const [angleId, tile] of this.#tiles) {
      const camera = this.#playback.cameras.get(angleId);
      const without = camera !== undefined && camera.state !== "loading" && !camera.covers(time);
      if (tile.without !== without) {
        tile.without = without;
        tile.element.classList.toggle("without", without);
        this.#note(tile, camera);
      }
    }
  }

  #arrange() {
    const looks = looksOf(this.#store.edit);
    for (const [id, tile] of this.#tiles) {
      if (looks.has(id)) continue;
      tile.element.remove();
      this.#tiles.delete(id);
    }
    [...looks].forEach(([id, look], i) => {
      const tile = this.#tiles.get(id) ?? this.#tile(id);
      const camera = this.#playback.cameras.get(id);
      if (camera && tile.camera !== camera) {
        tile.camera = camera;
        tile.screen.replaceChildren(camera.video, camera.picture, tile.note);
      }
      tile.element.style.setProperty("--angle", look.color);
      tile.element.dataset.offset = camera?.angle.syncOffset ?? 0;
      setText(tile.number, String(look.number));
      setText(tile.name, look.name);
      tile.element.setAttribute("aria-label", `Camera ${look.number}, ${look.name}: switch to it`);
      tile.element.setAttribute("aria-keyshortcuts", look.number <= 9 ? String(look.number) : "");
      this.#note(tile, camera);
      if (this.children[i] !== tile.element) this.insertBefore(tile.element, this.children[i] ?? null);
    });
    this.style.setProperty("--columns", String(Math.min(looks.size, looks.size <= 4 ? 2 : looks.size <= 9 ? 3 : 4)));
    this.classList.toggle("single", looks.size === 1);
    this.#onScreen = undefined;
  }

  #tile(id) {
    const number = h("span", { class: "tile-number" });
    const name = h("span", { class: "tile-name" });
    const note = h("span", { class: "tile-note", hidden: true });
    const screen = h("span", { class: "tile-screen" }, note);
    const element = h("button", {
      type: "button", class: "tile", data: { angle: id },
      // Where the pointer goes down counts, not where it comes up: a switch is a moment.
      on: {
        pointerdown: event => { if (event.button === 0) this.#choose(id, event.timeStamp); },
        click: event => { if (event.detail === 0) this.#choose(id, event.timeStamp); },
      },
    }, screen, h("span", { class: "tile-label" }, number, name, h("span", { class: "tile-on" }, "On screen")));
    const tile = { element, screen, number, name, note, camera: null, without: false };
    this.#tiles.set(id, tile);
    return tile;
  }

  #note(tile, camera) {
    const text = camera?.state === "missing" ? "This file cannot be shown" : tile.without ? "No footage here"
      : camera?.state === "thumbnails" ? "Shown by single pictures: this browser cannot play it" : "";
    tile.note.hidden = text === "";
    tile.note.classList.toggle("small", camera?.state === "thumbnails" && !tile.without);
    tile.note.replaceChildren(...camera?.state === "missing" ? [icon("film")] : [], text);
  }
}

customElements.define("en-angle-grid", AngleGrid);
