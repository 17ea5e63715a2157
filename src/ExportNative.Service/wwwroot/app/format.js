// Figures as people read them.

/**
 * A time on a timeline: `1:10:03.240`.
 * @param {number} seconds May be negative.
 * @param {number} [digits] Of the fraction.
 */
export function time(seconds, digits = 3) {
  if (!Number.isFinite(seconds)) return "–";
  const scale = 10 ** digits;
  const whole = Math.round(Math.abs(seconds) * scale);
  const total = Math.floor(whole / scale);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const rest = total % 60;
  const fraction = digits > 0 ? `.${String(whole % scale).padStart(digits, "0")}` : "";
  const head = hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}` : String(minutes);
  return `${seconds < 0 && whole > 0 ? "−" : ""}${head}:${String(rest).padStart(2, "0")}${fraction}`;
}

/**
 * Reads what {@link time} writes, and plain seconds.
 * @param {string} text
 * @returns {number} NaN for anything else.
 */
export function parseTime(text) {
  const match = /^\s*([-−+]?)(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?|[.,]\d+)\s*s?\s*$/.exec(text);
  if (!match) return NaN;
  const seconds = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4].replace(",", "."));
  return match[1] === "-" || match[1] === "−" ? -seconds : seconds;
}

/** A length without its fraction: `1:10:03`. */
export function length(seconds) {
  return time(seconds, 0);
}

/** A difference with its sign: `+0.120 s`. */
export function offset(seconds, digits = 3) {
  const rounded = Number(seconds.toFixed(digits));
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(digits)} s`;
}

const units = ["B", "kB", "MB", "GB", "TB"];

/** A number of bytes: `9.4 GB`. */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A share of a whole, rounded down: 100 % only when it is done. */
export function percent(fraction) {
  return `${(Math.floor(fraction * 1000) / 10).toFixed(1)} %`;
}

/** A frame rate as FFmpeg writes it, for people: `29.97 frames/s`. */
export function frameRate(fraction) {
  const rate = parseRate(fraction);
  return rate ? `${Number(rate.toFixed(2))} frames/s` : "variable frame rate";
}

/** A frame rate as a number; null when there is none. */
export function parseRate(fraction) {
  const match = /^(\d+)(?:\/(\d+))?$/.exec(fraction ?? "");
  const rate = match ? Number(match[1]) / Number(match[2] ?? 1) : 0;
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}

/** One or many: `1 cut`, `12 cuts`. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** When something was: the time today, else with the date. */
export function moment(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return "";
  const today = new Date().toDateString() === date.toDateString();
  return date.toLocaleString([], today ? { hour: "2-digit", minute: "2-digit", second: "2-digit" } : { dateStyle: "medium", timeStyle: "short" });
}
