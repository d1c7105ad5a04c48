/** Data to pixels of the map, as Plotly does it. */

/** @import { Mapping, Numbers, PlaneActors } from "fallline/types.js" */

/**
 * Pixels by the data of the map: one scale for both axes, centred (Plotly's `scaleanchor` and `constrain: "domain"`), or,
 * for a long strip, each axis stretched over its side.
 * @param {PlaneActors} needs
 * @param {{ width: number, height: number }} size in CSS pixels
 * @returns {Mapping}
 */
export function mapping({ box: [[x0, x1], [y0, y1]], margin: { l, r, t, b }, sameScale }, { width, height }) {
  let across = (width - l - r) / (x1 - x0);
  let up = (height - t - b) / (y1 - y0);
  if (sameScale) across = up = Math.min(across, up);
  const wide = across * (x1 - x0);
  const tall = up * (y1 - y0);
  const left = l + (width - l - r - wide) / 2;
  const top = t + (height - t - b - tall) / 2;
  return {
    left,
    top,
    wide,
    tall,
    across,
    up,
    x: (value) => left + (value - x0) * across,
    y: (value) => top + (y1 - value) * up,
    point: (x, y) => [x0 + (x - left) / across, y1 - (y - top) / up],
    holds: (x, y) => x >= left && x <= left + wide && y >= top && y <= top + tall,
  };
}

/**
 * Each start's path in pixels, x0 y0 x1 y1 ...
 * @param {Numbers} paths (starts, steps+1, 2 or 3)
 * @param {Mapping} map
 * @returns {Float32Array[]}
 */
export function pixelsOf({ values, shape: [starts, length, axes] }, map) {
  return Array.from({ length: starts }, (_, row) => {
    const path = new Float32Array(2 * length);
    for (let k = 0; k < length; k++) {
      const from = axes * (row * length + k);
      path[2 * k] = map.x(values[from]);
      path[2 * k + 1] = map.y(values[from + 1]);
    }
    return path;
  });
}
