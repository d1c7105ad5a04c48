/**
 * The projection of points in space to pixels by Plotly's camera, and which points the surface hides.
 * fallline/picture/sight.py and fallline/film/camera.py compute the same; tests/cases/sight.json tests both.
 */

/** @import { NdArray, OverlayCanvas } from "fallline/types.js" */
/** @typedef {readonly (readonly [number, number])[]} PlotRange the intervals of x, y and z that are drawn */
/** @typedef {Pick<OverlayCanvas, "width" | "height">} Size in CSS pixels */

/**
 * The camera of Plotly's scene: scale and shift of each axis (`world`), the 4x4 matrix (column-major) from scaled
 * points to clip coordinates, and the position of the eye in scaled coordinates.
 * @typedef {{ world: [number, number][], clip: Float64Array, eye: number[] }} Camera
 */

/**
 * The path of one start in pixels, with a state for each point: OUTSIDE the plot range, HIDDEN by the surface, or
 * IN_SIGHT.
 * @typedef {{ x: Float32Array, y: Float32Array, state: Uint8Array }} ProjectedPath
 */

export const [OUTSIDE, HIDDEN, IN_SIGHT] = [0, 1, 2];
const TOLERANCE = 0.012; // of the plot range's height, by which the surface must exceed a line of sight to hide a point

/**
 * Multiply two 4x4 matrices, column-major.
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @returns {Float64Array}
 */
export function multiplyMatrices(a, b) {
  const product = new Float64Array(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let i = 0; i < 4; i++) product[4 * column + row] += a[4 * i + row] * b[4 * column + i];
  return product;
}

/**
 * Return whether two cameras project alike.
 * @param {Camera} one
 * @param {Camera} other
 * @returns {boolean}
 */
export function isSameCamera(one, other) {
  for (let i = 0; i < 16; i++) if (one.clip[i] !== other.clip[i]) return false;
  return one.world.every(([scale, shift], i) => scale === other.world[i][0] && shift === other.world[i][1]);
}

/**
 * Project a data point to pixels.
 * @param {Camera} camera
 * @param {Size} size
 * @param {readonly number[]} point x, y, z
 * @returns {[number, number]}
 */
export function toPixels({ world, clip: m }, { width, height }, [x, y, z]) {
  const wx = world[0][0] * x + world[0][1];
  const wy = world[1][0] * y + world[1][1];
  const wz = world[2][0] * z + world[2][1];
  const depth = m[3] * wx + m[7] * wy + m[11] * wz + m[15];
  const right = m[0] * wx + m[4] * wy + m[8] * wz + m[12];
  const up = m[1] * wx + m[5] * wy + m[9] * wz + m[13];
  return [width * (0.5 + (0.5 * right) / depth), height * (0.5 - (0.5 * up) / depth)];
}

/**
 * Create the function that tells whether the eye sees a data point: no sample on the line of sight lies under the
 * surface.
 * @param {Camera} camera
 * @param {PlotRange} box
 * @param {NdArray} heights of the surface, (rows, columns) over the plot range
 * @param {number} samples on each line of sight
 * @returns {(x: number, y: number, z: number) => boolean}
 */
export function createVisibilityTest({ world, eye }, box, heights, samples) {
  const from = eye.map((value, i) => (value - world[i][1]) / world[i][0]);
  const tolerance = TOLERANCE * (box[2][1] - box[2][0]);
  return function isVisible(x, y, z) {
    for (let i = 1; i <= samples; i++) {
      const share = Math.pow(i / samples, 1.5);
      const atX = x + share * (from[0] - x);
      const atY = y + share * (from[1] - y);
      if (!isInPlane(box, atX, atY)) return true;
      const height = z + share * (from[2] - z);
      if (height > box[2][1]) return true;
      if (surfaceHeight(heights, box, atX, atY) > height + tolerance) return false;
    }
    return true;
  };
}

/**
 * Return whether a place lies in the drawn part of the plane.
 * @param {PlotRange} box
 * @param {number} x
 * @param {number} y
 */
const isInPlane = ([[x0, x1], [y0, y1]], x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/**
 * Return the surface's height at a place, interpolated linearly between grid points; beyond the edge, the edge's
 * height.
 * @param {NdArray} heights (rows, columns) over the plot range
 * @param {PlotRange} box
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
export function surfaceHeight({ values, shape: [rows, columns] }, [[x0, x1], [y0, y1]], x, y) {
  const u = Math.min(Math.max((x - x0) / (x1 - x0), 0), 1) * (columns - 1);
  const v = Math.min(Math.max((y - y0) / (y1 - y0), 0), 1) * (rows - 1);
  const i = Math.min(Math.floor(u), columns - 2);
  const j = Math.min(Math.floor(v), rows - 2);
  const a = u - i;
  const b = v - j;
  const at = j * columns + i;
  const low = (1 - a) * values[at] + a * values[at + 1];
  const high = (1 - a) * values[at + columns] + a * values[at + columns + 1];
  return (1 - b) * low + b * high;
}

/**
 * Return a height, or that of the surface as it is drawn if the surface lies above it: its grid does not reach the bottom
 * of a narrow valley.
 * @param {NdArray} heights (rows, columns) over the plot range
 * @param {PlotRange} box
 * @param {readonly [x: number, y: number, z: number]} point
 * @returns {number}
 */
export function raiseToSurface(heights, box, [x, y, z]) {
  const height = surfaceHeight(heights, box, x, y);
  return height > z ? height : z;
}

/**
 * Project the path of each start to pixels.
 * @param {NdArray} paths (starts, steps+1, 3)
 * @param {Camera} camera
 * @param {(x: number, y: number, z: number) => boolean} isVisible
 * @param {Size} size
 * @param {PlotRange} box
 * @param {(x: number, y: number, z: number) => number} lifted returns the height at which a point is drawn
 * @returns {ProjectedPath[]}
 */
export function projectPaths({ values, shape: [starts, length] }, camera, isVisible, size, box, lifted = (_x, _y, z) => z) {
  return Array.from({ length: starts }, (_, start) => {
    const path = { x: new Float32Array(length), y: new Float32Array(length), state: new Uint8Array(length) };
    for (let t = 0; t < length; t++) {
      const from = 3 * (start * length + t);
      const [x, y] = [values[from], values[from + 1]];
      const z = lifted(x, y, values[from + 2]);
      [path.x[t], path.y[t]] = toPixels(camera, size, [x, y, z]);
      const unmoved = t > 0 && path.x[t] === path.x[t - 1] && path.y[t] === path.y[t - 1];
      if (unmoved) path.state[t] = path.state[t - 1];
      else path.state[t] = !isInPlane(box, x, y) ? OUTSIDE : isVisible(x, y, z) ? IN_SIGHT : HIDDEN;
    }
    return path;
  });
}
