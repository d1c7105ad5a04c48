/** The curve of a function of one variable, as the plot draws it: its height at each place. */
import { clamp } from "fallline/core/numbers.js";
import { unpackArray } from "fallline/core/arrays.js";
import { lastIndexUpTo } from "fallline/race/standings.js";

/** @import { PlanePainterData } from "fallline/types.js" */

/**
 * The points of a curve from left to right; a height is NaN in a gap.
 * @typedef {{ x: ArrayLike<number>, heights: ArrayLike<number> }} Curve
 */

/**
 * Unpack the curve of a plot; null for a map.
 * @param {Pick<PlanePainterData, "curve">} painterData
 * @returns {Curve | null}
 */
export const unpackCurve = ({ curve }) =>
  curve && { x: unpackArray(curve.x).values, heights: unpackArray(curve.heights).values };

/**
 * Return the height of a curve at a place, interpolated linearly between its points; NaN in a gap or beyond its ends.
 * @param {Curve} curve
 * @param {number} place
 * @returns {number}
 */
export function curveHeight({ x, heights }, place) {
  if (!(place >= x[0] && place <= x[x.length - 1])) return NaN;
  const i = Math.min(lastIndexUpTo(x, place), x.length - 2);
  const share = (place - x[i]) / (x[i + 1] - x[i]);
  if (share === 0) return heights[i];
  return share === 1 ? heights[i + 1] : (1 - share) * heights[i] + share * heights[i + 1];
}

/**
 * Return the height at which a mark on the curve stays in the plot: that of the curve, moved to the plot's edge if it is
 * outside, and the lower edge where the curve has a gap.
 * @param {Curve} curve
 * @param {number} place
 * @param {readonly [number, number]} range of the heights in the plot
 * @returns {number}
 */
export function markHeight(curve, place, [low, high]) {
  const height = curveHeight(curve, place);
  return Number.isNaN(height) ? low : clamp(height, low, high);
}
