/** Computes basin maps from coarse to fine, some lines of tiles with each request to the server. */
import { addLines, createBasinMap, isComplete, resampleMap } from "fallline/race/basin_map.js";
import { finestMaps, mapsOfLevel } from "fallline/dialogs/maps/basin_cache.js";

/** @import { BasinLines } from "fallline/types.js" */
/** @import { MapCache } from "fallline/dialogs/maps/basin_cache.js" */
/**
 * Sends a GET request and returns the answer's JSON; throws an AbortError if the visitor stops the computation.
 * @typedef {(address: string, query: Record<string, any>) => Promise<any>} Get
 */

/**
 * `onLines` is called after each answer with the fraction of all tiles that are computed, and `onLevel` when a level is
 * complete for all runs.
 * @typedef {object} ComputeCallbacks
 * @property {(fraction: number) => void} onLines
 * @property {() => Promise<void>} onLevel
 */

/**
 * Compute the maps of all runs, level by level, and store each line of tiles in the cache as it arrives.
 * @param {MapCache} cache
 * @param {readonly number[]} levels the numbers of tiles along each side, ascending
 * @param {Get} get
 * @param {ComputeCallbacks} callbacks
 * @returns {Promise<void>}
 */
export async function computeMaps(cache, levels, get, { onLines, onLevel }) {
  const total = cache.runCount * levels.reduce((sum, size) => sum + size * linesOf(cache, size), 0);
  const report = () => onLines(1 - missingTiles(cache, levels) / total);
  for (const size of levels) {
    for (let run = 0; run < cache.runCount; run++) await refineMap(cache, run, size, get, report);
    await onLevel();
  }
}

/**
 * Return how many tiles of the maps of all runs are not computed yet.
 * @param {MapCache} cache
 * @param {readonly number[]} levels the numbers of tiles along each side
 * @returns {number}
 */
export function missingTiles(cache, levels) {
  let missing = 0;
  for (const size of levels) {
    for (const map of mapsOfLevel(cache, size)) missing += size * (linesOf(cache, size) - (map?.doneLines ?? 0));
  }
  return missing;
}

/**
 * Compute the lines that one run's map lacks on one level, and measure the pace.
 * @param {MapCache} cache
 * @param {number} run
 * @param {number} size tiles along each side
 * @param {Get} get
 * @param {() => void} onLines called after each answer
 */
async function refineMap(cache, run, size, get, onLines) {
  const maps = mapsOfLevel(cache, size);
  const map = maps[run] ?? beginMap(cache, run, size);
  while (!isComplete(map)) {
    const before = performance.now();
    /** @type {BasinLines} */
    const lines = await get("/basins", { link: cache.link, run, across: size, first: map.doneLines });
    cache.pace.add(lines.count * size, (performance.now() - before) / 1000);
    addLines(map, lines);
    maps[run] = map; // not before its first line, so that a stopped computation leaves the coarser map
    onLines();
  }
}

/**
 * Return a map of which no line is computed: it shows the run's finest coarser map, if there is one.
 * @param {MapCache} cache
 * @param {number} run
 * @param {number} size tiles along each side
 */
function beginMap(cache, run, size) {
  const coarser = finestMaps(cache, size - 1)[run];
  return coarser ? resampleMap(coarser, size) : createBasinMap(size, linesOf(cache, size));
}

/**
 * Return the number of lines of a map: 1 for a function of one variable.
 * @param {MapCache} cache
 * @param {number} size tiles along each side
 */
const linesOf = ({ facts }, size) => (facts?.box.length === 1 ? 1 : size);
