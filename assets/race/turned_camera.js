/** Where the eye of the surface's camera stands: farther away in a narrow frame, or turned by keys. */
import { clamped } from "fallline/core/numbers.js";

/** @typedef {{ x: number, y: number, z: number }} Eye as Plotly has it, seen from the surface's centre */

/** @typedef {{ round: number, up: number, away: number }} Turn two angles, and the factor of the distance */

const ROOM = 1.15; // the ratio of width to height that the standard eye needs
const STEEPEST = 1.5; // the largest angle over the ground; straight above, there is no way round

/**
 * The standard eye, far enough away in a frame that the surface and its axes fit in.
 * @param {Eye} eye
 * @param {{ width: number, height: number }} frame
 * @returns {Eye}
 */
export function stepBack({ x, y, z }, { width, height }) {
  const by = Math.max(1, (ROOM * height) / width);
  return { x: by * x, y: by * y, z: by * z };
}

/**
 * The eye after a turn.
 * @param {Eye} eye
 * @param {Turn} turn
 * @returns {Eye}
 */
export function turnedEye({ x, y, z }, turn) {
  const far = Math.hypot(x, y, z);
  const round = Math.atan2(y, x) + turn.round;
  const up = clamped(Math.asin(z / far) + turn.up, -STEEPEST, STEEPEST);
  const away = far * turn.away;
  return {
    x: away * Math.cos(up) * Math.cos(round),
    y: away * Math.cos(up) * Math.sin(round),
    z: away * Math.sin(up),
  };
}
