/**
 * Points in space as Plotly's camera projects them, and what the surface hides. Python's fallline/film/camera.py says the
 * same; tests/cases/sight.json holds both to it.
 */

/** @import { Numbers, Sheet } from "fallline/types.js" */
/** @typedef {readonly (readonly [number, number])[]} Box the intervals of x, y and z that are drawn */
/** @typedef {Pick<Sheet, "width" | "height">} Size */

/**
 * By which Plotly's scene draws: scale and shift of each axis, the 4x4 matrix (column-major) from the scaled point to clip
 * coordinates, and where the eye stands in scaled coordinates.
 * @typedef {{ world: [number, number][], clip: Float64Array, eye: number[] }} Camera
 */

/** One start's path in pixels, with a state per point: OUTSIDE the drawn box, HIDDEN, or IN_SIGHT.
 * @typedef {{ x: Float32Array, y: Float32Array, state: Uint8Array }} SpacePath */

export const [OUTSIDE, HIDDEN, IN_SIGHT] = [0, 1, 2];
const LIFT = 0.012; // of the box's height: a point is hidden only if the surface is this much above its line of sight

/**
 * The product of two 4x4 matrices, column-major.
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @returns {Float64Array}
 */
export function product(a, b) {
  const made = new Float64Array(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let i = 0; i < 4; i++) made[4 * column + row] += a[4 * i + row] * b[4 * column + i];
  return made;
}

/**
 * Whether two cameras draw alike.
 * @param {Camera} one
 * @param {Camera} other
 * @returns {boolean}
 */
export function isSameCamera(one, other) {
  for (let i = 0; i < 16; i++) if (one.clip[i] !== other.clip[i]) return false;
  return one.world.every(([scale, shift], i) => scale === other.world[i][0] && shift === other.world[i][1]);
}

/**
 * A data point in the sheet's pixels.
 * @param {Camera} camera
 * @param {Size} sheet
 * @param {readonly number[]} point x, y, z
 * @returns {[number, number]}
 */
export function toSheet({ world, clip: m }, { width, height }, [x, y, z]) {
  const wx = world[0][0] * x + world[0][1];
  const wy = world[1][0] * y + world[1][1];
  const wz = world[2][0] * z + world[2][1];
  const depth = m[3] * wx + m[7] * wy + m[11] * wz + m[15];
  const across = m[0] * wx + m[4] * wy + m[8] * wz + m[12];
  const up = m[1] * wx + m[5] * wy + m[9] * wz + m[13];
  return [width * (0.5 + (0.5 * across) / depth), height * (0.5 - (0.5 * up) / depth)];
}

/**
 * Returns whether the eye sees a data point: no sample of the line of sight may lie under the surface.
 * @param {Camera} camera
 * @param {Box} box
 * @param {Numbers} heights of the surface, (rows, columns) over the box
 * @param {number} looks samples along the line of sight
 * @returns {(x: number, y: number, z: number) => boolean}
 */
export function sight({ world, eye }, box, heights, looks) {
  const from = eye.map((value, i) => (value - world[i][1]) / world[i][0]);
  const lift = LIFT * (box[2][1] - box[2][0]);
  return function sees(x, y, z) {
    for (let i = 1; i <= looks; i++) {
      const share = Math.pow(i / looks, 1.5);
      const atX = x + share * (from[0] - x);
      const atY = y + share * (from[1] - y);
      if (!isOver(box, atX, atY)) return true;
      const height = z + share * (from[2] - z);
      if (height > box[2][1]) return true;
      if (heightAt(heights, box, atX, atY) > height + lift) return false;
    }
    return true;
  };
}

/**
 * Whether a place lies over the drawn part of the plane.
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
const isOver = ([[x0, x1], [y0, y1]], x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/**
 * The surface's height at a place, between its grid points; beyond the edge as at the edge.
 * @param {Numbers} heights
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
export function heightAt({ values, shape: [rows, columns] }, [[x0, x1], [y0, y1]], x, y) {
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
 * Each start's path in pixels.
 * @param {Numbers} paths (starts, steps+1, 3)
 * @param {Camera} camera
 * @param {(x: number, y: number, z: number) => boolean} sees
 * @param {Size} sheet
 * @param {Box} box
 * @returns {SpacePath[]}
 */
export function projected({ values, shape: [starts, length] }, camera, sees, sheet, box) {
  return Array.from({ length: starts }, (_, row) => {
    const path = { x: new Float32Array(length), y: new Float32Array(length), state: new Uint8Array(length) };
    for (let k = 0; k < length; k++) {
      const from = 3 * (row * length + k);
      const [x, y, z] = [values[from], values[from + 1], values[from + 2]];
      [path.x[k], path.y[k]] = toSheet(camera, sheet, [x, y, z]);
      const still = k > 0 && path.x[k] === path.x[k - 1] && path.y[k] === path.y[k - 1];
      if (still) path.state[k] = path.state[k - 1];
      else path.state[k] = !isOver(box, x, y) ? OUTSIDE : sees(x, y, z) ? IN_SIGHT : HIDDEN;
    }
    return path;
  });
}
