/** What the colours of basin maps mean. */
import { make } from "fallline/core/dom.js";
import { plural, say } from "fallline/core/text.js";
import { FAILURES } from "fallline/race/basin_map.js";
import { stepScale } from "fallline/race/step_scale.js";
import { css } from "fallline/race/tints.js";
import { isComparison } from "fallline/dialogs/maps/basin_controls.js";
import { failureWords } from "fallline/dialogs/maps/basin_words.js";

/** @import { Colour, Tints } from "fallline/race/tints.js" */
/** @import { Choice } from "fallline/dialogs/maps/basin_kept.js" */

const MOST_MINIMA = 9; // that are told apart
const SHARES = [0, 0.25, 0.5, 0.75, 1]; // of the scale of steps

/**
 * The keys of a legend.
 * @param {Choice} choice
 * @param {readonly string[]} titles of the runs
 * @param {readonly string[]} points the minima in words
 * @param {readonly [number, number]} span of the scale of steps
 * @param {Tints} tints
 * @returns {HTMLElement[]}
 */
export function legendKeys(choice, titles, points, span, tints) {
  return [
    ...(choice.shows === "steps" ? stepKeys(span, tints) : minimumKeys(points, tints)),
    ...FAILURES.map((became) => key(failureWords(became), tints.failed(became))),
    ...(isComparison(choice) ? sideKeys(choice.pair, titles, tints) : []),
    key(say("+ minimum, ○ start")),
  ];
}

/**
 * @param {string} words
 * @param {Colour} [colour]
 */
function key(words, colour) {
  return make("span", { className: "key" }, colour && make("i", { style: `background:${css(colour)}` }), words);
}

/**
 * @param {readonly [number, number]} span
 * @param {Tints} tints
 */
function stepKeys(span, tints) {
  const scale = stepScale(span);
  return SHARES.map((share) => key(stepWords(share, scale.steps(share)), tints.steps(share)));
}

/**
 * @param {number} share
 * @param {number} n
 */
function stepWords(share, n) {
  if (share === 0) return say("{n} or fewer", { n });
  return share === 1 ? plural(n, "{n} step or more", "{n} steps or more") : String(n);
}

/**
 * @param {readonly string[]} points
 * @param {Tints} tints
 */
function minimumKeys(points, tints) {
  const keys = points.slice(0, MOST_MINIMA).map((point, which) => key(`(${point})`, tints.minimum(which)));
  const more = points.length - MOST_MINIMA;
  if (more > 0) keys.push(key(say("and {n} more, in the same colours", { n: more })));
  return [...keys, key(say("fainter: more steps"))];
}

/**
 * @param {readonly number[]} pair
 * @param {readonly string[]} titles
 * @param {Tints} tints
 */
function sideKeys(pair, titles, tints) {
  return pair.map((run, side) => key(say("only {run}, or faster", { run: titles[run] }), tints.versus[side]));
}
