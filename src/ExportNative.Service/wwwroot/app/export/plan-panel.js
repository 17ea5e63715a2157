import { button, h, setText } from "../dom.js";
import { bytes, count, length, offset, time } from "../format.js";
import { looksOf } from "../multicam/colors.js";

const pageSize = 50;
const decisions = { copied: "exact", rolled: "moved", exact: "exact", continued: "goes on", absorbed: "left out" };

/**
 * The plan of an export: one sentence, what to know, and every piece.
 * @param {any} plan What the service answered.
 * @param {import("../edit/edit.js").Edit} edit
 * @param {{ angleId: string, start: number, end: number }[]} pieces Of the edit, one for each segment.
 */
export function planPanel(plan, edit, pieces) {
  const looks = looksOf(edit);
  const warnings = plan.warnings.filter(warning => warning.segmentIndex === null);
  return h("div", { class: "plan" },
    h("p", { class: "plan-sentence" }, planSentence(plan)),
    h("dl", { class: "facts wide" },
      ...facts([["Picture", plan.sources.map(source => source.video).filter((text, i, all) => all.indexOf(text) === i).join("; ")], ["Sound", soundOf(plan)], ["Container", plan.container]])),
    warnings.length > 0 && h("ul", { class: "warnings" }, ...warnings.map(warning => h("li", {}, warning.message))),
    planTable(plan, looks, pieces));
}

/** `155 segments, 1:10:03, about 9.4 GB, 12 cuts roll by up to 0.6 s`; with cuts by frame also how many pictures are encoded anew. */
export function planSentence(plan) {
  const longest = Number(plan.longestRoll);
  return [
    count(plan.segments.length, "segment"), length(Number(plan.length)), `about ${bytes(plan.estimatedBytes)}`,
    plan.rolledCuts > 0 ? `${count(plan.rolledCuts, "cut rolls", "cuts roll")} by up to ${longest < 0.1 ? longest.toFixed(2) : longest.toFixed(1)} s` : plan.segments.length > 1 ? "all cuts exact" : "",
    plan.picturesEncoded > 0 ? `${count(plan.picturesEncoded, "picture")} of ${(plan.picturesEncoded + plan.picturesCopied).toLocaleString("en")} encoded anew` : "",
  ].filter(Boolean).join(", ");
}

function soundOf(plan) {
  const kinds = [...new Set(plan.sources.map(source => source.audio).filter(Boolean))];
  return kinds.length > 0 ? kinds.join("; ") : "none";
}

function* facts(list) {
  for (const [term, value] of list) yield h("div", {}, h("dt", {}, term), h("dd", {}, value));
}

function planTable(plan, looks, pieces) {
  const body = h("tbody");
  const place = h("span", { class: "amount" });
  const turn = by => {
    first = Math.min(Math.max(0, first + by), plan.segments.length - 1);
    show();
  };
  const earlier = button("Earlier", () => turn(-pageSize), "quiet");
  const later = button("Later", () => turn(pageSize), "quiet");
  let first = 0;
  const show = () => {
    const shown = plan.segments.slice(first, first + pageSize);
    body.replaceChildren(...shown.map(segment => row(segment, plan, looks.get(pieces[segment.index]?.angleId))));
    setText(place, plan.segments.length > pageSize ? `${first + 1} to ${first + shown.length} of ${plan.segments.length}` : "");
    earlier.hidden = later.hidden = plan.segments.length <= pageSize;
    earlier.disabled = first === 0;
    later.disabled = first + pageSize >= plan.segments.length;
  };
  show();
  return h("div", {},
    h("div", { class: "panel-head" }, h("h3", {}, "Segments"), place, h("span", { class: "spring" }), earlier, later),
    h("div", { class: "scrolls", tabIndex: 0, role: "region", "aria-label": "Segments of the plan" }, h("table", {},
      h("thead", {}, h("tr", {}, ...["Segment", "Camera", "Asked at", "On screen from", "to", "Rolls by", "Becomes"].map(text => h("th", { scope: "col" }, text)))),
      body)));
}

function row(segment, plan, look) {
  const roll = Number(segment.roll);
  const warnings = plan.warnings.filter(warning => warning.segmentIndex === segment.index).map(warning => warning.message);
  const encoded = (segment.parts ?? []).filter(part => part.kind === "encoded");
  const anew = encoded.length > 0 && encoded.every(part => part.pictures !== null) ? `${count(encoded.reduce((sum, part) => sum + part.pictures, 0), "picture")} encoded anew.` : "";
  const reason = [segment.reason, anew, ...warnings].filter(Boolean).join(" ");
  const made = h("tr", { data: { decision: segment.decision } },
    h("th", { scope: "row" }, String(segment.index + 1)),
    h("td", { class: "figure" }, look ? h("span", { class: "camera-mark" }, String(look.number)) : null, look?.name ?? plan.sources.find(source => source.index === segment.sourceIndex)?.filePath ?? ""),
    h("td", { class: "figure" }, time(Number(segment.programStart))),
    h("td", { class: "figure" }, time(Number(segment.actualProgramStart))),
    h("td", { class: "figure" }, time(Number(segment.actualProgramEnd))),
    h("td", { class: "figure" }, roll === 0 ? "" : offset(roll)),
    h("td", { class: "reason" }, decisions[segment.decision] ?? segment.decision, reason && h("span", { class: "hint" }, reason)));
  if (look) made.style.setProperty("--angle", look.color);
  return made;
}
