import { endOf, moveSwitch, switchIndexAt } from "../edit/edit.js";
import { h } from "../dom.js";
import { time as timeText } from "../format.js";
import { looksOf } from "./colors.js";
import { Filmstrips } from "./filmstrips.js";
import { fullHeight, paintTimeline, rows } from "./timeline-painter.js";
import { TimelineView } from "./timeline-view.js";

const grab = 6;
const spokenEvery = 500;

/**
 * The timeline: the cut in colours, keyframes, each camera's sound or pictures, and the playhead, which is a slider for
 * whoever cannot see it. Says `select` with a switch's id, or null.
 */
export class Timeline extends HTMLElement {
  #store;
  #playback;
  #footage;
  #view = new TimelineView();
  #strips = new Filmstrips(() => this.redraw());
  #colors = null;
  #selected = null;
  #dirty = true;
  #drag = null;
  #frame = 0;
  #headAt = NaN;
  #spoken = 0;

  /**
   * @param {import("../edit/edit-store.js").EditStore} store
   * @param {import("./playback.js").Playback} playback
   * @param {Map<string, object>} footage What is known of the angles; the painter says what it needs.
   */
  constructor(store, playback, footage) {
    super();
    this.#store = store;
    this.#playback = playback;
    this.#footage = footage;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.head = h("div", { class: "playhead" });
    this.slider = h("div", { class: "timeline-slider", role: "slider", tabIndex: 0, "aria-label": "Playhead", "aria-valuemin": 0, "aria-orientation": "horizontal" }, this.canvas, this.head);
    this.append(this.slider);
    store.addEventListener("change", () => this.redraw());
    store.addEventListener("preview", () => this.redraw());
    document.addEventListener("themechange", () => { this.#colors = null; this.redraw(); });
    new ResizeObserver(() => this.redraw()).observe(this.slider);
    this.slider.addEventListener("pointerdown", event => this.#down(event));
    this.slider.addEventListener("pointermove", event => this.#move(event));
    this.slider.addEventListener("pointerup", event => this.#up(event));
    this.slider.addEventListener("pointercancel", () => this.#cancel());
    this.slider.addEventListener("wheel", event => this.#wheel(event), { passive: false });
  }

  /** The switch that keys act on; null for none. */
  get selected() { return this.#selected; }

  set selected(id) {
    if (id === this.#selected) return;
    this.#selected = id;
    this.redraw();
    this.dispatchEvent(new CustomEvent("select", { detail: id }));
  }

  /** Draws with the next frame. */
  redraw() { this.#dirty = true; }

  /** Draws as long as it is on screen: the page calls it when it comes and goes. */
  run(on) {
    cancelAnimationFrame(this.#frame);
    if (!on) return;
    this.#dirty = true;
    const step = () => {
      this.#paint();
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  zoom(factor) {
    this.#view.zoom(factor, this.#view.x(this.#playback.time));
    this.redraw();
  }

  fit() {
    this.#view.fit();
    this.redraw();
  }

  /** Brings a time into sight. */
  reveal(seconds) {
    if (this.#view.reveal(seconds)) this.redraw();
  }

  #paint() {
    const time = this.#playback.time;
    if (this.#playback.clock.runs && !this.#drag && this.#view.reveal(time)) this.#dirty = true;
    if (this.#dirty) {
      this.#dirty = false;
      this.#draw();
      this.#headAt = NaN;
    }
    if (time !== this.#headAt) {
      this.#headAt = time;
      this.head.style.transform = `translateX(${this.#view.x(time)}px)`;
    }
    this.#speak(time);
  }

  #draw() {
    const { edit } = this.#store;
    const width = this.slider.clientWidth;
    const height = fullHeight(edit.angles.length);
    const ratio = devicePixelRatio;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.slider.style.height = `${height}px`;
    }
    this.#view.resize(width, edit.duration);
    this.#colors ??= colorsOf(this);
    const canvas = this.canvas.getContext("2d", { alpha: false });
    canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintTimeline(canvas, {
      view: this.#view, edit, looks: looksOf(edit), footage: this.#footage, selected: this.#selected, strips: this.#strips, colors: this.#colors,
    });
  }

  // Screen readers are told where the playhead is, not sixty times a second.
  #speak(time) {
    const now = performance.now();
    if (now - this.#spoken < spokenEvery) return;
    this.#spoken = now;
    const { edit } = this.#store;
    const index = switchIndexAt(edit, time);
    const look = looksOf(edit).get(edit.switches[index]?.angleId);
    const values = {
      "aria-valuemax": edit.duration, "aria-valuenow": Number(time.toFixed(3)),
      "aria-valuetext": look ? `${timeText(time)}, camera ${look.number}, ${look.name}` : timeText(time),
    };
    for (const [name, value] of Object.entries(values)) {
      if (this.slider.getAttribute(name) !== String(value)) this.slider.setAttribute(name, String(value));
    }
  }

  #place(event) {
    const box = this.slider.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  // The handle under the pointer, the nearest of several.
  #handleAt({ x, y }) {
    if (y > rows.ruler + rows.program + rows.ticks) return null;
    const { edit } = this.#store;
    let found = null;
    let nearest = grab;
    for (let i = Math.max(1, switchIndexAt(edit, this.#view.seconds(x - grab))); i < edit.switches.length; i++) {
      const distance = this.#view.x(edit.switches[i].time) - x;
      if (distance > grab) break;
      if (Math.abs(distance) <= nearest) {
        nearest = Math.abs(distance);
        found = edit.switches[i];
      }
    }
    return found;
  }

  #down(event) {
    if (event.button !== 0 || this.#store.edit.duration <= 0) return;
    const place = this.#place(event);
    this.slider.setPointerCapture(event.pointerId);
    const handle = this.#handleAt(place);
    if (handle) {
      this.selected = handle.id;
      this.#drag = { id: handle.id, by: this.#view.x(handle.time) - place.x, from: place.x, moved: false };
      return;
    }
    if (place.y > rows.ruler && place.y < rows.ruler + rows.program) {
      const index = switchIndexAt(this.#store.edit, this.#view.seconds(place.x));
      this.selected = index > 0 && this.#view.seconds(place.x) <= endOf(this.#store.edit, index) ? this.#store.edit.switches[index].id : null;
    }
    this.#drag = { id: null };
    this.#playback.seek(this.#view.seconds(place.x));
  }

  #move(event) {
    const place = this.#place(event);
    if (!this.#drag) {
      this.slider.style.cursor = this.#handleAt(place) ? "ew-resize" : "";
      return;
    }
    if (this.#drag.id === null) {
      this.#playback.seek(this.#view.seconds(place.x));
      return;
    }
    this.#drag.moved ||= Math.abs(place.x - this.#drag.from) > 2;
    if (!this.#drag.moved) return;
    const seconds = this.#view.seconds(place.x + this.#drag.by);
    this.#store.preview("the move of a switch", edit => moveSwitch(edit, this.#drag.id, seconds));
    if (!this.#playback.isPlaying) this.#playback.seek(this.#store.edit.switches.find(one => one.id === this.#drag.id).time);
  }

  #up() {
    if (this.#drag?.id) this.#store.endPreview();
    this.#drag = null;
  }

  #cancel() {
    if (this.#drag?.id) this.#store.cancelPreview();
    this.#drag = null;
  }

  #wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#view.zoom(Math.exp(-event.deltaY / 300), this.#place(event).x);
      this.redraw();
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.#view.scrollTo(this.#view.start + (event.deltaX || event.deltaY) / this.#view.scale);
      this.redraw();
    }
  }
}

// The canvas takes its colours from the same styles as everything else.
function colorsOf(element) {
  const style = getComputedStyle(element);
  const of = name => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: of("panel"), quiet: of("quiet"), text: of("text"), tick: of("tick"), roll: of("warn"), handle: of("text"), selected: of("accent"),
    lane: of("lane"), empty: of("lane-empty"), label: of("panel"), wave: of("wave"),
  };
}

customElements.define("en-timeline", Timeline);
