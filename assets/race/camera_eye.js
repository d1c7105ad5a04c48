/** The eye of the surface's camera: the distance at which the surface fits its frame, and its movement. */
import { clamp } from "fallline/core/numbers.js";

/** @typedef {{ x: number, y: number, z: number }} Eye position relative to the middle of the drawn box, as Plotly has it */

/**
 * A change of the eye's position: angles in radians, and a factor of the distance.
 * @typedef {{ azimuth: number, elevation: number, distanceFactor: number }} EyeMove
 */

const [MIN_ELEVATION, MAX_ELEVATION] = [Math.PI / 36, (17 * Math.PI) / 36]; // 5 and 85 degrees
const [MIN_DISTANCE, MAX_DISTANCE] = [0.6, 8];
const FOCAL_LENGTH = 1 / Math.tan(Math.PI / 8); // of Plotly's camera, in halves of the frame's height
const FILLED_SHARE = 0.87; // of the frame's width or height, by the drawn box
const BISECTIONS = 20;

/**
 * Return the eye in the same direction at the distance from which the drawn box just fits the frame, with a margin.
 * @param {Eye} eye
 * @param {Eye} sides lengths of the box
 * @param {Eye} centre the point that the camera looks at
 * @param {{ width: number, height: number }} frame in px
 * @returns {Eye}
 */
export function fitEye(eye, sides, centre, { width, height }) {
  const aspect = width > 0 && height > 0 ? width / height : 1;
  let [near, far] = [MIN_DISTANCE, MAX_DISTANCE];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (near + far) / 2;
    if (isBoxInFrame(atDistance(eye, middle), sides, centre, aspect)) far = middle;
    else near = middle;
  }
  return atDistance(eye, far);
}

/**
 * @param {Eye} eye
 * @param {number} distance
 * @returns {Eye}
 */
function atDistance({ x, y, z }, distance) {
  const factor = distance / Math.hypot(x, y, z);
  return { x: factor * x, y: factor * y, z: factor * z };
}

/**
 * Return whether all corners of the drawn box appear in the inner FILLED_SHARE of the frame.
 * @param {Eye} eye
 * @param {Eye} sides
 * @param {Eye} centre
 * @param {number} aspect
 */
function isBoxInFrame(eye, sides, centre, aspect) {
  const away = [centre.x - eye.x, centre.y - eye.y, centre.z - eye.z];
  const length = Math.hypot(...away);
  const level = Math.hypot(away[0], away[1]);
  const right = [away[1] / level, -away[0] / level];
  const lean = away[2] / length;
  const up = [(-lean * away[0]) / level, (-lean * away[1]) / level, level / length];
  for (let corner = 0; corner < 8; corner++) {
    const x = (corner & 1 ? 0.5 : -0.5) * sides.x - eye.x;
    const y = (corner & 2 ? 0.5 : -0.5) * sides.y - eye.y;
    const z = (corner & 4 ? 0.5 : -0.5) * sides.z - eye.z;
    const depth = (x * away[0] + y * away[1] + z * away[2]) / length;
    const limit = (FILLED_SHARE * depth) / FOCAL_LENGTH;
    const isInside = Math.abs(x * right[0] + y * right[1]) <= limit * aspect;
    if (depth <= 0 || !isInside || Math.abs(x * up[0] + y * up[1] + z * up[2]) > limit) return false;
  }
  return true;
}

/**
 * Rotate the eye around the vertical axis, raise or lower it between 5 and 85 degrees, and change its distance.
 * @param {Eye} eye
 * @param {EyeMove} move
 * @returns {Eye}
 */
export function moveEye({ x, y, z }, move) {
  const distance = Math.hypot(x, y, z);
  const azimuth = Math.atan2(y, x) + move.azimuth;
  const elevation = clamp(Math.asin(z / distance) + move.elevation, MIN_ELEVATION, MAX_ELEVATION);
  const newDistance = clamp(distance * move.distanceFactor, MIN_DISTANCE, MAX_DISTANCE);
  return {
    x: newDistance * Math.cos(elevation) * Math.cos(azimuth),
    y: newDistance * Math.cos(elevation) * Math.sin(azimuth),
    z: newDistance * Math.sin(elevation),
  };
}
