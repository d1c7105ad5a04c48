/** The length of a step compared with that of the ideal step: bars on a common scale, and a phrase. */
import { clamp, formatFactor, formatShort } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { Run } from "fallline/types.js" */
/** @typedef {{ low: number, high: number }} Decades a range of powers of ten */

const ABOUT_IDEAL = 1.25; // the ratio up to which a step counts as ideal
const MAX_DECADES = 9; // of a scale: shorter lengths are drawn at its lower end

/**
 * Return the powers of ten between which all of a run's steps and ideal steps lie.
 * @param {Run} run
 * @returns {Decades}
 */
export function lengthDecades({ arrays: { step_size, ideal_own } }) {
  let [smallest, largest] = [Infinity, 0];
  for (const { values } of [step_size, ideal_own]) {
    for (const value of values) {
      if (!(value > 0) || !Number.isFinite(value)) continue;
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }
  if (!largest) return { low: -1, high: 0 };
  const high = Math.ceil(Math.log10(largest));
  return { low: Math.max(Math.min(Math.floor(Math.log10(smallest)), high - 1), high - MAX_DECADES), high };
}

/**
 * Return how long the bar of a length is, as a share of the scale; 0 for a length of 0 or none.
 * @param {number} length
 * @param {Decades} decades
 * @returns {number}
 */
export const barShare = (length, { low, high }) =>
  length > 0 ? clamp((Math.log10(length) - low) / (high - low), 0.01, 1) : 0;

/**
 * Return a phrase such as "0.4 % of the ideal step"; "" if the ideal step is unknown.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
export function describeRatio({ arrays: { step_size, ideal_own, ideal_own_edge } }, t) {
  const [step, ideal, isBound] = [step_size.values[t], ideal_own.values[t], Boolean(ideal_own_edge.values[t])];
  if (!(step >= 0) || !Number.isFinite(ideal)) return "";
  if (step === 0) return say("no step");
  if (ideal === 0) return say("uphill: no length is good");
  const ratio = step / ideal;
  if (isBound) return ratio < 1 ? say("at most {n} of the ideal step", { n: formatPercent(ratio) }) : "";
  if (ratio > ABOUT_IDEAL) return say("{n} times the ideal step", { n: formatFactor(ratio) });
  if (ratio >= 1 / ABOUT_IDEAL) return say("about the ideal step");
  return say("{n} of the ideal step", { n: formatPercent(ratio) });
}

/** @param {number} share */
const formatPercent = (share) => `${formatShort(100 * share, 2)} %`;
