/** The selected run, chosen by the link and by the visitor: the inspector shows its step, and the stage its arrows. */
import { splitLink, wordKey } from "fallline/core/links.js";

let selectedIndex = 0;

/**
 * Return the index of the selected run.
 * @returns {number}
 */
export const selectedRun = () => selectedIndex;

/**
 * Choose the selected run.
 * @param {number} index
 */
export function setSelectedRun(index) {
  selectedIndex = index;
}

/**
 * Return the index of the selected run after a change of the race: where runs were added or removed, that of the run
 * with the same settings.
 * @param {string} before the link of the race before
 * @param {string} after
 * @returns {number}
 */
export function followSelectedRun(before, after) {
  const [runsBefore, runs] = [before, after].map((link) => splitLink(link).filter((word) => wordKey(word) === "run"));
  const word = runsBefore[selectedIndex];
  const stays = runs.length === runsBefore.length || runs[selectedIndex] === word || !runs.includes(word);
  return stays ? Math.min(selectedIndex, runs.length - 1) : runs.indexOf(word);
}
