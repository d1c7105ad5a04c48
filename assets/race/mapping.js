/** The mapping between data and pixels of the plane's plot, equal to Plotly's. */
import { markHeight, unpackCurve } from "fallline/race/curve.js";

/** @import { NdArray, PlaneMapping, PlanePainterData } from "fallline/types.js" */

/**
 * Create the mapping from data to pixels. With `sameScale`, both axes have the same scale and the plot is centred
 * (Plotly's `scaleanchor` and `constrain: "domain"`); else each axis fills its side, as for a long strip or a curve.
 * `snap` moves a pixel along the vertical to the curve of a function of one variable; on a map it stays.
 * @param {PlanePainterData} painterData
 * @param {{ width: number, height: number }} canvas in CSS pixels
 * @returns {PlaneMapping}
 */
export function createMapping(painterData, canvas) {
  const {
    box: [[x0, x1], [y0, y1]],
    margin: { l, r, t, b },
    sameScale,
  } = painterData;
  const curve = unpackCurve(painterData);
  const [maxWidth, maxHeight] = [canvas.width - l - r, canvas.height - t - b];
  let pixelsPerX = maxWidth / (x1 - x0);
  let pixelsPerY = maxHeight / (y1 - y0);
  if (sameScale) pixelsPerX = pixelsPerY = Math.min(pixelsPerX, pixelsPerY);
  const width = pixelsPerX * (x1 - x0);
  const height = pixelsPerY * (y1 - y0);
  const left = l + (maxWidth - width) / 2;
  const top = t + (maxHeight - height) / 2;
  const toY = (/** @type {number} */ value) => top + (y1 - value) * pixelsPerY;
  return {
    left,
    top,
    width,
    height,
    pixelsPerX,
    pixelsPerY,
    isCurve: curve !== null,
    x: (value) => left + (value - x0) * pixelsPerX,
    y: toY,
    snap: (x, y) => (curve ? [x, toY(markHeight(curve, x0 + (x - left) / pixelsPerX, [y0, y1]))] : [x, y]),
    toData: (x, y) => [x0 + (x - left) / pixelsPerX, y1 - (y - top) / pixelsPerY],
    contains: (x, y) => x >= left && x <= left + width && y >= top && y <= top + height,
  };
}

/**
 * Map the path of each start to pixels, stored as x0 y0 x1 y1 ...
 * @param {NdArray} paths (starts, steps+1, 2 or 3)
 * @param {PlaneMapping} mapping
 * @returns {Float32Array[]}
 */
export function pathsToPixels({ values, shape: [starts, length, axes] }, mapping) {
  return Array.from({ length: starts }, (_, start) => {
    const pixels = new Float32Array(2 * length);
    for (let t = 0; t < length; t++) {
      const from = axes * (start * length + t);
      pixels[2 * t] = mapping.x(values[from]);
      pixels[2 * t + 1] = mapping.y(values[from + 1]);
    }
    return pixels;
  });
}
