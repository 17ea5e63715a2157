import { button, h, say } from "./dom.js";

// What whoever reads an error can do about it, by the error's stable word.
const advice = {
  configInvalid: "Change the edit or the options named below, then try again.",
  rangeNotInSource: "A camera is on screen where it has no footage: move the switch, correct its sync offset, or shorten the edit.",
  sourceMissing: "A camera's file is not in the library: upload it again, or remove the camera from the edit.",
  sourceUnreadable: "A camera's file holds no footage that can be read: upload it again, it may have arrived damaged.",
  notCopyable: "The cameras differ in what is named here, and pieces of them cannot be joined as they are. Leave one of them out, or convert it to be like the others.",
  diskFull: "Whoever runs the service must make room; then try again.",
  readFailed: "The service could not read a file to its end. Try again; if it fails again, upload the file anew.",
  writeFailed: "The service could not write the result. Try again; if it fails again, tell whoever runs the service.",
  stalled: "Nothing moved for too long. Try again when the service is less busy.",
  librariesMissing: "Whoever runs the service must install FFmpeg's libraries.",
  internal: "Copy this and tell whoever runs the service.",
};

const byStatus = {
  0: "Look whether the service runs and can be reached, then try again.",
  401: "Enter an API key.",
  403: "This needs an API key that may do it.",
  404: "It may have been removed in the meantime.",
  413: "Whoever runs the service can allow more.",
  429: "Wait a little, then try again.",
  507: "Whoever runs the service must make room; then try again.",
};

/**
 * An error with what to do about it, to be copied and tried again.
 * @param {string} title What did not work.
 * @param {{ message: string, kind?: string | null, status?: number, problems?: { path: string, problem: string, expected: string }[] }} error
 * @param {{ retry?: () => void, dismiss?: () => void }} [actions]
 */
export function problemBox(title, error, actions = {}) {
  const problems = error.problems ?? [];
  const todo = advice[error.kind] ?? byStatus[error.status] ?? "";
  const shown = problems.slice(0, 50);

  // With a list below it, the message is the same again in one line.
  const message = problems.length > 1 ? "" : error.message;
  const text = [title, error.message, ...problems.map(one => `${one.path}: ${one.problem}; expected ${one.expected}`), todo,
    [error.kind && `kind ${error.kind}`, error.status && `HTTP ${error.status}`, new Date().toISOString()].filter(Boolean).join(", ")].filter(Boolean).join("\n");
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
      copy.textContent = "Copied";
    } catch {
      // Pages without a secure connection may not write to the clipboard; the text is selected for the person to copy.
      getSelection().selectAllChildren(box);
      say("Selected. Copy it with the keyboard.");
    }
  });
  const box = h("div", { class: "problem", role: "alert" },
    h("strong", {}, title),
    message && h("p", {}, message),
    shown.length > 0 && problems.length > 1 && h("ul", {}, ...shown.map(one => h("li", {}, h("code", {}, one.path), ` ${one.problem}; expected ${one.expected}`)),
      problems.length > shown.length && h("li", {}, `and ${problems.length - shown.length} more`)),
    todo && h("p", { class: "todo" }, todo),
    h("div", { class: "actions" },
      actions.retry && button("Try again", actions.retry, "primary"),
      copy,
      actions.dismiss && button("Dismiss", actions.dismiss)));
  return box;
}
