/**
 * The arrows and the box of one run at one step, in the plane's own units, and the scales that all runs share. Python's
 * fallline/picture/arrows.py says the same; tests/cases/arrows.json holds both to it.
 */
import { digits, roundDown125, roundUp125 } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { Numbers, Race, Run } from "fallline/types.js" */
/** @typedef {readonly string[]} Layers */

/**
 * `gradient` is what the bar of length `bar` stands for, `step` how much steps are enlarged, `side` the plane's shorter
 * side; lengths are in the plane's units.
 * @typedef {{ gradient: number, step: number, bar: number, side: number }} Scales
 */

/**
 * From the ball to x, y; half the sides of a box for the layer "scale". `cut`: the arrow is longer than it is drawn.
 * @typedef {{ layer: string, x: number, y: number, cut: boolean }} Arrow
 */

const BAR = 0.18; // of the picture's shorter side: the length of the scale's bar, and the longest arrow at most
const CUT = 0.42; // of it: an arrow is drawn no longer, with a mark
const ORDER = ["scale", "gradient", "momentum", "ideal", "step"]; // in which layers are drawn

/**
 * The two drawn entries of an array at step t; a number stands for both axes.
 * @param {Numbers} array
 * @param {number} t
 * @returns {[number, number]}
 */
function pair({ values, shape: [, axes] }, t) {
  return axes > 1 ? [values[t * axes], values[t * axes + 1]] : [values[t], values[t]];
}

/**
 * @param {Run} run
 * @param {string} name
 * @param {number} t
 */
const vector = (run, name, t) => pair(run.drawn[name] || run.arrays[name], t);

/** @param {[number, number]} vector */
const length = ([x, y]) => Math.hypot(x, y);

/** @param {number[]} values */
const greatest = (values) => Math.max(...values.filter((value) => Number.isFinite(value) && value > 0), 0);

/**
 * The scales of step t, by the longest arrow that is shown of any run.
 * @param {Race} race
 * @param {Layers} layers
 * @param {readonly (readonly [number, number])[]} box the drawn part of the plane
 * @param {number} t
 * @returns {Scales}
 */
export function scalesOf(race, layers, box, t) {
  const side = Math.min(box[0][1] - box[0][0], box[1][1] - box[1][0]);
  const withMomentum = layers.includes("momentum");
  const withGradient = layers.includes("gradient") || !withMomentum;
  const slopes = race.runs.flatMap((run) => [
    withGradient ? length(vector(run, "grad", t)) : NaN,
    withMomentum && run.momentum ? length(vector(run, run.momentum, t)) : NaN,
  ]);
  const steepest = greatest(slopes);
  const longest = greatest(race.runs.map((run) => length(vector(run, "step", t))));
  const bar = BAR * side;
  return {
    side,
    bar,
    gradient: steepest > 0 ? roundUp125(steepest) : 1,
    step: longest > 0 && longest < bar ? Math.max(1, roundDown125(bar / longest)) : 1,
  };
}

/**
 * What is shown of a run at step t, in the order in which it is drawn.
 * @param {Run} run
 * @param {Layers} layers
 * @param {number} t
 * @param {Scales} scales
 * @returns {Arrow[]}
 */
export function arrowsOf(run, layers, t, scales) {
  return ORDER.filter((layer) => layers.includes(layer)).flatMap((layer) => {
    const end = END[layer](run, t, scales);
    return end && isDrawable(end) ? [shortened(layer, end, CUT * scales.side)] : [];
  });
}

/** @param {[number, number]} end */
const isDrawable = (end) => end.every(Number.isFinite) && length(end) > 0;

/** @type {Record<string, (run: Run, t: number, scales: Scales) => [number, number] | null>} where each layer's arrow ends */
const END = {
  scale: (run, t, scales) => sizes(run, t, scales.bar / scales.gradient),
  gradient: (run, t, scales) => times(-scales.bar / scales.gradient, vector(run, "grad", t)),
  momentum: (run, t, scales) =>
    run.momentum === null ? null : times(-scales.bar / scales.gradient, vector(run, run.momentum, t)),
  ideal(run, t, scales) {
    const step = vector(run, "step", t);
    return length(step) > 0 ? times((scales.step * run.arrays.ideal_own.values[t]) / length(step), step) : null;
  },
  step: (run, t, scales) => times(scales.step, vector(run, "step", t)),
};

/**
 * @param {number} by
 * @param {[number, number]} vector
 * @returns {[number, number]}
 */
const times = (by, [x, y]) => [by * x, by * y];

/**
 * The gradients' usual size on each axis, where the picture's axes are the landscape's own.
 * @param {Run} run
 * @param {number} t
 * @param {number} perSlope
 * @returns {[number, number] | null}
 */
function sizes(run, t, perSlope) {
  if (!run.size || Object.keys(run.drawn).length) return null;
  const [name, power] = run.size;
  const [x, y] = pair(run.arrays[name], t);
  return [perSlope * Math.pow(x, 1 / power), perSlope * Math.pow(y, 1 / power)];
}

/**
 * @param {string} layer
 * @param {[number, number]} end
 * @param {number} most
 * @returns {Arrow}
 */
function shortened(layer, end, most) {
  const cut = layer !== "scale" && length(end) > most;
  const [x, y] = cut ? times(most / length(end), end) : end;
  return { layer, x, y, cut };
}

/**
 * The scales in words, for the map's corner; `bar` says whether a bar of the scales' length stands before them.
 * @param {Race} race
 * @param {Layers} layers
 * @param {number} t
 * @param {Scales} scales
 * @returns {{ text: string, bar: boolean }[]}
 */
export function scaleWords(race, layers, t, scales) {
  const words = [];
  /** @param {...string} names */
  const shows = (...names) => names.some((name) => layers.includes(name));
  if (shows("gradient", "momentum", "scale")) {
    words.push({ bar: true, text: say("slope {n}", { n: digits(scales.gradient, 2).trim() }) });
  }
  if (shows("step", "ideal")) words.push({ bar: false, text: stepWords(scales.step) });
  const cut = race.runs.some((run) => arrowsOf(run, layers, t, scales).some((arrow) => arrow.cut));
  if (cut) words.push({ bar: false, text: say("= longer than drawn") });
  return words;
}

/** @param {number} by how much steps are enlarged */
const stepWords = (by) =>
  by > 1 ? say("steps drawn {n} times as long", { n: by }) : say("steps drawn true to scale");
