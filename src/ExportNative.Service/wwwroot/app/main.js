import { say, setText } from "./dom.js";
import { askForKey } from "./key-dialog.js";
import { Page } from "./page.js";
import { closeSession, getSession, listExports } from "./service.js";
import { themeSwitch } from "./theme.js";

// Each view comes when it is first looked at, so that the first one is there at once.
const views = {
  library: { title: "Library", load: () => import("./library/library-view.js").then(module => module.LibraryView) },
  multicam: { title: "Multicam", load: () => import("./multicam/multicam-view.js").then(module => module.MulticamView) },
  export: { title: "Export", load: () => import("./export/export-view.js").then(module => module.ExportView) },
  exports: { title: "Exports", load: () => import("./exports/exports-view.js").then(module => module.ExportsView) },
};

const countEvery = 5000;
const page = new Page();
const main = document.getElementById("main");
const running = document.getElementById("running");
const signOut = document.getElementById("sign-out");

/** @type {Map<string, HTMLElement & { enter(rest: string): void | Promise<void>, leave(): void }>} */
const made = new Map();
let current = "";

/** Goes where the address says: `#view` or `#view/more`. */
async function go() {
  const [name, ...rest] = location.hash.replace(/^#/, "").split("/");
  const wanted = Object.hasOwn(views, name) ? name : "library";
  const first = current === "";
  if (wanted !== current) made.get(current)?.leave();
  current = wanted;
  for (const link of document.querySelectorAll("#views a")) {
    if (link.hash === `#${wanted}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${views[wanted].title} – ExportNative`;
  let view = made.get(wanted);
  if (!view) {
    const View = await views[wanted].load();
    view = made.get(wanted) ?? new View(page);
    made.set(wanted, view);
    view.hidden = true;
    main.append(view);
  }
  if (current !== wanted) return;
  for (const [key, one] of made) one.hidden = key !== wanted;
  const entered = view.enter(decodeURIComponent(rest.join("/")));
  if (!first) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    say(views[wanted].title);
  }
  await entered;
}

let asking = false;

async function needKey() {
  if (asking) return;
  asking = true;
  await askForKey();
  asking = false;
  await knowSession();
  page.learnSources();
  void go();
}

async function knowSession() {
  try {
    const session = await getSession();
    page.mayOperate = session.scopes.includes("operate");
    signOut.hidden = !session.expiresAt;
    if (session.needsKey && !session.isKnown) page.dispatchEvent(new Event("keyneeded"));
  } catch {
    // Whoever asks the service next says what is wrong.
  }
}

async function countRunning() {
  if (document.hidden || asking) return;
  try {
    const { exports } = await listExports({ status: "processing", limit: 100 });
    setText(running, String(exports.length));
    running.hidden = exports.length === 0;
    running.setAttribute("aria-label", `, ${exports.length} running`);
  } catch {
    running.hidden = true;
  }
}

signOut.addEventListener("click", async () => {
  await closeSession();
  location.reload();
});
themeSwitch(document.getElementById("theme"));
page.addEventListener("keyneeded", () => void needKey());
page.store.addEventListener("notkept", () => say("The browser has no room to keep the edit. Save it as a file."));
addEventListener("hashchange", () => void go());
await knowSession();
await go();
performance.mark("usable");
document.documentElement.dataset.ready = "true";
setInterval(() => void countRunning(), countEvery);
void countRunning();
