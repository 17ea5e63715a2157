import { EditStore } from "./edit/edit-store.js";
import { MediaShelf, mediaOf } from "./media.js";
import { withMedia } from "./edit/edit.js";
import { needsKey } from "./service.js";

/** What the views share: the open edit, what is known of the sources, and what to do when the service asks who is there. */
export class Page extends EventTarget {
  store = new EditStore();
  media = new MediaShelf();

  /** Whether the service lets this visitor remove sources. */
  mayOperate = false;
  #learnt = new Set();

  constructor() {
    super();
    this.store.addEventListener("change", () => this.learnSources());
    this.learnSources();
  }

  /**
   * Takes care of an error that only says that a key is needed.
   * @returns {boolean} True: nothing further is to be shown.
   */
  handleStranger(error) {
    if (!needsKey(error)) return false;
    this.dispatchEvent(new Event("keyneeded"));
    return true;
  }

  /** Asks for what the edit does not know yet of its sources; what it does know is looked at once in each visit. */
  learnSources() {
    for (const { source, media } of this.store.edit.angles) {
      if (media && this.#learnt.has(source)) continue;
      this.media.source(source).then(
        found => {
          this.#learnt.add(source);
          this.store.learn(edit => withMedia(edit, new Map([[source, mediaOf(found.media)]])));
        },
        // Who shows the camera says what is wrong with it.
        error => this.handleStranger(error));
    }
  }
}
