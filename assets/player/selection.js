/** The selected run, on which the inspector shows the step; the browser keeps it, a link does not. */
import * as player from "fallline/player/player.js";

let selectedIndex = 0;

/**
 * Return the index of the selected run, which the race on show has.
 * @returns {number}
 */
export const selectedRun = () => Math.min(selectedIndex, Math.max((player.race?.runs.length ?? 1) - 1, 0));

/**
 * Select a run, and tell the player's listeners.
 * @param {number} index
 */
export function selectRun(index) {
  selectedIndex = index;
  player.seek(player.shownStep);
}
