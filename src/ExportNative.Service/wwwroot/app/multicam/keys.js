// The keys of the multicam view, in one table that is also its help.

/**
 * @typedef {object} Key
 * @property {string[]} codes As `KeyboardEvent.key`, in lower case; with `shift+`, `alt+` or `mod+` (Ctrl or ⌘) in front.
 * @property {string} shown
 * @property {string} does
 * @property {(event: KeyboardEvent) => void} run
 */

/**
 * @param {object} view What the keys act on.
 * @returns {Key[]}
 */
export function keysOf(view) {
  return [
    { codes: [" ", "k"], shown: "Space, K", does: "Play; K always pauses", run: event => event.key === " " ? view.playback.toggle() : view.playback.pause() },
    { codes: ["l"], shown: "L", does: "Play; again: faster", run: () => view.playback.shuttle(1) },
    { codes: ["j"], shown: "J", does: "Play backwards; again: faster", run: () => view.playback.shuttle(-1) },
    { codes: "123456789".split(""), shown: "1 – 9", does: "Switch to this camera, here and now", run: event => view.switchTo(Number(event.key) - 1, event.timeStamp) },
    { codes: ["arrowleft"], shown: "←  →", does: "One frame back, on", run: () => view.step(-1) },
    { codes: ["arrowright"], shown: "", does: "", run: () => view.step(1) },
    { codes: ["shift+arrowleft"], shown: "Shift ←  →", does: "One second back, on", run: () => view.jump(-1) },
    { codes: ["shift+arrowright"], shown: "", does: "", run: () => view.jump(1) },
    { codes: ["arrowup"], shown: "↑  ↓", does: "To the switch before, to the next", run: () => view.toSwitch(-1) },
    { codes: ["arrowdown"], shown: "", does: "", run: () => view.toSwitch(1) },
    { codes: ["home"], shown: "Home, End", does: "To the beginning, to the end", run: () => view.playback.seek(0) },
    { codes: ["end"], shown: "", does: "", run: () => view.playback.seek(view.store.edit.duration) },
    { codes: ["alt+arrowleft"], shown: "Alt ←  →", does: "Move the selected switch by a frame", run: () => view.moveSelected(-1) },
    { codes: ["alt+arrowright"], shown: "", does: "", run: () => view.moveSelected(1) },
    { codes: ["delete", "backspace"], shown: "Delete", does: "Delete the selected switch", run: () => view.removeSelected() },
    { codes: ["mod+z"], shown: "Ctrl Z", does: "Undo", run: () => view.undo() },
    { codes: ["mod+shift+z", "mod+y"], shown: "Ctrl Shift Z", does: "Redo", run: () => view.redo() },
    { codes: ["+", "="], shown: "+  −", does: "Larger, smaller timeline", run: () => view.timeline.zoom(1.5) },
    { codes: ["-"], shown: "", does: "", run: () => view.timeline.zoom(1 / 1.5) },
    { codes: ["escape"], shown: "Esc", does: "Select nothing", run: () => { view.timeline.selected = null; } },
  ];
}

const typed = new Set(["text", "number", "search", "password", "email", "url"]);

/** Runs the key of an event. @param {Key[]} keys */
export function runKey(keys, event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const { target } = event;

  // Whoever types, types.
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && typed.has(target.type))) return;
  const mod = event.ctrlKey || event.metaKey;
  const code = `${mod ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.shiftKey && event.key.length > 1 || event.shiftKey && mod ? "shift+" : ""}${event.key.toLowerCase()}`;
  const key = keys.find(one => one.codes.includes(code));
  if (!key) return;

  // Space and Enter on a button are its own.
  if (event.key === " " && target instanceof HTMLButtonElement && !target.classList.contains("tile")) return;
  event.preventDefault();
  if (event.repeat && /^\d$| |^[jlk]$/i.test(event.key)) return;
  key.run(event);
}
