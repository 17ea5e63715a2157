// The few ways in which this page makes and changes elements. Nothing here ever takes markup as text.

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `on` with listeners, `data` for the dataset, `class`; names of properties
 *   are set as such, others as attributes. False and null leave an attribute out.
 * @param {...(Node | string | null | undefined | false)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "class") {
      element.className = value;
    } else if (name in element && !name.startsWith("aria") && name !== "list" && name !== "role") {
      element[name] = value;
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const paths = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  previous: "M5 5h2.5v14H5zM19 5v14L8.5 12z",
  next: "M16.5 5H19v14h-2.5zM5 5v14l10.5-7z",
  back: "M15.5 5v14L6 12z",
  forward: "M8.5 5v14L18 12z",
  undo: "M9 5 3 10.5 9 16v-3.8h5.5a3.2 3.2 0 0 1 0 6.3H8V21h6.5a5.7 5.7 0 0 0 0-11.3H9z",
  redo: "M15 5l6 5.5-6 5.5v-3.8H9.5a3.2 3.2 0 0 0 0 6.3H16V21H9.5a5.7 5.7 0 0 1 0-11.3H15z",
  plus: "M10.8 4h2.4v6.8H20v2.4h-6.8V20h-2.4v-6.8H4v-2.4h6.8z",
  minus: "M4 10.8h16v2.4H4z",
  close: "M6.3 4.8 12 10.5l5.7-5.7 1.5 1.5L13.5 12l5.7 5.7-1.5 1.5L12 13.5l-5.7 5.7-1.5-1.5 5.7-5.7-5.7-5.7z",
  sun: "M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11 1.5h2v3.5h-2zM11 19h2v3.5h-2zM1.5 11H5v2H1.5zM19 11h3.5v2H19zM4 5.4 5.4 4l2.5 2.5-1.4 1.4zM16.1 17.5l1.4-1.4 2.5 2.5-1.4 1.4zM18.6 4 20 5.4l-2.5 2.5-1.4-1.4zM6.5 16.1l1.4 1.4L5.4 20 4 18.6z",
  moon: "M20.5 14.3A8.7 8.7 0 0 1 9.7 3.5a8.7 8.7 0 1 0 10.8 10.8z",
  contrast: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm0 2.2v14.6a7.3 7.3 0 0 1 0-14.6z",
  sound: "M4 9v6h4l5 4.5v-15L8 9zM15.5 8.5a5 5 0 0 1 0 7l1.5 1.5a7 7 0 0 0 0-10z",
  film: "M3 5h18v14H3zm2 2v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2zm12-8v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2zM9 7v10h6V7z",
};

/**
 * A drawn sign; says nothing to a screen reader.
 * @param {keyof typeof paths} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/**
 * A button with a sign in place of words.
 * @param {keyof typeof paths} name
 * @param {string} label What it does; shown when the pointer rests on it.
 * @param {() => void} action
 */
export function iconButton(name, label, action) {
  return h("button", { type: "button", class: "icon-only", title: label, "aria-label": label, on: { click: action } }, icon(name));
}

/** A button. */
export function button(label, action, className = "") {
  return h("button", { type: "button", class: className, on: { click: action } }, label);
}

let numbers = 0;

/**
 * A label and its control, tied together.
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint] A sentence below it, read with it.
 */
export function field(label, control, hint) {
  control.id ||= `f${++numbers}`;
  const below = hint ? h("span", { class: "hint", id: `${control.id}-hint` }, hint) : null;
  if (below) control.setAttribute("aria-describedby", below.id);
  return h("div", { class: "field" }, h("label", { htmlFor: control.id }, label), control, below);
}

/** A check box with its label behind it. */
export function check(label, checked, change, hint) {
  const box = h("input", { type: "checkbox", checked, on: { change: () => change(box.checked) } });
  const below = hint ? h("span", { class: "hint" }, hint) : null;
  return h("label", { class: "check" }, box, h("span", {}, label, below));
}

/**
 * A choice of one.
 * @param {[value: string, label: string][]} options
 * @param {string} value
 * @param {(value: string) => void} change
 */
export function select(options, value, change) {
  const made = h("select", { on: { change: () => change(made.value) } }, ...options.map(([key, label]) => h("option", { value: key, selected: key === value }, label)));
  made.value = value;
  return made;
}

/** Sets an element's text when it is another, so that nothing is laid out or read out in vain. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let silence;

/**
 * Says something to whoever cannot see the page.
 * @param {string} text
 */
export function say(text) {
  const region = document.getElementById("says");
  region.textContent = "";
  clearTimeout(silence);
  silence = setTimeout(() => { region.textContent = text; }, 60);
}
