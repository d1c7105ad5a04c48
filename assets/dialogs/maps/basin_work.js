/** Computes basin maps: coarse at once, then refined in place, some lines with each question to the server. */
import { addLines, blank, isDone, refined } from "fallline/race/basin_map.js";

/** @import { BasinLines } from "fallline/types.js" */
/** @import { Kept } from "fallline/dialogs/maps/basin_kept.js" */
/** @typedef {(address: string, words: Record<string, any>) => Promise<any>} Ask asks the server; throws if stopped */

/**
 * What hears of the work: the share that is `done`, `lines` that have come, a `level` that is complete.
 * @typedef {object} WorkHeard
 * @property {(share: number) => void} done
 * @property {() => void} lines
 * @property {() => Promise<void>} level
 */

/**
 * Computes the maps of all runs, level by level, and keeps each line as it comes.
 * @param {Pick<Kept, "link" | "maps">} kept
 * @param {readonly number[]} levels how many tiles across, coarse first
 * @param {Ask} ask
 * @param {WorkHeard} heard
 * @returns {Promise<void>}
 */
export async function computeMaps(kept, levels, ask, heard) {
  const all = kept.maps.length * levels.reduce((sum, across) => sum + across * across, 0);
  let before = 0; // tiles of levels and runs that are complete
  for (const across of levels) {
    for (const run of kept.maps.keys()) {
      let tiles = before;
      await refine(kept, run, across, ask, (lines) => {
        tiles += lines * across;
        heard.done(tiles / all);
        heard.lines();
      });
      before += across * across;
      heard.done(before / all);
    }
    await heard.level();
  }
}

/**
 * Computes the lines that one run's map lacks on one level.
 * @param {Pick<Kept, "link" | "maps">} kept
 * @param {number} run
 * @param {number} across
 * @param {Ask} ask
 * @param {(lines: number) => void} onLines
 */
async function refine({ link, maps }, run, across, ask, onLines) {
  const former = maps[run] ?? blank(across);
  if (former.across > across || (former.across === across && isDone(former))) return; // finer, or complete
  const map = former.across === across ? former : refined(former, across);
  while (!isDone(map)) {
    /** @type {BasinLines} */
    const lines = await ask("/basins", { link, run, across, first: map.done });
    addLines(map, lines);
    maps[run] = map; // a map is kept from its first line on
    onLines(lines.count);
  }
}
