/** The basin maps and the values of their controls, kept while the dialog is closed. */
import { isComplete } from "fallline/race/basin_map.js";
import { Pace } from "fallline/dialogs/maps/pace.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */

/**
 * The maps of a link's race. `pace` is that of computing tiles. `levels` has, by the number of tiles along each side, the maps of all runs in their order,
 * each null before its first line is computed; maps of different levels are never mixed.
 * @typedef {object} MapCache
 * @property {string} link
 * @property {number} runCount
 * @property {MapFacts | null} facts
 * @property {Pace} pace
 * @property {Map<number, (BasinMap | null)[]>} levels
 */

/**
 * What the colours show ("minimum" or "steps"), the number of tiles along each side, the runs that are compared, and
 * the index of the large map: that of its run, or the number of runs for the comparison.
 * @typedef {{ shows: string, level: number, pair: number[], large: number }} BasinChoice
 */

/** The latest values of the controls. */
export let lastChoice = /** @type {BasinChoice} */ ({ shows: "minimum", level: 256, pair: [0, 1], large: 0 });

/** @type {MapCache | null} */
let cache = null;

/**
 * Store the values of the controls.
 * @param {BasinChoice} choice
 */
export function setLastChoice(choice) {
  lastChoice = choice;
}

/**
 * Return the cache of a link. Only one link is cached; another link empties the cache.
 * @param {string} link
 * @param {number} runCount
 * @returns {MapCache}
 */
export function cachedMaps(link, runCount) {
  if (cache?.link !== link) cache = createCache(link, runCount);
  return cache;
}

/**
 * Return a cache without maps.
 * @param {string} link
 * @param {number} runCount
 * @returns {MapCache}
 */
export const createCache = (link, runCount) => ({
  link,
  runCount,
  facts: null,
  pace: new Pace(),
  levels: new Map(),
});

/**
 * Return the maps of one level, by run; changes of the array change the cache.
 * @param {MapCache} from
 * @param {number} size tiles along each side
 * @returns {(BasinMap | null)[]}
 */
export function mapsOfLevel({ levels, runCount }, size) {
  const maps = levels.get(size) ?? Array.from({ length: runCount }, () => null);
  levels.set(size, maps);
  return maps;
}

/**
 * Return for each run its finest map of at most `level` tiles along each side, null if none of its lines is computed.
 * @param {MapCache} from
 * @param {number} level
 * @returns {(BasinMap | null)[]}
 */
export function finestMaps(from, level) {
  const runs = Array.from({ length: from.runCount }, (_, run) => run);
  const sizes = sizesUpTo(from, level);
  return runs.map((run) => sizes.map((size) => mapsOfLevel(from, size)[run]).find((map) => map !== null) ?? null);
}

/**
 * Return the maps of some runs on the finest level, of at most `level` tiles along each side, on which they are all
 * complete, so that their numbers can be compared; [] if there is no such level.
 * @param {MapCache} from
 * @param {number} level
 * @param {readonly number[]} [runs] all runs by default
 * @returns {BasinMap[]}
 */
export function completeMaps(from, level, runs = [...Array(from.runCount).keys()]) {
  const byLevel = sizesUpTo(from, level).map((size) => runs.map((run) => mapsOfLevel(from, size)[run]));
  const complete = byLevel.find((maps) => maps.every((map) => map !== null && isComplete(map)));
  return /** @type {BasinMap[]} */ (complete ?? []);
}

/**
 * Return the levels of a cache up to `level`, the finest first.
 * @param {MapCache} from
 * @param {number} level
 */
const sizesUpTo = ({ levels }, level) => [...levels.keys()].filter((size) => size <= level).sort((a, b) => b - a);
