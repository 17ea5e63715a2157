import { h } from "../dom.js";
import { bytes, count, length, offset, time } from "../format.js";

const pageSize = 200;

/**
 * What a finished export did.
 * @param {any} report
 * @param {string} id
 */
export function reportPanel(report, id) {
  const { plan } = report;
  const seconds = report.durationMilliseconds / 1000;
  const facts = [
    ["Length", length(Number(plan.length))],
    ["Size", bytes(report.fileBytes)],
    ["Packets", `${report.videoPackets.toLocaleString("en")} of picture, ${report.audioPackets.toLocaleString("en")} of sound`],
    ["Took", `${seconds.toFixed(1)} s, ${bytes(report.fileBytes / Math.max(seconds, 0.001))}/s`],
    ["Cuts", plan.rolledCuts > 0 ? `${count(plan.rolledCuts, "cut")} moved to a keyframe, by ${Number(plan.longestRoll).toFixed(3)} s at most` : "all exact"],
    ["Encoded anew", report.videoPacketsEncoded > 0 ? count(report.videoPacketsEncoded, "picture") : "nothing"],
    ["Verified", report.verification ? report.verification.map(one => `${one.kind}: ${one.written === one.found ? "the same" : "different"}, ${one.packets.toLocaleString("en")} packets`).join("; ") : "not asked for"],
  ];
  const shown = report.segments.slice(0, pageSize);
  return h("section", { class: "report", "aria-label": "Report" },
    h("dl", { class: "facts wide" }, ...facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
    report.warnings.length > 0 && h("ul", { class: "warnings" }, ...report.warnings.map(warning => h("li", {}, warning.message))),
    h("div", { class: "scrolls", tabIndex: 0, role: "region", "aria-label": "Segments of the report" }, h("table", {},
      h("thead", {}, h("tr", {}, ...["Segment", "File", "From", "To", "Moved by", "Packets", "Last picture held"].map(text => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...shown.map(segment => row(segment, plan))))),
    report.segments.length > shown.length && h("p", { class: "hint" }, `The first ${pageSize} of ${report.segments.length}; the file has all.`),
    h("p", {}, h("a", { href: `api/export/${encodeURIComponent(id)}/report`, download: `${id}-report.json` }, "The report as a file")));
}

function row({ plan: segment, packets, holdMilliseconds }, plan) {
  return h("tr", {},
    h("th", { scope: "row" }, String(segment.index + 1)),
    h("td", {}, plan.sources.find(source => source.index === segment.sourceIndex)?.filePath ?? ""),
    h("td", { class: "figure" }, time(Number(segment.actualProgramStart))),
    h("td", { class: "figure" }, time(Number(segment.actualProgramEnd))),
    h("td", { class: "figure" }, Number(segment.roll) === 0 ? "" : offset(Number(segment.roll))),
    h("td", { class: "figure" }, packets.toLocaleString("en")),
    h("td", { class: "figure" }, holdMilliseconds > 0 ? `${Math.round(holdMilliseconds)} ms` : ""));
}
