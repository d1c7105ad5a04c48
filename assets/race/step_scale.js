/** The scale from numbers of steps to colours of basin maps. */
import { clamp } from "fallline/core/numbers.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */

const TRIMMED_SHARE = 0.02; // of the tiles that reach a minimum, left out at either end of the scale

/**
 * Return the range of steps that covers some maps, without 2 of 100 tiles at either end; [0, 1] if no tile reaches a
 * minimum.
 * @param {readonly BasinMap[]} maps
 * @returns {[number, number]}
 */
export function stepRange(maps) {
  /** @type {number[]} the number of tiles that reach a minimum after each number of steps */
  const counts = [];
  let total = 0;
  for (const { steps } of maps) {
    for (const each of steps) {
      if (each < 0) continue;
      counts[each] = (counts[each] ?? 0) + 1;
      total += 1;
    }
  }
  if (!total) return [0, 1];
  return [stepsOfRank(counts, TRIMMED_SHARE * total), stepsOfRank(counts, (1 - TRIMMED_SHARE) * total)];
}

/**
 * Return the number of steps after which more than `rank` tiles have reached a minimum.
 * @param {readonly number[]} counts
 * @param {number} rank
 */
function stepsOfRank(counts, rank) {
  let reached = 0;
  for (let steps = 0; steps < counts.length; steps++) {
    reached += counts[steps] ?? 0;
    if (reached > rank) return steps;
  }
  return counts.length - 1;
}

/**
 * Create the logarithmic scale over a range of steps: `share` maps steps to 0 (fewest) to 1 (most), `steps` is its
 * inverse.
 * @param {readonly [number, number]} range
 * @returns {{ share(steps: number): number, steps(share: number): number }}
 */
export function createStepScale([minSteps, maxSteps]) {
  const [low, high] = [Math.log1p(minSteps), Math.log1p(maxSteps)];
  return {
    share: (steps) => clamp((Math.log1p(steps) - low) / (high - low || 1), 0, 1),
    steps: (share) => Math.round(Math.expm1(low + share * (high - low))),
  };
}
