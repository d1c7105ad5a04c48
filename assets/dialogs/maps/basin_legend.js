/** The legend of basin maps. */
import { makeElement } from "fallline/core/dom.js";
import { plural, say } from "fallline/core/text.js";
import { FAILURES, NO_VALUE, STALLED } from "fallline/race/basin_map.js";
import { createStepScale } from "fallline/race/step_scale.js";
import { toCss } from "fallline/race/map_palette.js";
import { failureText } from "fallline/dialogs/maps/basin_text.js";

/** @import { Colour, MapPalette } from "fallline/race/map_palette.js" */

const MAX_MINIMA = 9; // with a colour of their own
const SHARES = [0, 0.25, 0.5, 0.75, 1]; // of the scale of steps, one key each

/**
 * Make the keys of a run's map, each a colour with its meaning.
 * @param {string} shows what the colours show, "steps" or "minimum"
 * @param {readonly string[]} minimaLabels the labels of the minima
 * @param {readonly [number, number]} range of the scale of steps
 * @param {MapPalette} palette
 * @param {boolean} hasHoles whether f has no value at some starts
 * @returns {HTMLElement[]}
 */
export function makeOutcomeKeys(shows, minimaLabels, range, palette, hasHoles) {
  const failures = FAILURES.filter((outcome) => outcome !== NO_VALUE || hasHoles);
  return [
    ...(shows === "steps" ? makeStepKeys(range, palette) : makeMinimumKeys(minimaLabels, palette)),
    ...failures.map((outcome) => makeKey(failureText(outcome), palette.failure(outcome), outcome === NO_VALUE)),
    ...makeMarkKeys(),
  ];
}

/**
 * Make the keys of the comparison of two runs.
 * @param {readonly string[]} titles of the two runs
 * @param {readonly Colour[]} sides their colours
 * @param {MapPalette} palette
 * @param {boolean} hasHoles whether f has no value at some starts
 * @returns {HTMLElement[]}
 */
export function makeComparisonKeys(titles, sides, palette, hasHoles) {
  const keys = titles.map((run, side) => makeKey(say("only {run}, or faster", { run }), sides[side]));
  keys.push(makeKey(say("neither reaches the target"), palette.failure(STALLED)));
  if (hasHoles) keys.push(makeKey(failureText(NO_VALUE), palette.failure(NO_VALUE), true));
  return [...keys, ...makeMarkKeys()];
}

/** Make the keys of the marks. */
const makeMarkKeys = () => [makeKey(say("◉ minimum")), makeKey(say("○ current start"))];

/**
 * @param {string} text
 * @param {Colour} [colour]
 * @param {boolean} [isHatched]
 */
function makeKey(text, colour, isHatched = false) {
  const sample = colour && makeElement("i", { style: `background:${isHatched ? hatch(colour) : toCss(colour)}` });
  return makeElement("span", { className: "key" }, sample, text);
}

/** @param {Colour} colour */
const hatch = (colour) => `repeating-linear-gradient(135deg, ${toCss(colour)} 0 3px, transparent 3px 6px)`;

/**
 * @param {readonly [number, number]} range
 * @param {MapPalette} palette
 */
function makeStepKeys(range, palette) {
  const scale = createStepScale(range);
  return SHARES.map((share) => makeKey(stepText(share, scale.steps(share)), palette.steps(share)));
}

/**
 * @param {number} share
 * @param {number} n
 */
function stepText(share, n) {
  if (share === 0) return say("{n} or fewer", { n });
  return share === 1 ? plural(n, "{n} step or more", "{n} steps or more") : String(n);
}

/**
 * @param {readonly string[]} minimaLabels
 * @param {MapPalette} palette
 */
function makeMinimumKeys(minimaLabels, palette) {
  const keys = minimaLabels.slice(0, MAX_MINIMA).map((label, i) => makeKey(`(${label})`, palette.minimum(i)));
  const more = minimaLabels.length - MAX_MINIMA;
  if (more > 0) keys.push(makeKey(say("and {n} more, in the same colours", { n: more })));
  return [...keys, makeKey(say("fainter: more steps"))];
}
