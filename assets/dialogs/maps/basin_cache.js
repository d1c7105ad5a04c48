/** The basin maps and the values of their controls, kept while the dialog is closed. */

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */

/**
 * The maps of a link's race: one per run, null before its first line is computed.
 * @typedef {object} MapCache
 * @property {string} link
 * @property {MapFacts | null} facts
 * @property {(BasinMap | null)[]} maps
 */

/**
 * What the colours show ("minimum", "steps" or "difference"), the number of tiles along each side, and the runs that
 * are compared.
 * @typedef {{ shows: string, level: number, pair: number[] }} BasinChoice
 */

/** The latest values of the controls. */
export let lastChoice = /** @type {BasinChoice} */ ({ shows: "minimum", level: 256, pair: [0, 1] });

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
  if (cache?.link !== link) cache = { link, facts: null, maps: Array.from({ length: runCount }, () => null) };
  return cache;
}
