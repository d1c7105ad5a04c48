/** The eye of the surface's camera: its distance in a narrow frame, and its rotation by keys. */
import { clamp } from "fallline/core/numbers.js";

/** @typedef {{ x: number, y: number, z: number }} Eye position relative to the surface's centre, as Plotly has it */

/**
 * A change of the eye's position: angles in radians, and a factor of the distance.
 * @typedef {{ azimuth: number, elevation: number, distanceFactor: number }} EyeMove
 */

const STANDARD_ASPECT = 1.15; // the ratio of width to height that the standard eye needs
const MAX_ELEVATION = 1.5; // radians; straight above the surface, the azimuth would have no effect

/**
 * Move the standard eye back far enough that the surface and its axes fit in a frame; it never moves closer.
 * @param {Eye} eye
 * @param {{ width: number, height: number }} frame in px
 * @returns {Eye}
 */
export function moveEyeBack({ x, y, z }, { width, height }) {
  const factor = Math.max(1, (STANDARD_ASPECT * height) / width);
  return { x: factor * x, y: factor * y, z: factor * z };
}

/**
 * Rotate the eye around the surface's centre and change its distance.
 * @param {Eye} eye
 * @param {EyeMove} move
 * @returns {Eye}
 */
export function moveEye({ x, y, z }, move) {
  const distance = Math.hypot(x, y, z);
  const azimuth = Math.atan2(y, x) + move.azimuth;
  const elevation = clamp(Math.asin(z / distance) + move.elevation, -MAX_ELEVATION, MAX_ELEVATION);
  const newDistance = distance * move.distanceFactor;
  return {
    x: newDistance * Math.cos(elevation) * Math.cos(azimuth),
    y: newDistance * Math.cos(elevation) * Math.sin(azimuth),
    z: newDistance * Math.sin(elevation),
  };
}
