/** AdaBelief beside Adam: the numbers of a step of both, of which one term makes the difference. */
import { formatFactor, formatNumber } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { NdArray, Race, Run } from "fallline/types.js" */
/**
 * A row of the comparison: its heading, the numbers of AdaBelief and Adam and what they are, and whether the rules
 * differ there.
 * @typedef {{ heading: string, numbers: [number, number], terms?: [string, string], differs?: boolean }} Row
 */

const DIGITS = 3;

/**
 * Return the indices of an AdaBelief and an Adam run of a race, one of which is the selected run; null if there are none.
 * @param {Pick<Race, "runs">} race
 * @param {number} selected index of the selected run
 * @returns {[belief: number, adam: number] | null}
 */
export function findPair({ runs }, selected) {
  const chosen = runs[selected].optimizer;
  const pair = ["adabelief", "adam"].map((id) => (id === chosen ? selected : runs.findIndex((run) => run.optimizer === id)));
  return pair.includes(selected) && !pair.includes(-1) ? [pair[0], pair[1]] : null;
}

/**
 * Return the entry of an axis at step t; the last column of an array stands for all further axes.
 * @param {NdArray} array
 * @param {number} t
 * @param {number} axis
 */
const entryAt = ({ values, shape: [, columns] }, t, axis) => values[t * columns + Math.min(axis, columns - 1)];

/**
 * Return the rows of the comparison at step t along an axis.
 * @param {Run} belief
 * @param {Run} adam
 * @param {number} t
 * @param {number} axis
 * @returns {Row[]}
 */
export function comparePair(belief, adam, t, axis) {
  const both = (/** @type {string} */ name) =>
    /** @type {[number, number]} */ ([belief, adam].map((run) => entryAt(run.arrays[name], t, axis)));
  const gradients = /** @type {[number, number]} */ ([belief, adam].map((run) => usedGradient(run, t, axis)));
  const momenta = both("momentum");
  return [
    { heading: say("gradient g"), numbers: gradients },
    { heading: say("average m"), numbers: momenta },
    {
      heading: say("squared"),
      numbers: [(gradients[0] - momenta[0]) ** 2, gradients[1] ** 2],
      terms: ["(g − m)²", "g²"],
      differs: true,
    },
    { heading: say("denominator"), numbers: both("denominator"), differs: true },
    ...(haveSameRate(belief, adam) ? [] : [{ heading: say("learning rate"), numbers: both("learning_rate") }]),
    { heading: say("effective rate"), numbers: both("effective_rate") },
    { heading: say("step"), numbers: both("step") },
  ];
}

/**
 * Return whether two runs have the same learning rate at each step, so that only the denominators make a difference.
 * @param {Run} belief
 * @param {Run} adam
 */
function haveSameRate(belief, adam) {
  const [one, other] = [belief, adam].map((run) => run.arrays.learning_rate.values);
  return one.every((value, t) => value === other[t]);
}

/**
 * @param {Run} run
 * @param {number} t
 * @param {number} axis
 */
function usedGradient({ arrays: { clipped_gradient, seen, grad } }, t, axis) {
  return entryAt(clipped_gradient || seen || grad, t, axis);
}

/**
 * Return the axis along which the effective rates of both differ most at step t.
 * @param {Run} belief
 * @param {Run} adam
 * @param {number} t
 * @param {number} count of the axes
 */
export function mostDifferentAxis(belief, adam, t, count) {
  const ratios = Array.from({ length: count }, (_, axis) => Math.abs(Math.log(rateRatio(belief, adam, t, axis))));
  return Math.max(ratios.indexOf(Math.max(...ratios)), 0);
}

/**
 * @param {Run} belief
 * @param {Run} adam
 * @param {number} t
 * @param {number} axis
 */
function rateRatio(belief, adam, t, axis) {
  const [one, other] = [belief, adam].map((run) => entryAt(run.arrays.effective_rate, t, axis));
  return one / other;
}

/**
 * Return a sentence on what follows from the denominators at step t along an axis; "" where learning rates differ too.
 * @param {Run} belief
 * @param {Run} adam
 * @param {number} t
 * @param {number} axis
 * @returns {string}
 */
export function describeDifference(belief, adam, t, axis) {
  const [n, m] = [belief, adam].map((run) => formatNumber(entryAt(run.arrays.denominator, t, axis), DIGITS));
  const ratio = rateRatio(belief, adam, t, axis);
  const values = { a: belief.title, b: adam.title, n, m };
  if (!haveSameRate(belief, adam) || !(ratio > 0) || !Number.isFinite(ratio)) return "";
  return ratio >= 1
    ? say("{a} divides by {n}, {b} by {m}: for the same average gradient {a} moves {x} times as far.", {
        ...values,
        x: formatFactor(ratio),
      })
    : say("{a} divides by {n}, {b} by {m}: for the same average gradient {b} moves {x} times as far.", {
        ...values,
        x: formatFactor(1 / ratio),
      });
}
