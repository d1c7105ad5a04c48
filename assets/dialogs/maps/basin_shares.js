/** Says under each complete map from how much of the plane its runs arrive. */
import { endsOf, isDone } from "fallline/race/basin_map.js";
import { endsWords } from "fallline/dialogs/maps/basin_words.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Ask } from "fallline/dialogs/maps/basin_work.js" */

/** @type {WeakMap<BasinMap, string>} what is said of a complete map */
const said = new WeakMap();

/**
 * Says how the runs of complete maps end, and nothing under the others.
 * @param {BasinView} view
 * @param {Ask} ask
 * @returns {Promise<void>}
 */
export async function describe({ kept, pictures }, ask) {
  for (const map of kept.maps.filter((each) => each !== null).filter(isDone)) {
    if (said.has(map)) continue;
    const ends = endsOf(map);
    const [interval] = await ask("/intervals", { of: ends.tiles, hits: ends.arrived });
    said.set(map, endsWords(ends, interval));
  }
  kept.maps.forEach((map, run) => {
    if (pictures[run]) pictures[run].facts.textContent = (map && said.get(map)) ?? "";
  });
}
