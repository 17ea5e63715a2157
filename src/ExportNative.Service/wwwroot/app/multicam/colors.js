// One colour for each camera's number. White text on each of them is readable, and the number is always written with it.
const colors = ["#2456c9", "#a84a0a", "#0b7a56", "#b8175c", "#6a2fc7", "#0a7186", "#5b6472", "#4a7210", "#96123a"];

/** @param {number} number From 0, as the angle's place. */
export const colorOf = number => colors[number % colors.length];

/** Colours by angle. @returns {Map<string, { color: string, number: number, name: string }>} */
export function looksOf(edit) {
  return new Map(edit.angles.map((angle, i) => [angle.id, { color: colorOf(i), number: i + 1, name: angle.name }]));
}
