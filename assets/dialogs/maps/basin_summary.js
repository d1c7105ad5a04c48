/** The facts beside each basin map: from how much of the plot plane its run reaches the target. */
import { say } from "fallline/core/text.js";
import { countOutcomes, lineCount } from "fallline/race/basin_map.js";
import { completeMaps } from "fallline/dialogs/maps/basin_cache.js";
import { outcomesText } from "fallline/dialogs/maps/basin_text.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Get } from "fallline/dialogs/maps/basin_computation.js" */

/** @type {WeakMap<BasinMap, string>} the lines of complete maps */
const summaries = new WeakMap();

/**
 * Show the facts beside the maps: those of the finest level, up to the chosen one, that is complete for every run, so
 * that they can be compared.
 * @param {BasinView} view
 * @param {Get} get
 * @returns {Promise<void>}
 */
export async function showSummaries({ cache, controls, entries }, get) {
  const level = Number(controls.level.value);
  const maps = completeMaps(cache, level);
  for (const map of maps) {
    if (summaries.has(map)) continue;
    const counts = countOutcomes(map);
    const [interval] = await get("/intervals", { of: counts.tiles, hits: counts.reached });
    summaries.set(map, outcomesText(counts, interval));
  }
  if (level !== Number(controls.level.value)) return; // another one was chosen meanwhile
  entries.slice(0, cache.runCount).forEach(({ facts }, run) => {
    facts.textContent = maps.length ? summaryText(maps[run], level) : "";
  });
}

/**
 * Return the facts of a complete map, with its size if that is not the chosen one yet.
 * @param {BasinMap} map
 * @param {number} level
 */
function summaryText(map, level) {
  const text = summaries.get(map) ?? "";
  return map.size === level ? text : say("{starts} starts: {facts}", { starts: lineCount(map) === 1 ? map.size : `${map.size} × ${map.size}`, facts: text });
}
