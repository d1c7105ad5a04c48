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
 * `onProgress` is called with the fraction of all tiles that are computed, `onLines` after each answer, and `onLevel`
 * when a level is complete for all runs.
 * @typedef {object} ComputeCallbacks
 * @property {(fraction: number) => void} onProgress
 * @property {() => void} onLines
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
export async function computeMaps(cache, levels, get, { onProgress, onLines, onLevel }) {
  const tilesOf = (/** @type {number} */ size) => size * linesOf(cache, size);
  const total = cache.runCount * levels.reduce((sum, size) => sum + tilesOf(size), 0);
  let finished = 0; // tiles of complete levels and runs
  for (const size of levels) {
    for (let run = 0; run < cache.runCount; run++) {
      let tiles = finished;
      await refineMap(cache, run, size, get, (lines) => {
        tiles += lines * size;
        onProgress(tiles / total);
        onLines();
      });
      finished += tilesOf(size);
      onProgress(finished / total);
    }
    await onLevel();
  }
}

/**
 * Compute the lines that one run's map lacks on one level.
 * @param {MapCache} cache
 * @param {number} run
 * @param {number} size tiles along each side
 * @param {Get} get
 * @param {(lines: number) => void} onLines called with the number of lines in each answer
 */
async function refineMap(cache, run, size, get, onLines) {
  const maps = mapsOfLevel(cache, size);
  const map = maps[run] ?? beginMap(cache, run, size);
  while (!isComplete(map)) {
    /** @type {BasinLines} */
    const lines = await get("/basins", { link: cache.link, run, across: size, first: map.doneLines });
    addLines(map, lines);
    maps[run] = map; // not before its first line, so that a stopped computation leaves the coarser map
    onLines(lines.count);
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
