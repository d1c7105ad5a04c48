/** Computes basin maps from coarse to fine, some lines of tiles with each request to the server. */
import { addLines, createBasinMap, isComplete, resampleMap } from "fallline/race/basin_map.js";

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
 * @param {Pick<MapCache, "link" | "maps">} cache
 * @param {readonly number[]} levels the numbers of tiles along each side, ascending
 * @param {Get} get
 * @param {ComputeCallbacks} callbacks
 * @returns {Promise<void>}
 */
export async function computeMaps(cache, levels, get, { onProgress, onLines, onLevel }) {
  const total = cache.maps.length * levels.reduce((sum, size) => sum + size * size, 0);
  let finished = 0; // tiles of complete levels and runs
  for (const size of levels) {
    for (const run of cache.maps.keys()) {
      let tiles = finished;
      await refineMap(cache, run, size, get, (lines) => {
        tiles += lines * size;
        onProgress(tiles / total);
        onLines();
      });
      finished += size * size;
      onProgress(finished / total);
    }
    await onLevel();
  }
}

/**
 * Compute the lines that one run's map lacks on one level.
 * @param {Pick<MapCache, "link" | "maps">} cache
 * @param {number} run
 * @param {number} size tiles along each side
 * @param {Get} get
 * @param {(lines: number) => void} onLines called with the number of lines in each answer
 */
async function refineMap({ link, maps }, run, size, get, onLines) {
  const previous = maps[run] ?? createBasinMap(size);
  if (previous.size > size || (previous.size === size && isComplete(previous))) return;
  const map = previous.size === size ? previous : resampleMap(previous, size);
  while (!isComplete(map)) {
    /** @type {BasinLines} */
    const lines = await get("/basins", { link, run, across: size, first: map.doneLines });
    addLines(map, lines);
    maps[run] = map; // not before its first line, so that a stopped computation leaves the coarser map
    onLines(lines.count);
  }
}
