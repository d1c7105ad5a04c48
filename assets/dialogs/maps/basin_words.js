/** What is said of basin maps. */
import { digits } from "fallline/core/numbers.js";
import { plural, say } from "fallline/core/text.js";
import { DIVERGED, STALLED, STILL_GOING, UNKNOWN, compared, percent, pointAt, tileAt } from "fallline/race/basin_map.js";

/** @import { MapFacts, Place } from "fallline/types.js" */
/** @import { BasinMap, Ends } from "fallline/race/basin_map.js" */
/** @import { Kept } from "fallline/dialogs/maps/basin_kept.js" */

/** @type {Record<number, string>} */
const FAILED = {
  [STILL_GOING]: say("still going"),
  [STALLED]: say("stalled elsewhere"),
  [DIVERGED]: say("diverged"),
  [UNKNOWN]: say("not computed yet"),
};
/** @type {Record<string, string>} */
const PATHS = { compiled: say("compiled code"), eager: say("plain torch") };

/**
 * How a run fails to arrive.
 * @param {number} became
 * @returns {string}
 */
export const failureWords = (became) => FAILED[became];

/**
 * What became of each run from a place.
 * @param {readonly string[]} titles
 * @param {Kept["maps"]} maps
 * @param {MapFacts} facts
 * @param {Place} place shares of the sides, from the lower left
 * @returns {string}
 */
export function placeWords(titles, maps, { box, names, points }, place) {
  const runWords = (/** @type {BasinMap} */ map) => tileWords(map, tileAt(map.across, place), points);
  const ends = maps.map((map, run) => (map ? `${titles[run]}: ${runWords(map)}` : ""));
  const point = pointAt(box, place).map((value, axis) => `${names[axis]} = ${digits(value, 4)}`);
  return say("From {place}: {ends}.", { place: point.join(", "), ends: ends.filter(Boolean).join("; ") });
}

/**
 * @param {BasinMap} map
 * @param {number} tile
 * @param {readonly string[]} points the minima in words
 */
function tileWords(map, tile, points) {
  const became = map.became[tile];
  if (became < 0) return failureWords(became);
  const [n, place] = [map.steps[tile], points[became]];
  if (points.length <= 1) return plural(n, "arrived after {n} step", "arrived after {n} steps");
  return plural(n, "arrived at ({place}) after {n} step", "arrived at ({place}) after {n} steps", { place });
}

/**
 * How a map's runs end.
 * @param {Ends} ends
 * @param {readonly number[]} interval in which the share that arrives lies, at 95 %
 * @returns {string}
 */
export function endsWords({ tiles, arrived, median, failed }, [low, high]) {
  const shares = { n: percent(arrived / tiles), low: percent(low), high: percent(high) };
  const arrive = say("{n} % arrive (95 %: {low} to {high})", shares);
  const middle = median === null ? "" : `, ${plural(median, "median {n} step", "median {n} steps")}`;
  const others = failed.map(({ became, count }) => `; ${percent(count / tiles)} % ${failureWords(became)}`);
  return `${arrive}${middle}${others.join("")}.`;
}

/**
 * How two maps differ.
 * @param {BasinMap} map
 * @param {BasinMap} otherMap on the same tiles
 * @param {string} one the title of the first run
 * @param {string} other that of the second
 * @param {readonly string[]} points the minima in words
 * @returns {string}
 */
export function comparisonWords(map, otherMap, one, other, points) {
  const counts = compared(map, otherMap);
  const share = (/** @type {number} */ count) => `${digits((100 * count) / map.became.length, 3)} %`;
  const words = say(
    "Only {one} arrives: {only}; only {other}: {onlyOther}. Both arrive, {one} in fewer steps: {faster}, {other}: {slower}",
    {
      one,
      other,
      only: share(counts.onlyOne),
      onlyOther: share(counts.onlyOther),
      faster: share(counts.oneFaster),
      slower: share(counts.otherFaster),
    },
  );
  if (points.length <= 1) return `${words}.`;
  return `${words}; ${say("at different minima: {n}", { n: share(counts.elsewhere) })}.`;
}

/**
 * What the maps are of, and by what they were made.
 * @param {string} across how many tiles
 * @param {number} steps of the race
 * @param {MapFacts} facts
 * @param {Kept["maps"]} maps
 * @returns {string}
 */
export function madeWords(across, steps, { tol, noise }, maps) {
  const made = [...new Set(maps.map((map) => (map ? pathWords(map.made) : "")))].join("; ");
  const words = say(
    "{n} × {n} starts each, {steps} steps, arrived where f − f* stays at most {tol}; single precision, by {made}.",
    { n: across, steps, tol: digits(tol, 3), made },
  );
  return noise ? `${words} ${say("Maps are without noise.")}` : words;
}

/** @param {Record<string, string>} made */
function pathWords({ path, device, note }) {
  const where = device === "cuda" ? say("on the GPU") : say("on the CPU");
  return [PATHS[path], where, note].filter(Boolean).join(", ");
}
