/** The line of facts under each complete basin map: from how much of the plot plane its run reaches the target. */
import { countOutcomes, isComplete } from "fallline/race/basin_map.js";
import { outcomesText } from "fallline/dialogs/maps/basin_text.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Get } from "fallline/dialogs/maps/basin_computation.js" */

/** @type {WeakMap<BasinMap, string>} the lines of complete maps */
const summaries = new WeakMap();

/**
 * Show the line of facts under each complete map, and none under the others.
 * @param {BasinView} view
 * @param {Get} get
 * @returns {Promise<void>}
 */
export async function showSummaries({ cache, pictures }, get) {
  for (const map of cache.maps.filter((each) => each !== null).filter(isComplete)) {
    if (summaries.has(map)) continue;
    const counts = countOutcomes(map);
    const [interval] = await get("/intervals", { of: counts.tiles, hits: counts.reached });
    summaries.set(map, outcomesText(counts, interval));
  }
  cache.maps.forEach((map, run) => {
    if (pictures[run]) pictures[run].facts.textContent = (map && summaries.get(map)) ?? "";
  });
}
