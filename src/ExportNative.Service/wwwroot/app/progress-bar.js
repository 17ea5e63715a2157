import { h } from "./dom.js";
import { percent } from "./format.js";

/**
 * A bar that fills. The part that is done is read out with its percent and whatever else is said.
 * @param {string} label
 */
export function progressBar(label) {
  const done = h("div", { class: "progress-done" });
  const bar = h("div", { class: "progress", role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 }, done);
  return {
    element: bar,

    /**
     * @param {number} fraction 0 to 1.
     * @param {string} [text] Read out in place of the percent.
     * @param {"" | "failed" | "done" | "waiting"} [tone]
     */
    set(fraction, text = percent(fraction), tone = "") {
      done.style.transform = `scaleX(${fraction})`;
      bar.setAttribute("aria-valuenow", (Math.floor(fraction * 1000) / 10).toString());
      bar.setAttribute("aria-valuetext", text);
      bar.dataset.tone = tone;
    },
  };
}
