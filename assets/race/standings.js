/**
 * The order of the runs at equal cost. fallline/picture/standings.py computes the same; tests/cases/standings.json
 * tests both.
 */
import { say } from "fallline/core/text.js";
import { formatCount } from "fallline/core/numbers.js";

/** @import { Ghost, Race } from "fallline/types.js" */

/**
 * The standing of a run at a common cost: the run's index, its step at that cost, and its median gap at that step.
 * `reachCosts` are the gradient evaluations of the starts that have reached the target, sorted; `finalGap` is the gap
 * at the run's end.
 * @typedef {{ runIndex: number, step: number, gap: number, reachCosts: number[], finalGap: number }} Standing
 */

/**
 * Return the gradient evaluations that every run has spent by step t, and the runs' standings at that cost, best first:
 * more starts that have reached the target, then a lower median cost of reaching it, then a smaller gap.
 * @param {Pick<Race, "runs">} race
 * @param {number} t
 * @returns {{ cost: number, standings: Standing[] }}
 */
export function rankRuns({ runs }, t) {
  const cost = Math.min(...runs.map((run) => run.costs.values[t]));
  const standings = runs.map((run, runIndex) => createStanding(run, runIndex, cost));
  standings.sort(compareStandings);
  return { cost, standings };
}

/**
 * @param {Standing} a
 * @param {Standing} b
 */
const compareStandings = (a, b) =>
  b.reachCosts.length - a.reachCosts.length ||
  medianReachCost(a) - medianReachCost(b) ||
  a.gap - b.gap ||
  a.runIndex - b.runIndex;

/**
 * @param {Ghost} run
 * @param {number} runIndex
 * @param {number} cost
 * @returns {Standing}
 */
function createStanding(run, runIndex, cost) {
  const gaps = run.gap.values;
  const step = lastIndexUpTo(run.costs.values, cost);
  const reachCosts = reachCostsUpTo(run.reachCosts, cost);
  return { runIndex, step, gap: gaps[step], reachCosts, finalGap: gaps[gaps.length - 1] };
}

/**
 * Return the costs at which starts have reached the target up to a maximum cost, sorted.
 * @param {number[]} reachCosts of each start, -1 for a start that does not reach the target
 * @param {number} [maxCost]
 * @returns {number[]}
 */
export const reachCostsUpTo = (reachCosts, maxCost = Infinity) =>
  reachCosts.filter((cost) => cost >= 0 && cost <= maxCost).sort((a, b) => a - b);

/**
 * Return the lower median of the costs at which starts have reached the target; 0 if none has.
 * @param {Standing} standing
 */
const medianReachCost = ({ reachCosts }) => reachCosts[Math.floor((reachCosts.length - 1) / 2)] || 0;

/**
 * Return the last index of a sorted list whose value is at most the given value; 0 if there is none.
 * @param {ArrayLike<number>} values
 * @param {number} value
 * @returns {number}
 */
export function lastIndexUpTo(values, value) {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Format how many of several starts have reached the target, or the cost of a single start; "" if it has not.
 * @param {number[]} reachCosts of the starts that have reached it, sorted
 * @param {number} starts
 * @returns {string}
 */
export function formatReached(reachCosts, starts) {
  if (starts > 1) return say("{n} of {all}", { n: reachCosts.length, all: starts });
  return reachCosts.length ? formatCount(reachCosts[0]) : "";
}
