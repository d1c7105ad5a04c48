/** Where the runs stand. Python's fallline/picture/standings.py says the same; tests/cases/standings.json holds both to it. */
import { say } from "fallline/core/text.js";
import { count } from "fallline/core/numbers.js";

/** @import { Ghost, Race } from "fallline/types.js" */

/**
 * A run's place: which run, its step at the common cost, and its median gap then; `arrived` is what each start that has
 * reached the target had spent on it, rising; `last` is the gap at the run's end.
 * @typedef {{ which: number, step: number, gap: number, arrived: number[], last: number }} Standing
 */

/**
 * The gradient evaluations that every run has spent by step t, and the places at that cost, best first: those of whom more
 * starts have reached the target, then those who needed less for it, then the smaller gap.
 * @param {Pick<Race, "runs">} race
 * @param {number} t
 * @returns {{ spent: number, places: Standing[] }}
 */
export function standings({ runs }, t) {
  const spent = Math.min(...runs.map((run) => run.spent.values[t]));
  const places = runs.map((run, which) => standing(run, which, spent));
  places.sort((a, b) => b.arrived.length - a.arrived.length || half(a) - half(b) || a.gap - b.gap || a.which - b.which);
  return { spent, places };
}

/**
 * @param {Ghost} run
 * @param {number} which
 * @param {number} spent
 * @returns {Standing}
 */
function standing(run, which, spent) {
  const gaps = run.gap.values;
  const step = lastUpTo(run.spent.values, spent);
  return { which, step, gap: gaps[step], arrived: costsUpTo(run.arrivals, spent), last: gaps[gaps.length - 1] };
}

/**
 * What reaching the target had cost each start that has, up to a cost, rising.
 * @param {number[]} arrivals -1 for a start that does not reach it
 * @param {number} [most]
 * @returns {number[]}
 */
export const costsUpTo = (arrivals, most = Infinity) =>
  arrivals.filter((cost) => cost >= 0 && cost <= most).sort((a, b) => a - b);

/**
 * What half of those that have arrived needed at most; 0 where none has.
 * @param {Standing} place
 */
const half = ({ arrived }) => arrived[Math.floor((arrived.length - 1) / 2)] || 0;

/**
 * The last place of a rising list at which the list is not above a value; 0 where it is above everywhere.
 * @param {ArrayLike<number>} values
 * @param {number} value
 * @returns {number}
 */
export function lastUpTo(values, value) {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * How many of several starts have arrived, or when the only one has; "" where it has not.
 * @param {number[]} arrived costs, rising
 * @param {number} starts
 * @returns {string}
 */
export function arrival(arrived, starts) {
  if (starts > 1) return say("{n} of {all}", { n: arrived.length, all: starts });
  return arrived.length ? count(arrived[0]) : "";
}
