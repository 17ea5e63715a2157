// Lists of keyframe times: seconds of the file, ascending.

// What an index says may be a rounding away from what the file says.
const rounding = 1e-4;

/** Place of the first keyframe after a time. */
export function placeAfter(keyframes, at) {
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyframes[middle] <= at + rounding) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last keyframe at or before a time; 0 when there is none. */
export function keyframeBefore(keyframes, at) {
  return keyframes[placeAfter(keyframes, at) - 1] ?? 0;
}

/** The keyframe nearest to a time; null when there is none. */
function nearestKeyframe(keyframes, at) {
  const place = placeAfter(keyframes, at);
  const before = keyframes[place - 1];
  const after = keyframes[place];
  if (before === undefined || after === undefined) return before ?? after ?? null;
  return after - at < at - before ? after : before;
}

/**
 * Seconds by which a switch will probably move, because a copy can begin at a keyframe only; null when nothing is known.
 * The plan decides: it looks at all cuts together.
 * @param {number[]} keyframes
 * @param {number} fileTime
 * @param {number} duration Of the file: what lies outside of it has no keyframe.
 */
export function rollOf(keyframes, fileTime, duration) {
  if (fileTime < 0 || fileTime >= duration) return null;
  const nearest = nearestKeyframe(keyframes, fileTime);
  return nearest === null ? null : Math.abs(nearest - fileTime) < 0.0005 ? 0 : nearest - fileTime;
}
