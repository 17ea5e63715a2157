import { button, h, icon, say, setText } from "../dom.js";
import { addAngle } from "../edit/edit.js";
import { bytes, count, frameRate, length } from "../format.js";
import { describeMedia } from "../media.js";
import { problemBox } from "../problem.js";
import { progressBar } from "../progress-bar.js";
import { deleteSource, listSources, thumbnailUrl } from "../service.js";
import { Uploads } from "./uploads.js";

const askAgainAfter = 5000;
const thumbnailWidth = 320;

/** The library: files come in here, and are looked at. */
export class LibraryView extends HTMLElement {
  #page;
  #uploads = new Uploads();
  #uploadRows = new Map();
  #cards = new Map();
  #timer = 0;

  /** @param {import("../page.js").Page} page */
  constructor(page) {
    super();
    this.#page = page;
    this.#build();
    this.#uploads.addEventListener("change", () => this.#showUploads());
    this.#uploads.addEventListener("done", event => {
      page.media.forget(event.detail);
      say(`${event.detail} is in the library.`);
      void this.refresh();
    });
  }

  async enter() {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => { if (!document.hidden) void this.refresh(); }, askAgainAfter);
    await this.refresh();
  }

  leave() { clearInterval(this.#timer); }

  /** Looks at the library again. */
  async refresh() {
    try {
      const sources = await listSources();
      this.trouble.replaceChildren();
      this.#showSources(sources);
    } catch (error) {
      if (!this.#page.handleStranger(error)) this.trouble.replaceChildren(problemBox("The library cannot be read.", error, { retry: () => this.refresh() }));
    }
  }

  #build() {
    const input = h("input", { type: "file", multiple: true, class: "unseen", id: "files", on: { change: () => { this.#uploads.add(input.files); input.value = ""; } } });
    this.drop = h("div", { class: "drop" }, icon("film"), h("p", {}, "Drop camera files here, or"), h("label", { htmlFor: "files", class: "button primary" }, "Choose files"), input);
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, event => this.#dragged(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, event => this.#dragged(event, false));
    this.addEventListener("drop", event => this.#uploads.add(event.dataTransfer.files));
    this.uploadList = h("ul", { class: "uploads", "aria-label": "Uploads" });
    this.trouble = h("div");
    this.cards = h("ul", { class: "cards", "aria-label": "Sources" });
    this.empty = h("p", { class: "empty", hidden: true }, "Nothing is here yet. Files that you drop here stay on this service's own disk.");
    this.used = h("span", { class: "amount" });
    this.amount = h("span", { class: "amount" });
    this.append(
      h("div", { class: "view-head" }, h("h1", {}, "Library"), this.amount, this.used, h("a", { href: "#multicam", class: "button" }, "Cut them")),
      this.drop, this.uploadList, this.trouble, this.cards, this.empty);
  }

  #dragged(event, over) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.drop.classList.toggle("over", over);
  }

  #showUploads() {
    const { list } = this.#uploads;
    for (const [upload, row] of this.#uploadRows) {
      if (!list.includes(upload)) {
        row.element.remove();
        this.#uploadRows.delete(upload);
      }
    }
    for (const upload of list) {
      let row = this.#uploadRows.get(upload);
      if (!row) {
        row = uploadRow(upload, this.#uploads);
        this.#uploadRows.set(upload, row);
        this.uploadList.append(row.element);
      }
      row.update();
    }
  }

  #showSources(sources) {
    const kept = new Set();
    const order = [];
    for (const source of sources) {
      const stamp = `${source.bytes} ${source.modifiedAt}`;
      kept.add(source.name);
      let card = this.#cards.get(source.name);
      if (card?.stamp !== stamp) {
        if (card) this.#page.media.forget(source.name);
        const made = { stamp, element: this.#card(source, stamp) };
        if (card) card.element.replaceWith(made.element);
        this.#cards.set(source.name, made);
        card = made;
      }
      order.push(card.element);
    }
    for (const [name, card] of this.#cards) {
      if (kept.has(name)) continue;
      card.element.remove();
      this.#cards.delete(name);
    }

    // Only what is at another place is moved: moving takes the focus away.
    order.forEach((element, i) => { if (this.cards.children[i] !== element) this.cards.insertBefore(element, this.cards.children[i] ?? null); });
    this.empty.hidden = sources.length > 0;
    setText(this.amount, sources.length > 0 ? `${count(sources.length, "file")}, ${bytes(sources.reduce((sum, one) => sum + one.bytes, 0))}` : "");
  }

  #card(source, stamp) {
    const facts = h("dl", { class: "facts" });
    const picture = h("img", { alt: "", loading: "lazy", decoding: "async", src: thumbnailUrl(source.name, 0, thumbnailWidth) });
    picture.addEventListener("error", () => picture.replaceWith(h("span", { class: "no-picture" }, icon("film"))));
    const trouble = h("div");
    const remove = button("Delete", () => this.#remove(source, trouble), "quiet");
    remove.setAttribute("aria-label", `Delete: ${source.name}`);
    const use = button("Use as camera", () => this.#use(source.name));
    use.setAttribute("aria-label", `Use as camera: ${source.name}`);
    const card = h("li", { class: "card", data: { source: source.name } },
      h("div", { class: "card-picture" }, picture),
      h("h2", { title: source.name }, source.name), facts, trouble, h("div", { class: "actions" }, use, this.#page.mayOperate && remove));
    fact(facts, "Size", bytes(source.bytes));
    this.#page.media.source(source.name, stamp).then(
      ({ media }) => showFacts(facts, media),
      error => trouble.replaceChildren(problemBox("It cannot be read.", error)));
    return card;
  }

  #use(name) {
    this.#page.store.apply(`the camera ${name}`, edit => addAngle(edit, name));
    say(`${name} is camera ${this.#page.store.edit.angles.length} of the edit.`);
    setText(this.used, `${count(this.#page.store.edit.angles.length, "camera")} in the edit`);
  }

  async #remove(source, trouble) {
    const used = this.#page.store.edit.angles.some(angle => angle.source === source.name);
    if (!confirm(`Delete ${source.name} from the service?${used ? " The open edit uses it." : ""}`)) return;
    try {
      await deleteSource(source.name);
      this.#page.media.forget(source.name);
      say(`${source.name} was deleted.`);
      await this.refresh();
      this.querySelector(".drop label").focus();
    } catch (error) {
      if (!this.#page.handleStranger(error)) trouble.replaceChildren(problemBox("It was not deleted.", error));
    }
  }
}

function fact(list, term, value) {
  list.append(h("div", {}, h("dt", {}, term), h("dd", {}, value)));
}

function showFacts(list, media) {
  const { video, audio } = describeMedia(media);
  if (media.duration !== null) fact(list, "Length", length(media.duration));
  if (video) {
    fact(list, "Picture", `${video.codec}${video.profile ? ` ${video.profile}` : ""}, ${video.width} × ${video.height}`);
    fact(list, "Rate", frameRate(media.frameRate));
  }
  fact(list, "Keyframes", media.longestGop === null ? count(media.keyframes, "keyframe") : `every ${media.longestGop.toFixed(2)} s at most`);
  fact(list, "Sound", audio ? `${audio.codec}, ${audio.sampleRate} Hz, ${audio.channels}` : "none");
}

const stateWords = { waiting: "Waiting", stopped: "Stopped", failed: "Failed", done: "Done" };

function uploadRow(upload, uploads) {
  const bar = progressBar(`Upload of ${upload.name}`);
  const text = h("span", { class: "upload-text" });
  const trouble = h("div");
  const stop = button("Stop", () => uploads.stop(upload), "quiet");
  const resume = button("Go on", () => uploads.resume(upload), "quiet");
  const remove = button("Dismiss", () => uploads.remove(upload), "quiet");
  const element = h("li", { class: "upload", data: { upload: upload.name } },
    h("span", { class: "upload-name" }, upload.name), text, bar.element, h("span", { class: "actions" }, stop, resume, remove), trouble);
  let shownError = null;
  return {
    element,
    update() {
      const fraction = upload.total > 0 ? upload.sent / upload.total : 0;
      const amount = `${bytes(upload.sent)} of ${bytes(upload.total)}`;
      setText(text, upload.state === "sending" ? `${amount}${upload.speed > 0 ? `, ${bytes(upload.speed)}/s` : ""}` : `${stateWords[upload.state]}, ${amount}`);
      bar.set(fraction, undefined, upload.state === "failed" ? "failed" : upload.state === "done" ? "done" : "");
      element.dataset.state = upload.state;
      stop.hidden = upload.state !== "sending" && upload.state !== "waiting";
      resume.hidden = upload.state !== "stopped";
      remove.hidden = !stop.hidden;
      if (upload.error === shownError) return;
      shownError = upload.error;
      trouble.replaceChildren(...shownError ? [uploadProblem(upload, uploads)] : []);
    },
  };
}

function uploadProblem(upload, uploads) {
  const exists = upload.error.status === 409 && upload.sent === 0;
  const box = problemBox(`${upload.name} was not uploaded.`, upload.error, { retry: exists ? undefined : () => uploads.resume(upload) });
  if (exists) box.querySelector(".actions").prepend(button("Replace it", () => uploads.resume(upload, true), "primary"));
  return box;
}

customElements.define("en-library", LibraryView);
