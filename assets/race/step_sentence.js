/** The step sentence: what a run did in one step, in whole sentences composed from the run's numbers. */
import { rowAt } from "fallline/core/arrays.js";
import { formatFactor, formatShort } from "fallline/core/numbers.js";
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

/**
 * Return the sentences on what a run did in step t.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
export function stepSentence(run, t) {
  const name = run.title;
  if (run.divergedAt >= 0 && t >= run.divergedAt - 1) {
    return say("{run} diverged at step {at}; its last finite position is held.", { run: name, at: run.divergedAt });
  }
  const { accepted, step_length } = run.arrays;
  if (accepted && !accepted.values[t]) {
    const values = { run: name, n: formatFactor(step_length.values[t]) };
    return say("{run} turned down its trial step of length {n} and stays where it is.", values);
  }
  const [gradientText, expectedness] = describeGradient(run, t);
  return [describeClipping(run, t), gradientText, describeMove(run, t, expectedness)].filter(Boolean).join(" ");
}

/**
 * Return the sentence on a step's length, beside that of the best step in its direction if it is known.
 * @param {Run} run
 * @param {number} t
 * @param {number} expectedness of the gradient: 1, 0 or -1, as `describeGradient` returns it
 */
function describeMove(run, t, expectedness) {
  const first = describeStep(run, t, expectedness);
  const second = first && describeIdeal(run, t);
  return second ? say("{first}; {second}.", { first, second }) : first && say("{first}.", { first });
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
 * Return a sentence such as "The gradient was clipped to 4 % of its length."; "" if it was not clipped.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
function describeClipping(run, t) {
  const { clip_factor } = run.arrays;
  if (!clip_factor || !(clip_factor.values[t] < MAX_CLIPPED_SHARE)) return "";
  return say("The gradient was clipped to {n} % of its length.", { n: formatShort(100 * clip_factor.values[t], 2) });
}

/**
 * Return a sentence such as "Gradient as expected.", and whether the gradient was as expected (1), a surprise (-1) or
 * neither (0).
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
  if (share < MAX_PREDICTED_SURPRISE) return [say("Gradient as expected."), 1];
  const percent = { n: formatShort(100 * share, 2) };
  if (share <= MIN_SURPRISE) return [say("Gradient roughly as expected: off by {n} % of its length.", percent), 0];
  if (share < 2) return [say("The gradient was a surprise: off by {n} % of its length.", percent), -1];
  return [say("The gradient was a surprise: off by {n} times its length.", { n: formatFactor(share) }), -1];
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
  if (cosine > SAME_DIRECTION_COSINE) return [say("The slope kept its direction."), 1];
  if (cosine < 0) return [say("The slope turned round."), -1];
  return [say("The slope turned by {n}°.", { n: Math.round((180 / Math.PI) * Math.acos(Math.min(cosine, 1))) }), 0];
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
  if (run.stepUnit === "lr") return [Math.max(...rowAt(step, t).map(Math.abs)) / lr, say("{n} × its learning rate")];
  const slope = length(usedGradient(run, t));
  if (run.stepUnit === "slope" && slope > 0) {
    return [step_size.values[t] / (lr * slope), say("{n} × learning rate × slope")];
  }
  return [step_size.values[t], "{n}"];
}

/**
 * Return a clause such as "So Adam lengthened its step to 4.9 × its learning rate"; "" if the step has no length.
 * @param {Run} run
 * @param {number} t
 * @param {number} expectedness of the gradient
 * @returns {string}
 */
function describeStep(run, t, expectedness) {
  const [current, unit] = measureStep(run, t);
  if (!Number.isFinite(current)) return "";
  if (current === 0) return say("{run} stays where it is", { run: run.title });
  const previous = t > 0 ? measureStep(run, t - 1)[0] : NaN;
  const values = { run: run.title, size: unit.replace("{n}", formatFactor(current)) };
  if (current > previous * SAME_LENGTH_RATIO) {
    if (expectedness > 0) return say("So {run} lengthened its step to {size}", values);
    return say("{run} lengthened its step to {size}", values);
  }
  if (current < previous / SAME_LENGTH_RATIO) {
    if (expectedness < 0) return say("So {run} shortened its step to {size}", values);
    return say("{run} shortened its step to {size}", values);
  }
  if (run.stepUnit === "lr") return say("{run} moved {size}, whatever the slope", values);
  return say("{run} moved {size}", values);
}

/**
 * Return a clause such as "the best step would be 12 times longer"; "" if the ideal step is unknown.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
function describeIdeal(run, t) {
  const { ideal_own, step_size, ideal_own_edge } = run.arrays;
  const [ideal, actual, isBound] = [ideal_own.values[t], step_size.values[t], ideal_own_edge.values[t]];
  if (!(actual > 0) || !Number.isFinite(ideal)) return "";
  if (ideal === 0) return say("this direction leads uphill");
  const ratio = actual / ideal;
  if (ratio > IDEAL_RATIO) {
    return isBound ? "" : say("that is {n} times as far as the best step", { n: formatFactor(ratio) });
  }
  const values = { n: formatFactor(1 / ratio) };
  if (ratio >= 1 / IDEAL_RATIO) return say("that is about the best length");
  if (isBound) return say("the best step would be at least {n} times longer", values);
  return say("the best step would be {n} times longer", values);
}
