import { h, icon, setText } from "../dom.js";
import { looksOf } from "./colors.js";
import { fullHeight } from "./timeline-painter.js";

// Pixels: between tiles, of a tile's label and frame, of everything else that should be in sight, and the least height, also as
// a share of the window's.
const gap = 8;
const label = 38;
const aroundStage = 300;
const least = 200;
const leastShare = 0.42;

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
    addEventListener("resize", () => this.#layOut());
    this.#arrange();
  }

  connectedCallback() {
    new ResizeObserver(() => this.#layOut()).observe(this.parentElement);
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
      tile.element.setAttribute("aria-keyshortcuts", look.number <= 9 ? String(look.number) : "");
      this.#note(tile, camera);
      if (this.children[i] !== tile.element) this.insertBefore(tile.element, this.children[i] ?? null);
    });
    this.#onScreen = undefined;
    this.#layOut();
  }

  // As many columns as make the pictures largest in the room that the timeline leaves.
  #layOut() {
    const amount = this.#tiles.size;
    const width = this.parentElement?.clientWidth ?? 0;
    if (amount === 0 || width === 0) return;
    const height = Math.max(least, innerHeight * leastShare, innerHeight - aroundStage - fullHeight(amount));
    let best = { columns: 1, width: 0 };
    for (let columns = 1; columns <= amount; columns++) {
      const across = (width - (columns - 1) * gap) / columns;
      const down = ((height - (Math.ceil(amount / columns) - 1) * gap) / Math.ceil(amount / columns) - label) * 16 / 9;
      if (Math.min(across, down) > best.width) best = { columns, width: Math.min(across, down) };
    }
    this.style.setProperty("--columns", String(best.columns));
    this.style.setProperty("--tile", `${Math.floor(best.width)}px`);
    this.style.setProperty("--single", `${Math.floor(Math.min(width, (height - label) * 16 / 9))}px`);
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
    }, screen, h("span", { class: "tile-label" }, h("span", { class: "unseen" }, "Camera "), number, " ", name, h("span", { class: "tile-on", "aria-hidden": "true" }, "On screen")));
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
