/** Where on the timeline a run reaches the target. */
import { reachCostsUpTo } from "fallline/race/standings.js";

/** @import { Ghost } from "fallline/types.js" */

/**
 * Return the first step by which a run has reached the target: the lower median of all starts, of those that reach it;
 * -1 if none does.
 * @param {Pick<Ghost, "costs" | "reachCosts">} run
 * @returns {number}
 */
export function medianArrivalStep({ costs, reachCosts }) {
  const reached = reachCostsUpTo(reachCosts);
  const cost = reached[Math.floor((reached.length - 1) / 2)];
  return cost === undefined ? -1 : costs.values.findIndex((/** @type {number} */ each) => each >= cost);
}
