import { icon } from "./dom.js";

const key = "exportnative.theme";
const order = ["system", "light", "dark"];
const icons = { system: "contrast", light: "sun", dark: "moon" };

function chosen() {
  return document.documentElement.dataset.theme ?? "system";
}

function apply(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Not kept then; it holds for this visit.
  }
}

/**
 * Makes a button the switch between the system's colours, light and dark.
 * @param {HTMLButtonElement} button
 */
export function themeSwitch(button) {
  const show = () => {
    const theme = chosen();
    button.replaceChildren(icon(icons[theme]));
    button.title = `Colours: ${theme}`;
    button.setAttribute("aria-label", `Colours: ${theme}. Change.`);
  };
  button.addEventListener("click", () => {
    apply(order[(order.indexOf(chosen()) + 1) % order.length]);
    show();
    document.dispatchEvent(new Event("themechange"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("themechange")));
  show();
}
