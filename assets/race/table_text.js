/** How the table of a step writes its numbers, and names the coordinates that they belong to. */
import { clamped, digits } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

const DECADES = 3; // of the gauge, to each side of 1

/**
 * A number of an array as the table writes it, behind the sign of a bound if it is one.
 * @param {string} array
 * @param {number} value
 * @param {string} [sign]
 * @returns {string}
 */
export const numberText = (array, value, sign = "") => sign + unsigned(array, value);

/**
 * @param {string} array
 * @param {number} value
 */
function unsigned(array, value) {
  if (array.startsWith("calls") && Number.isFinite(value)) return String(value);
  if (array === "step_by_ideal") return digits(value, 3);
  return array.startsWith("model_") && !Number.isFinite(value) ? say("none") : digits(value);
}

/**
 * How far the gauge leans for a ratio: 0 at 1, -1 and 1 at three decades below and above; 0 where there is none.
 * @param {number} ratio
 * @returns {number}
 */
export const gaugeShare = (ratio) => (ratio > 0 ? clamped(Math.log10(ratio) / DECADES, -1, 1) : 0);

/**
 * The name of one of `count` entries: of a vector x, y, ..., of a matrix xx, xy, ...; a number has none.
 * @param {readonly string[]} axes names of the landscape's axes
 * @param {number} axis which entry
 * @param {number} count
 * @returns {string}
 */
export function coordinateName(axes, axis, count) {
  if (count === 1) return "";
  return count > axes.length ? axes[Math.floor(axis / axes.length)] + axes[axis % axes.length] : axes[axis];
}
