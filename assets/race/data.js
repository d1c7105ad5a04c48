/** Races as the browser holds them: messages of the server with unpacked arrays. */
import { unpackArray, unpackArrays } from "fallline/core/arrays.js";
import { landscapeWord, removeWords } from "fallline/core/links.js";

/** @import { Ghost, GhostData, Race, Run, RunData, SharedData } from "fallline/types.js" */

/**
 * Unpack the arrays of a race; the message itself stays unchanged.
 * @param {SharedData} shared
 * @returns {Race}
 */
export const unpackRace = (shared) => ({
  ...shared,
  runs: shared.runs.map(unpackRun),
  ghosts: shared.ghosts.map(unpackGhost),
});

/**
 * @param {GhostData} ghost
 * @returns {Ghost}
 */
function unpackGhost(ghost) {
  return { ...ghost, paths: unpackArray(ghost.paths), costs: unpackArray(ghost.costs), gap: unpackArray(ghost.gap) };
}

/**
 * @param {RunData} run
 * @returns {Run}
 */
function unpackRun(run) {
  return {
    ...run,
    ...unpackGhost(run),
    extraPoints: unpackArray(run.extraPoints),
    arrays: unpackArrays(run.arrays),
    planeVectors: unpackArrays(run.planeVectors),
  };
}

/**
 * Return whether two links are of the same race and differ only in how it is shown.
 * @param {string} one
 * @param {string} other
 * @param {readonly string[]} viewKeys the keys of a link that change no number
 * @returns {boolean}
 */
export const isSameRace = (one, other, viewKeys) => removeWords(one, viewKeys) === removeWords(other, viewKeys);

/**
 * Return whether two links are of the same landscape with the same settings.
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
export const isSameLandscape = (one, other) => landscapeWord(one) === landscapeWord(other);

/**
 * Return step t, or the last step of a run that ends before t: a race that is drawn faintly may be shorter.
 * @param {number} t
 * @param {number} length steps + 1
 * @returns {number}
 */
export const lastStepUpTo = (t, length) => Math.min(t, length - 1);
