/** A race as the browser holds it. */
import { unpack, unpackAll } from "fallline/core/arrays.js";
import { landscapeWord, without } from "fallline/core/links.js";

/** @import { Ghost, GhostData, Race, Run, RunData, SharedData } from "fallline/types.js" */

/**
 * Unpacks the arrays of a race.
 * @param {SharedData} shared
 * @returns {Race}
 */
export const raceOf = (shared) => ({ ...shared, runs: shared.runs.map(runOf), before: shared.before.map(ghostOf) });

/**
 * @param {GhostData} ghost
 * @returns {Ghost}
 */
function ghostOf(ghost) {
  return { ...ghost, paths: unpack(ghost.paths), spent: unpack(ghost.spent), gap: unpack(ghost.gap) };
}

/**
 * @param {RunData} run
 * @returns {Run}
 */
function runOf(run) {
  const { points, arrays, drawn } = run;
  return { ...run, ...ghostOf(run), points: unpack(points), arrays: unpackAll(arrays), drawn: unpackAll(drawn) };
}

/**
 * Whether two links are of one race, and differ in its look alone.
 * @param {string} one
 * @param {string} other
 * @param {readonly string[]} looks the words of a link that change no number
 * @returns {boolean}
 */
export const isSameRace = (one, other, looks) => without(one, looks) === without(other, looks);

/**
 * Whether two links are of one landscape with the same settings.
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
export const isSameLandscape = (one, other) => landscapeWord(one) === landscapeWord(other);

/**
 * The last step by step t of a run that has so many; a race that is drawn faintly may be shorter.
 * @param {number} t
 * @param {number} length steps + 1
 * @returns {number}
 */
export const within = (t, length) => Math.min(t, length - 1);
