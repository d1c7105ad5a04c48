/** Grades of guesses: how close a predicted point or number is to the actual one. */
import { formatShort } from "fallline/core/numbers.js";

/** @import { PlanePoint } from "fallline/types.js" */
/** @typedef {"spot on" | "close" | "missed"} Grade */

const SPOT_ON_SHARE = 0.1; // of the path's length: a point that is off by no more is spot on
const CLOSE_SHARE = 0.25; // of the path's length: a point that is off by no more is close
const ZERO_SHARE = 1e-3; // of the path's length: a smaller coordinate is written as 0
const [SPOT_ON_RATIO, CLOSE_RATIO] = [1.1, 2]; // of two numbers, the larger by the smaller

/**
 * Grade an error by two limits.
 * @param {number} error
 * @param {number} maxSpotOn the largest error that is spot on
 * @param {number} maxClose the largest error that is close
 * @returns {Grade}
 */
function gradeError(error, maxSpotOn, maxClose) {
  if (error <= maxSpotOn) return "spot on";
  return error <= maxClose ? "close" : "missed";
}

/**
 * Return whether a grade counts as correct.
 * @param {Grade} grade
 * @returns {boolean}
 */
export const isCorrect = (grade) => grade !== "missed";

/**
 * Return the distance between a guessed and the actual point, in units of the plot plane.
 * @param {PlanePoint} guessed
 * @param {PlanePoint} actual
 * @returns {number}
 */
export const distance = (guessed, actual) => Math.hypot(guessed[0] - actual[0], guessed[1] - actual[1]);

/**
 * Grade a guessed point.
 * @param {number} error its distance from the actual point
 * @param {number} pathLength the length of the run's path up to the actual point
 * @returns {Grade}
 */
export const gradePoint = (error, pathLength) =>
  gradeError(error, SPOT_ON_SHARE * pathLength, CLOSE_SHARE * pathLength);

/**
 * Grade a guessed number by its ratio to the actual one; a number of the other sign is missed.
 * @param {number} guessed
 * @param {number | null} actual null if there is no such number
 * @returns {Grade}
 */
export function gradeNumber(guessed, actual) {
  if (actual === null || guessed * actual <= 0) return "missed";
  return gradeError(Math.max(guessed / actual, actual / guessed), SPOT_ON_RATIO, CLOSE_RATIO);
}

/**
 * Format a point with three significant digits; coordinates that are tiny beside the path are written as 0.
 * @param {PlanePoint} point
 * @param {number} pathLength the length of the run's path up to the actual point
 * @returns {string}
 */
export const formatPoint = (point, pathLength) =>
  point.map((value) => formatShort(Math.abs(value) < ZERO_SHARE * pathLength ? 0 : value)).join(", ");
