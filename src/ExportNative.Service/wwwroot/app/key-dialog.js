import { button, field, h } from "./dom.js";
import { problemBox } from "./problem.js";
import { openSession } from "./service.js";

/**
 * Asks for the API key, until the service takes one. It is exchanged for a session cookie that scripts cannot read and that
 * the browser forgets when it is closed; the key itself is kept nowhere.
 */
export function askForKey() {
  return new Promise(resolve => {
    const input = h("input", { type: "password", autocomplete: "off", required: true, spellcheck: false });
    const trouble = h("div");
    const enter = button("Enter", () => {}, "primary");
    enter.type = "submit";
    const form = h("form", { method: "dialog" },
      h("h2", { id: "key-title" }, "This service asks for a key"),
      field("API key", input, "Whoever runs the service gives you one. It is forgotten when the browser is closed."),
      trouble,
      h("div", { class: "actions" }, enter));
    const dialog = h("dialog", { class: "ask", "aria-labelledby": "key-title" }, form);
    form.addEventListener("submit", async event => {
      event.preventDefault();
      enter.disabled = true;
      try {
        await openSession(input.value.trim());
        dialog.close();
        dialog.remove();
        resolve();
      } catch (error) {
        trouble.replaceChildren(problemBox("The service does not take this key.", error));
        input.select();
      } finally {
        enter.disabled = false;
      }
    });
    dialog.addEventListener("cancel", event => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}
