/** The step sentence: what a run did in one step, composed from the run's numbers. */
import { rowAt } from "fallline/core/arrays.js";
import { formatCount, formatShort } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { Run } from "fallline/types.js" */

const MAX_PREDICTED_SURPRISE = 0.1; // of the gradient's length: a smaller surprise counts as none
const MIN_SURPRISE = 0.8; // of the gradient's length: a larger surprise counts as one
const SAME_DIRECTION_COSINE = 0.985; // of the angle between two gradients, above which their direction is the same
const SAME_LENGTH_RATIO = 1.02; // of two lengths, up to which they count as equal
const MAX_CLIPPED_SHARE = 0.9999; // of the gradient's length: what is left of a clipped gradient is below it
const IDEAL_RATIO = 1.25; // of a step's length and the ideal one, up to which the step counts as ideal

/** @param {number[]} vector */
const length = (vector) => Math.hypot(...vector);

/** @param {number} value */
const formatFactor = (value) => (value < 10 ? formatShort(value, 2) : formatCount(value));

/**
 * Return the sentence on what a run did in step t.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
export function stepSentence(run, t) {
  if (run.divergedAt >= 0 && t >= run.divergedAt - 1) {
    return say("diverged at step {at}; its last finite position is held", { at: run.divergedAt });
  }
  const { accepted, step_length } = run.arrays;
  if (accepted && !accepted.values[t]) {
    return say("its trial of length {n} was turned down, so it stays", { n: formatFactor(step_length.values[t]) });
  }
  const [gradientText, expectedness] = describeGradient(run, t);
  const [stepText, follows] = describeStep(run, t, expectedness);
  const joined = [gradientText, stepText].filter(Boolean).join(follows ? ", " : "; ");
  return [describeClipping(run, t), joined, describeIdeal(run, t)].filter(Boolean).join("; ");
}

/**
 * Return the gradient of step t that the rule used, but for its sign: the clipped one if gradients are clipped.
 * @param {Run} run
 * @param {number} t
 * @returns {number[]}
 */
function usedGradient(run, t) {
  const { clipped_gradient, seen, grad } = run.arrays;
  return rowAt(clipped_gradient || seen || grad, t);
}

/**
 * Return a phrase such as "the gradient was clipped to 4 % of its length"; "" if it was not clipped.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
function describeClipping(run, t) {
  const { clip_factor } = run.arrays;
  if (!clip_factor || !(clip_factor.values[t] < MAX_CLIPPED_SHARE)) return "";
  return say("the gradient was clipped to {n} % of its length", { n: formatShort(100 * clip_factor.values[t], 2) });
}

/**
 * Return a phrase such as "gradient as predicted (surprise 3 % of it)", and whether the gradient was as expected (1), a
 * surprise (-1) or neither (0).
 * @param {Run} run
 * @param {number} t
 * @returns {[string, number]}
 */
function describeGradient(run, t) {
  const { surprise, grad } = run.arrays;
  if (t === 0) return ["", 0];
  const size = length(usedGradient(run, t));
  if (surprise && size > 0) return describeSurprise(surprise.values[t] / size);
  return describeDirection(rowAt(grad, t - 1), rowAt(grad, t));
}

/**
 * @param {number} share of the gradient's length
 * @returns {[string, number]}
 */
function describeSurprise(share) {
  const size =
    share < 2
      ? say("surprise {n} % of it", { n: formatShort(100 * share, 2) })
      : say("surprise {n} times its length", { n: formatFactor(share) });
  if (share < MAX_PREDICTED_SURPRISE) return [say("gradient as predicted ({size})", { size }), 1];
  if (share > MIN_SURPRISE) return [say("the gradient surprised it ({size})", { size }), -1];
  return [say("gradient about as predicted ({size})", { size }), 0];
}

/**
 * @param {number[]} previous gradient
 * @param {number[]} current gradient
 * @returns {[string, number]}
 */
function describeDirection(previous, current) {
  const dot = previous.reduce((sum, value, i) => sum + value * current[i], 0);
  const cosine = dot / (length(previous) * length(current));
  if (!Number.isFinite(cosine)) return ["", 0];
  if (cosine > SAME_DIRECTION_COSINE) return [say("the slope kept its direction"), 1];
  if (cosine < 0) return [say("the slope turned round"), -1];
  return [say("the slope turned by {n}°", { n: Math.round((180 / Math.PI) * Math.acos(Math.min(cosine, 1))) }), 0];
}

/**
 * Return the length of step t in the run's own unit, and the text of a length {n} in this unit.
 * @param {Run} run
 * @param {number} t
 * @returns {[number, string]}
 */
function measureStep(run, t) {
  const { step, step_size, learning_rate } = run.arrays;
  const lr = run.stepUnit ? learning_rate.values[t] : NaN;
  if (run.stepUnit === "lr") return [Math.max(...rowAt(step, t).map(Math.abs)) / lr, say("{n} × lr")];
  const slope = length(usedGradient(run, t));
  if (run.stepUnit === "slope" && slope > 0) return [step_size.values[t] / (lr * slope), say("{n} × lr × slope")];
  return [step_size.values[t], "{n}"];
}

/**
 * Return a phrase such as "so the step grew to 4.9 × lr", and whether it is a consequence of the gradient's phrase.
 * @param {Run} run
 * @param {number} t
 * @param {number} expectedness of the gradient: 1, 0 or -1, as `describeGradient` returns it
 * @returns {[string, boolean]}
 */
function describeStep(run, t, expectedness) {
  const [current, unit] = measureStep(run, t);
  if (!Number.isFinite(current)) return ["", false];
  if (current === 0) return [say("it stays where it is"), false];
  const previous = t > 0 ? measureStep(run, t - 1)[0] : NaN;
  const grew = current > previous * SAME_LENGTH_RATIO;
  const shrank = current < previous / SAME_LENGTH_RATIO;
  const size = unit.replace("{n}", formatFactor(current));
  if (expectedness > 0 && grew) return [say("so the step grew to {size}", { size }), true];
  if (expectedness < 0 && shrank) return [say("so the step shrank to {size}", { size }), true];
  if (t === 0) return [say("first step {size}", { size }), false];
  if (grew) return [say("step grew to {size}", { size }), false];
  return [shrank ? say("step shrank to {size}", { size }) : say("step stayed at {size}", { size }), false];
}

/**
 * Return a phrase such as "ideal: 12 times as long"; "" if the ideal step is unknown.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
function describeIdeal(run, t) {
  const { ideal_own, step_size, ideal_own_edge } = run.arrays;
  const [ideal, actual, isBound] = [ideal_own.values[t], step_size.values[t], ideal_own_edge.values[t]];
  if (!(actual > 0) || !Number.isFinite(ideal)) return "";
  if (ideal === 0) return say("it leads uphill");
  const ratio = actual / ideal;
  if (ratio > IDEAL_RATIO) return isBound ? "" : say("{n} times the ideal: too far", { n: formatFactor(ratio) });
  const values = { n: formatFactor(1 / ratio) };
  if (ratio >= 1 / IDEAL_RATIO) return say("about ideal");
  return isBound ? say("ideal: at least {n} times as long", values) : say("ideal: {n} times as long", values);
}
