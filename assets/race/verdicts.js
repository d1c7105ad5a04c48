/** How near a guess is to what happened. */
import { short } from "fallline/core/numbers.js";

/** @import { Place } from "fallline/types.js" */
/** @typedef {"spot on" | "close" | "missed"} Verdict */

const SPOT = 0.1; // a place that is off by less of the way there is spot on
const NEAR = 0.25; // ... and by less than this, close
const TINY = 1e-3; // a coordinate that is less of the way there is written as 0
const FACTORS = [1.1, 2]; // the same as SPOT and NEAR for a number, as a ratio

/**
 * The verdict on what is off by so much.
 * @param {number} off
 * @param {number} spot what is still spot on
 * @param {number} near what is still close
 * @returns {Verdict}
 */
function verdictOf(off, spot, near) {
  if (off <= spot) return "spot on";
  return off <= near ? "close" : "missed";
}

/**
 * Whether a verdict counts as right.
 * @param {Verdict} verdict
 * @returns {boolean}
 */
export const isRight = (verdict) => verdict !== "missed";

/**
 * How far a guessed place is from the place.
 * @param {Place} guessed
 * @param {Place} place
 * @returns {number}
 */
export const distance = (guessed, place) => Math.hypot(guessed[0] - place[0], guessed[1] - place[1]);

/**
 * The verdict on a place that is off by a distance.
 * @param {number} off
 * @param {number} way how far it is from the start to the place
 * @returns {Verdict}
 */
export const verdictOnPlace = (off, way) => verdictOf(off, SPOT * way, NEAR * way);

/**
 * The verdict on a number; a number of the other sign is missed.
 * @param {number} guessed
 * @param {number | null} found null where there is no such number
 * @returns {Verdict}
 */
export function verdictOnNumber(guessed, found) {
  if (found === null || guessed * found <= 0) return "missed";
  return verdictOf(Math.max(guessed / found, found / guessed), FACTORS[0], FACTORS[1]);
}

/**
 * A place as it is written in a verdict.
 * @param {Place} place
 * @param {number} way how far it is from the start to the place
 * @returns {string}
 */
export const writtenPlace = (place, way) =>
  place.map((value) => short(Math.abs(value) < TINY * way ? 0 : value)).join(", ");
