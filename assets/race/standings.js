/**
 * The order of the runs at equal cost. fallline/picture/standings.py computes the same; tests/cases/standings.json
 * tests both.
 */
import { say } from "fallline/core/text.js";
import { formatCount } from "fallline/core/numbers.js";

/** @import { Ghost, Race } from "fallline/types.js" */

/**
 * The standing of a run at a common cost: the run's index, its step at that cost, and its median gap at that step.
 * `reachCosts` are the gradient evaluations at which the starts that are within the target there have reached it,
 * sorted. `leftCosts` has for each start that has left the target again the gradient evaluations of reaching and of
 * leaving it. `divergedAt` is the step at which most starts have diverged, -1 if they have not by then. `finalGap` is
 * the gap at the run's end.
 * @typedef {object} Standing
 * @property {number} runIndex
 * @property {number} step
 * @property {number} gap
 * @property {number[]} reachCosts
 * @property {[reached: number, left: number][]} leftCosts
 * @property {number} divergedAt
 * @property {number} finalGap
 */

/**
 * Return the gradient evaluations that every run has spent by step t, and the runs' standings at that cost, best first:
 * more starts within the target, then not diverged, then a lower median cost of reaching it, then a smaller gap. Runs
 * that have diverged by step t spend no more, so they do not count for the cost.
 * @param {Pick<Race, "runs">} race
 * @param {number} t
 * @returns {{ cost: number, standings: Standing[] }}
 */
export function rankRuns({ runs }, t) {
  const spent = (/** @type {Ghost} */ run) => run.costs.values[t];
  const going = runs.filter((run) => !hasDiverged(run, t));
  const cost = going.length ? Math.min(...going.map(spent)) : Math.max(...runs.map(spent));
  const standings = runs.map((run, runIndex) => createStanding(run, runIndex, cost, t));
  standings.sort(compareStandings);
  return { cost, standings };
}

/**
 * @param {Ghost} run
 * @param {number} step
 */
const hasDiverged = ({ mostDivergedAt }, step) => mostDivergedAt >= 0 && mostDivergedAt <= step;

/**
 * @param {Standing} a
 * @param {Standing} b
 */
const compareStandings = (a, b) =>
  b.reachCosts.length - a.reachCosts.length ||
  Number(a.divergedAt >= 0) - Number(b.divergedAt >= 0) ||
  medianReachCost(a) - medianReachCost(b) ||
  a.gap - b.gap ||
  a.runIndex - b.runIndex;

/**
 * @param {Ghost} run
 * @param {number} runIndex
 * @param {number} cost
 * @param {number} t
 * @returns {Standing}
 */
function createStanding(run, runIndex, cost, t) {
  const gaps = run.gap.values;
  const step = lastIndexUpTo(run.costs.values, cost);
  const { reachCosts, leftCosts } = targetCosts(run, cost);
  const divergedAt = hasDiverged(run, Math.min(step, t)) ? run.mostDivergedAt : -1;
  return { runIndex, step, gap: gaps[step], reachCosts, leftCosts, divergedAt, finalGap: gaps[gaps.length - 1] };
}

/**
 * Return `reachCosts` and `leftCosts` of a run's standing at a cost.
 * @param {Pick<Ghost, "reachCosts" | "leftCosts" | "backCosts">} run
 * @param {number} [cost]
 * @returns {Pick<Standing, "reachCosts" | "leftCosts">}
 */
export function targetCosts(run, cost = Infinity) {
  const happened = (/** @type {number} */ at) => at >= 0 && at <= cost;
  /** @type {number[]} */
  const reachCosts = [];
  /** @type {[number, number][]} */
  const leftCosts = [];
  run.reachCosts.forEach((reached, start) => {
    if (!happened(reached)) return;
    const left = run.leftCosts[start];
    if (happened(left) && !happened(run.backCosts[start])) leftCosts.push([reached, left]);
    else reachCosts.push(reached);
  });
  reachCosts.sort((a, b) => a - b);
  leftCosts.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { reachCosts, leftCosts };
}

/**
 * Return the costs at which starts have reached the target up to a maximum cost, sorted, also of those that left again.
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
 * Format how a run stands to the target, in a few words: the gradient evaluations at which a single start has reached
 * it, and at which it has left it again; of several starts, how many are within it; "" for a start that has not.
 * @param {Pick<Standing, "reachCosts" | "leftCosts" | "divergedAt">} standing
 * @param {number} starts
 * @returns {string}
 */
export function formatReached({ reachCosts, leftCosts, divergedAt }, starts) {
  if (divergedAt >= 0 && !reachCosts.length) return say("diverged at step {at}", { at: divergedAt });
  if (starts > 1) return formatCounts(reachCosts.length, leftCosts.length, starts);
  if (reachCosts.length) return formatCount(reachCosts[0]);
  if (!leftCosts.length) return "";
  const [reached, left] = leftCosts[0];
  return say("{n}, left at {t}", { n: reached, t: left });
}

/**
 * @param {number} reached number of starts within the target
 * @param {number} left number of starts that have left it
 * @param {number} starts
 */
function formatCounts(reached, left, starts) {
  const counts = say("{n} of {all}", { n: reached, all: starts });
  return left ? say("{counts}, {left} left again", { counts, left }) : counts;
}
