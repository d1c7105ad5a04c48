/** Texts on basin maps. */
import { formatNumber } from "fallline/core/numbers.js";
import { plural, say } from "fallline/core/text.js";
import { DIVERGED, NO_VALUE, STALLED, STILL_GOING, UNKNOWN } from "fallline/race/basin_map.js";
import { compareMaps, formatPercent, lineCount, pointAt, tileAt } from "fallline/race/basin_map.js";

/** @import { MapFacts, PlanePoint } from "fallline/types.js" */
/** @import { BasinMap, OutcomeCounts } from "fallline/race/basin_map.js" */

/** @type {Record<number, string>} */
const FAILURE_TEXTS = {
  [STILL_GOING]: say("not there yet"),
  [STALLED]: say("stalled elsewhere"),
  [DIVERGED]: say("diverged"),
  [NO_VALUE]: say("without a value"),
  [UNKNOWN]: say("not computed yet"),
};
/** @type {Record<string, string>} the ways to compute a map */
const CODE_PATH_TEXTS = { compiled: say("compiled code"), eager: say("plain torch") };

/**
 * Return the text of an outcome that is a failure.
 * @param {number} outcome one of FAILURES, or UNKNOWN
 * @returns {string}
 */
export const failureText = (outcome) => FAILURE_TEXTS[outcome];

/**
 * Return the text on a position: its point, and the outcome of each run that starts there.
 * @param {readonly string[]} titles of the runs
 * @param {readonly (BasinMap | null)[]} maps by run, null if it is not computed yet
 * @param {MapFacts} facts
 * @param {PlanePoint} position fractions of the sides, from the lower left
 * @returns {string}
 */
export function positionText(titles, maps, { box, axisNames, minimaLabels }, position) {
  const outcomeAt = (/** @type {BasinMap} */ map) => tileText(map, tileAt(map.size, position, lineCount(map)), minimaLabels);
  const ends = maps.map((map, run) => (map ? `${titles[run]}: ${outcomeAt(map)}` : ""));
  const point = pointAt(box, position).map((value, axis) => `${axisNames[axis]} = ${formatNumber(value, 4)}`);
  return say("From {place}: {ends}.", { place: point.join(", "), ends: ends.filter(Boolean).join("; ") });
}

/**
 * @param {BasinMap} map
 * @param {number} tile
 * @param {readonly string[]} minimaLabels the labels of the minima
 */
function tileText(map, tile, minimaLabels) {
  const outcome = map.outcomes[tile];
  if (outcome < 0) return failureText(outcome);
  const [n, place] = [map.steps[tile], minimaLabels[outcome]];
  if (minimaLabels.length <= 1) return plural(n, "reached the target after {n} step", "reached the target after {n} steps");
  return plural(n, "reached ({place}) after {n} step", "reached ({place}) after {n} steps", { place });
}

/**
 * Return the fractions of a map's tiles by outcome, and the median of the steps.
 * @param {OutcomeCounts} counts
 * @param {readonly number[]} interval the 95 % confidence interval, low and high, of the fraction that reaches the
 *   target
 * @returns {string}
 */
export function outcomesText({ tiles, reached, medianSteps, failed }, [low, high]) {
  const shares = { n: formatPercent(reached / tiles), low: formatPercent(low), high: formatPercent(high) };
  const reach = say("{n} % reach the target (95 %: {low} to {high})", shares);
  const middle = medianSteps === null ? "" : `, ${plural(medianSteps, "median {n} step", "median {n} steps")}`;
  const others = failed.map(({ outcome, count }) => `; ${formatPercent(count / tiles)} % ${failureText(outcome)}`);
  return `${reach}${middle}${others.join("")}.`;
}

/**
 * Return how two maps differ.
 * @param {BasinMap} map
 * @param {BasinMap} otherMap of the same size
 * @param {string} one the title of the first map's run
 * @param {string} other the title of the second map's run
 * @param {readonly string[]} minimaLabels the labels of the minima
 * @returns {string}
 */
export function comparisonText(map, otherMap, one, other, minimaLabels) {
  const counts = compareMaps(map, otherMap);
  const share = (/** @type {number} */ count) => `${formatNumber((100 * count) / map.outcomes.length, 3)} %`;
  const text = say(
    "Only {one} reaches the target: {only}; only {other}: {onlyOther}. Both do, {one} in fewer steps: {faster}, {other}: {slower}",
    {
      one,
      other,
      only: share(counts.onlyOne),
      onlyOther: share(counts.onlyOther),
      faster: share(counts.oneFaster),
      slower: share(counts.otherFaster),
    },
  );
  if (minimaLabels.length <= 1) return `${text}.`;
  return `${text}; ${say("at different minima: {n}", { n: share(counts.differentMinima) })}.`;
}

/**
 * Return how the maps were computed.
 * @param {number} size tiles along each side
 * @param {number} steps of the race
 * @param {MapFacts} facts
 * @param {readonly BasinMap[]} maps of this size, by run
 * @returns {string}
 */
export function methodText(size, steps, { box, tol, noise }, maps) {
  const made = [...new Set(maps.map(({ provenance }) => provenanceText(provenance)))].join("; ");
  const text = say(
    "{starts} starts each, {steps} steps, target reached where f − f* stays at most {tol}; single precision, by {made}.",
    { starts: box.length === 1 ? size : `${size} × ${size}`, steps, tol: formatNumber(tol, 3), made },
  );
  return noise ? `${text} ${say("Maps are without noise.")}` : text;
}

/** @param {Record<string, string>} provenance */
function provenanceText({ path, device, note }) {
  const where = device === "cuda" ? say("on the GPU") : say("on the CPU");
  return [CODE_PATH_TEXTS[path], where, note].filter(Boolean).join(", ");
}
