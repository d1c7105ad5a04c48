/** What a run did in a step, in a sentence made from its readouts. */
import { rowOf } from "fallline/core/arrays.js";
import { count, short } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { Run } from "fallline/types.js" */

const PREDICTED = 0.1; // of the gradient's length: a surprise below this is none
const SURPRISED = 0.8; // ... and one above this is one
const SAME_DIRECTION = 0.985; // the cosine above which two gradients have one direction
const ALIKE = 1.02; // lengths within this ratio count as the same
const RIGHT = 1.25; // a step within this ratio of the ideal one is about right

/** @param {number[]} vector */
const length = (vector) => Math.hypot(...vector);
/** @param {number} value */
const factor = (value) => (value < 10 ? short(value, 2) : count(value));

/**
 * What a run did in step t.
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
export function stepSentence(run, t) {
  if (run.stopped >= 0 && t >= run.stopped - 1) {
    return say("diverged at step {at}; its last finite position is held", { at: run.stopped });
  }
  const { accepted, step_length } = run.arrays;
  if (accepted && !accepted.values[t]) {
    return say("its trial of length {n} was turned down, so it stays", { n: factor(step_length.values[t]) });
  }
  const [slope, calm] = slopeWords(run, t);
  const [stride, follows] = strideWords(run, t, calm);
  const joined = [slope, stride].filter(Boolean).join(follows ? ", " : "; ");
  return [joined, idealWords(run, t)].filter(Boolean).join("; ");
}

/**
 * "gradient as predicted (surprise 3 % of it)", and whether that was calm (1), a surprise (-1) or neither (0).
 * @param {Run} run
 * @param {number} t
 * @returns {[string, number]}
 */
function slopeWords(run, t) {
  const { surprise, seen, grad } = run.arrays;
  if (t === 0) return ["", 0];
  const size = length(rowOf(seen || grad, t));
  return surprise && size > 0 ? surpriseWords(surprise.values[t] / size) : turnWords(rowOf(grad, t - 1), rowOf(grad, t));
}

/**
 * @param {number} share of the gradient's length
 * @returns {[string, number]}
 */
function surpriseWords(share) {
  const size =
    share < 2
      ? say("surprise {n} % of it", { n: short(100 * share, 2) })
      : say("surprise {n} times its length", { n: factor(share) });
  if (share < PREDICTED) return [say("gradient as predicted ({size})", { size }), 1];
  if (share > SURPRISED) return [say("the gradient surprised it ({size})", { size }), -1];
  return [say("gradient about as predicted ({size})", { size }), 0];
}

/**
 * @param {number[]} before the last gradient
 * @param {number[]} now
 * @returns {[string, number]}
 */
function turnWords(before, now) {
  const cosine = before.reduce((sum, value, i) => sum + value * now[i], 0) / (length(before) * length(now));
  if (!Number.isFinite(cosine)) return ["", 0];
  if (cosine > SAME_DIRECTION) return [say("the slope kept its direction"), 1];
  if (cosine < 0) return [say("the slope turned round"), -1];
  return [say("the slope turned by {n}°", { n: Math.round((180 / Math.PI) * Math.acos(Math.min(cosine, 1))) }), 0];
}

/**
 * A step's length in the run's own measure, and how that is written.
 * @param {Run} run
 * @param {number} t
 * @returns {[number, string]}
 */
function measured(run, t) {
  const { step, step_size, learning_rate, seen, grad } = run.arrays;
  const rate = run.unit ? learning_rate.values[t] : NaN;
  if (run.unit === "lr") return [Math.max(...rowOf(step, t).map(Math.abs)) / rate, say("{n} × lr")];
  const size = length(rowOf(seen || grad, t));
  if (run.unit === "slope" && size > 0) return [step_size.values[t] / (rate * size), say("{n} × lr × slope")];
  return [step_size.values[t], "{n}"];
}

/**
 * "so the step grew to 4.9 × lr", and whether that follows from what was before it in the sentence.
 * @param {Run} run
 * @param {number} t
 * @param {number} calm
 * @returns {[string, boolean]}
 */
function strideWords(run, t, calm) {
  const [now, unit] = measured(run, t);
  if (!Number.isFinite(now)) return ["", false];
  if (now === 0) return [say("it stays where it is"), false];
  const before = t > 0 ? measured(run, t - 1)[0] : NaN;
  const grew = now > before * ALIKE;
  const shrank = now < before / ALIKE;
  const size = unit.replace("{n}", factor(now));
  if (calm > 0 && grew) return [say("so the step grew to {size}", { size }), true];
  if (calm < 0 && shrank) return [say("so the step shrank to {size}", { size }), true];
  if (t === 0) return [say("first step {size}", { size }), false];
  if (grew) return [say("step grew to {size}", { size }), false];
  return [shrank ? say("step shrank to {size}", { size }) : say("step stayed at {size}", { size }), false];
}

/**
 * "ideal: 12 times as long"
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
function idealWords(run, t) {
  const { ideal_own, step_size, ideal_own_edge } = run.arrays;
  const [ideal, own, edge] = [ideal_own.values[t], step_size.values[t], ideal_own_edge.values[t]];
  if (!(own > 0) || !Number.isFinite(ideal)) return "";
  if (ideal === 0) return say("it leads uphill");
  const ratio = own / ideal;
  if (ratio > RIGHT) return edge ? "" : say("{n} times the ideal: too far", { n: factor(ratio) });
  const long = { n: factor(1 / ratio) };
  if (ratio >= 1 / RIGHT) return say("about ideal");
  return edge ? say("ideal: at least {n} times as long", long) : say("ideal: {n} times as long", long);
}
