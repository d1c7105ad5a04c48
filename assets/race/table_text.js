/** The texts in the table of a step: numbers, and the names of coordinates. */
import { clamp, formatCount, formatNumber } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

const GAUGE_DECADES = 3; // from the middle of the gauge, a ratio of 1, to either end

/**
 * Format a number of an array for the table.
 * @param {string} arrayName
 * @param {number} value
 * @param {string} [boundSign] put before a number that is only a bound
 * @returns {string}
 */
export const formatTableNumber = (arrayName, value, boundSign = "") => boundSign + formatValue(arrayName, value);

/**
 * @param {string} arrayName
 * @param {number} value
 */
function formatValue(arrayName, value) {
  if (arrayName.startsWith("calls") && Number.isFinite(value)) return formatCount(value);
  if (arrayName === "step_by_ideal") return formatNumber(value, 3);
  return arrayName.startsWith("model_") && !Number.isFinite(value) ? say("none") : formatNumber(value);
}

/**
 * Return the position of a ratio on the gauge: 0 for 1, -1 and 1 for three decades below and above; 0 without a ratio.
 * @param {number} ratio
 * @returns {number}
 */
export const gaugePosition = (ratio) => (ratio > 0 ? clamp(Math.log10(ratio) / GAUGE_DECADES, -1, 1) : 0);

/**
 * Return the name of one of `count` entries: x, y, ... for a vector, xx, xy, ... for a matrix, "" for a single number.
 * @param {readonly string[]} axes names of the landscape's axes
 * @param {number} index of the entry
 * @param {number} count
 * @returns {string}
 */
export function coordinateName(axes, index, count) {
  if (count === 1) return "";
  return count > axes.length ? axes[Math.floor(index / axes.length)] + axes[index % axes.length] : axes[index];
}
