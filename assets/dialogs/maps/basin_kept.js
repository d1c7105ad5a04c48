/** What is kept of basin maps from one visit of the dialog to the next. */

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */

/**
 * What visits have computed for a link: a map per run, null before its first line.
 * @typedef {object} Kept
 * @property {string} link
 * @property {MapFacts | null} facts
 * @property {(BasinMap | null)[]} maps
 */

/** @typedef {{ shows: string, level: number, pair: number[] }} Choice colours, tiles, the two runs of a comparison */

/** What was chosen last. */
export let chosen = /** @type {Choice} */ ({ shows: "minimum", level: 256, pair: [0, 1] });

/** @type {Kept | null} */
let last = null;

/**
 * Keeps what was chosen.
 * @param {Choice} choice
 */
export function setChosen(choice) {
  chosen = choice;
}

/**
 * What is kept for a link: nothing where the last visit was of another.
 * @param {string} link
 * @param {number} runs how many there are
 * @returns {Kept}
 */
export function keptOf(link, runs) {
  if (last?.link !== link) last = { link, facts: null, maps: Array.from({ length: runs }, () => null) };
  return last;
}
