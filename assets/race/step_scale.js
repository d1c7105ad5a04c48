/** The scale of numbers of steps that the colours of maps have. */
import { clamped } from "fallline/core/numbers.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */

const LEFT_OUT = 0.02; // of the tiles that arrive, at either end of the scale

/**
 * From how many steps to how many the scale of some maps goes: all but 2 in 100 tiles at either end.
 * @param {readonly BasinMap[]} maps
 * @returns {[number, number]}
 */
export function stepSpan(maps) {
  /** @type {number[]} how many tiles arrive after so many steps */
  const counts = [];
  let all = 0;
  for (const { steps } of maps) {
    for (const each of steps) {
      if (each < 0) continue;
      counts[each] = (counts[each] ?? 0) + 1;
      all += 1;
    }
  }
  return all ? [stepsOfRank(counts, LEFT_OUT * all), stepsOfRank(counts, (1 - LEFT_OUT) * all)] : [0, 1];
}

/**
 * After how many steps more than `rank` tiles have arrived.
 * @param {readonly number[]} counts
 * @param {number} rank
 */
function stepsOfRank(counts, rank) {
  let arrived = 0;
  for (let steps = 0; steps < counts.length; steps++) {
    arrived += counts[steps] ?? 0;
    if (arrived > rank) return steps;
  }
  return counts.length - 1;
}

/**
 * The scale of steps, logarithmic: shares from 0 (few steps) to 1 (many).
 * @param {readonly [number, number]} span
 * @returns {{ share(steps: number): number, steps(share: number): number }}
 */
export function stepScale([least, most]) {
  const [low, high] = [Math.log1p(least), Math.log1p(most)];
  return {
    share: (steps) => clamped((Math.log1p(steps) - low) / (high - low || 1), 0, 1),
    steps: (share) => Math.round(Math.expm1(low + share * (high - low))),
  };
}
