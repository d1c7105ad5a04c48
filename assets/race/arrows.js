/**
 * The arrows and the rectangle that show one step of a run, in units of the plot plane, and the scales of one step.
 * fallline/picture/arrows.py computes the same; tests/cases/arrows.json tests both.
 */
import { formatNumber, roundDown125, roundUp125 } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { NdArray, Run } from "fallline/types.js" */
/** @typedef {readonly string[]} Layers the names of the layers that are shown */
/** @typedef {[number, number]} Vector in the plot plane */

/**
 * The scales of a step. `gradient` is the gradient's length that a bar of length `bar` stands for, `step` the factor by
 * which steps are enlarged, `side` the shorter side of the plot range. Lengths are in units of the plot plane.
 * @typedef {{ gradient: number, step: number, bar: number, side: number }} Scales
 */

/**
 * An arrow from the ball to (x, y); for the layer "scale", half the sides of a rectangle around the ball. `cut`: the
 * arrow is drawn shorter than it is.
 * @typedef {{ layer: string, x: number, y: number, cut: boolean }} Arrow
 */

const BAR_SHARE = 0.26; // of the plot's shorter side: the length of the scale's bar, and the limit of enlarged steps
const MAX_LENGTH_SHARE = 0.42; // of the plot's shorter side: a longer arrow is cut to this length
const DRAWING_ORDER = ["scale", "gradient", "momentum", "ideal", "step"]; // of the layers; "scale" is the rectangle

/**
 * Return the entries of both axes in an array at step t; an array with one column has the same entry for both.
 * @param {NdArray} array
 * @param {number} t
 * @returns {Vector}
 */
function entriesAt({ values, shape: [, axes] }, t) {
  return axes > 1 ? [values[t * axes], values[t * axes + 1]] : [values[t], values[t]];
}

/**
 * Return a vector of a run at step t, projected on the plot plane.
 * @param {Run} run
 * @param {string} name
 * @param {number} t
 */
const vectorAt = (run, name, t) => entriesAt(run.planeVectors[name] || run.arrays[name], t);

/** @param {Vector} vector */
const length = ([x, y]) => Math.hypot(x, y);

/** @param {number[]} values */
const maxPositive = (values) => Math.max(...values.filter((value) => Number.isFinite(value) && value > 0), 0);

/**
 * Compute the scales of step t from the longest vectors of some runs, among those that the layers show.
 * @param {readonly Run[]} runs
 * @param {Layers} layers
 * @param {readonly (readonly [number, number])[]} box the plot range, of the one variable alone for a curve
 * @param {number} t
 * @returns {Scales}
 */
export function computeScales(runs, layers, box, t) {
  const side = Math.min(...box.map(([low, high]) => high - low));
  const withMomentum = layers.includes("momentum");
  const withGradient = layers.includes("gradient") || !withMomentum;
  const slopes = runs.flatMap((run) => [
    withGradient ? length(vectorAt(run, "grad", t)) : NaN,
    withMomentum && run.momentum ? length(vectorAt(run, run.momentum, t)) : NaN,
  ]);
  const maxSlope = maxPositive(slopes);
  const maxStep = maxPositive(runs.map((run) => length(vectorAt(run, "step", t))));
  const bar = BAR_SHARE * side;
  return {
    side,
    bar,
    gradient: maxSlope > 0 ? roundUp125(maxSlope) : 1,
    step: maxStep > 0 && maxStep < bar ? Math.max(1, roundDown125(bar / maxStep)) : 1,
  };
}

/**
 * Compute the arrows of a run at step t, in drawing order.
 * @param {Run} run
 * @param {Layers} layers
 * @param {number} t
 * @param {Scales} scales
 * @returns {Arrow[]}
 */
export function computeArrows(run, layers, t, scales) {
  return DRAWING_ORDER.filter((layer) => layers.includes(layer)).flatMap((layer) => {
    const end = ARROW_ENDS[layer](run, t, scales);
    return end && isDrawable(end) ? [cutToLength(layer, end, MAX_LENGTH_SHARE * scales.side)] : [];
  });
}

/** @param {Vector} end */
const isDrawable = (end) => end.every(Number.isFinite) && length(end) > 0;

/** @type {Record<string, (run: Run, t: number, scales: Scales) => Vector | null>} the end of each layer's arrow */
const ARROW_ENDS = {
  scale: (run, t, scales) => gradientSizes(run, t, scales.bar / scales.gradient),
  gradient: (run, t, scales) => multiply(-scales.bar / scales.gradient, vectorAt(run, "grad", t)),
  momentum: (run, t, scales) =>
    run.momentum === null ? null : multiply(-scales.bar / scales.gradient, vectorAt(run, run.momentum, t)),
  ideal(run, t, scales) {
    const step = vectorAt(run, "step", t);
    return length(step) > 0 ? multiply((scales.step * run.arrays.ideal_own.values[t]) / length(step), step) : null;
  },
  step: (run, t, scales) => multiply(scales.step, vectorAt(run, "step", t)),
};

/**
 * @param {number} factor
 * @param {Vector} vector
 * @returns {Vector}
 */
const multiply = (factor, [x, y]) => [factor * x, factor * y];

/**
 * Return the optimizer's running size of the gradient along each axis, times a factor; null where the optimizer keeps
 * none or the plot plane does not lie along two coordinates.
 * @param {Run} run
 * @param {number} t
 * @param {number} perSlope length drawn per unit of gradient
 * @returns {Vector | null}
 */
function gradientSizes(run, t, perSlope) {
  const vectors = run.planeVectors;
  if (!run.gradientSize || (Object.keys(vectors).length && !vectors.gradientSize)) return null;
  const [name, power] = run.gradientSize;
  const [x, y] = entriesAt(vectors.gradientSize || run.arrays[name], t);
  return [perSlope * Math.pow(x, 1 / power), perSlope * Math.pow(y, 1 / power)];
}

/**
 * @param {string} layer
 * @param {Vector} end
 * @param {number} maxLength
 * @returns {Arrow}
 */
function cutToLength(layer, end, maxLength) {
  const cut = layer !== "scale" && length(end) > maxLength;
  const [x, y] = cut ? multiply(maxLength / length(end), end) : end;
  return { layer, x, y, cut };
}

/**
 * Return the lines of text that state the scales of a run's arrows, for the plot's corner. `bar`: a bar of the scales'
 * length is drawn before the text.
 * @param {Run} run
 * @param {Layers} layers
 * @param {number} t
 * @param {Scales} scales
 * @returns {{ text: string, bar: boolean }[]}
 */
export function scaleLegend(run, layers, t, scales) {
  const lines = [];
  /** @param {...string} names */
  const hasAny = (...names) => names.some((name) => layers.includes(name));
  if (hasAny("gradient", "momentum", "scale")) {
    lines.push({ bar: true, text: say("slope {n}", { n: formatNumber(scales.gradient, 2).trim() }) });
  }
  if (hasAny("step", "ideal")) lines.push({ bar: false, text: stepScaleText(scales.step) });
  const anyCut = computeArrows(run, layers, t, scales).some((arrow) => arrow.cut);
  if (anyCut) lines.push({ bar: false, text: say("= longer than drawn") });
  return lines;
}

/** @param {number} factor by which steps are enlarged */
const stepScaleText = (factor) =>
  factor > 1 ? say("steps drawn {n} times as long", { n: factor }) : say("steps drawn true to scale");
