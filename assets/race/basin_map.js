/** A basin map: what became of a run from every tile of the plane, and after how many steps. */
import { bytesOf } from "fallline/core/arrays.js";

/** @import { BasinLines, Place } from "fallline/types.js" */

/**
 * A map of `across` x `across` tiles, line by line, upwards. The first `done` lines are computed; those above are of a
 * coarser map, or UNKNOWN. `became` is the minimum that a tile's run has reached, or one of FAILURES; `steps` says after how many
 * steps, -1 if never. `made` says which path has computed the map.
 * @typedef {object} BasinMap
 * @property {number} across
 * @property {number} done
 * @property {Int8Array} became
 * @property {Int32Array} steps
 * @property {Record<string, string>} made
 */

/**
 * How a map's runs end: from how many of the tiles they arrive, after how many steps in the median (null if none
 * arrives), and how many fail in which way.
 * @typedef {object} Ends
 * @property {number} tiles
 * @property {number} arrived
 * @property {number | null} median
 * @property {{ became: number, count: number }[]} failed
 */

/** How a run may fail to arrive. */
export const STILL_GOING = -1;
export const STALLED = -2;
export const DIVERGED = -3;
export const FAILURES = [STILL_GOING, STALLED, DIVERGED];
/** What stands for a tile whose run is not computed. */
export const UNKNOWN = -4;

/**
 * A map of which nothing is known.
 * @param {number} across
 * @returns {BasinMap}
 */
export function blank(across) {
  const tiles = across * across;
  const became = new Int8Array(tiles).fill(UNKNOWN);
  return { across, done: 0, became, steps: new Int32Array(tiles).fill(-1), made: {} };
}

/**
 * A map on other tiles that shows what a former one knows.
 * @param {BasinMap} former
 * @param {number} across
 * @returns {BasinMap}
 */
export function refined(former, across) {
  const map = blank(across);
  const lines = Array.from({ length: across }, (_, line) => Math.floor((line * former.across) / across));
  for (let v = 0; v < across; v++) {
    for (let u = 0; u < across; u++) {
      const from = lines[v] * former.across + lines[u];
      map.became[v * across + u] = former.became[from];
      map.steps[v * across + u] = former.steps[from];
    }
  }
  return map;
}

/**
 * Writes lines that the server has computed into a map.
 * @param {BasinMap} map
 * @param {BasinLines} lines
 */
export function addLines(map, { first, count, became, steps, made }) {
  map.became.set(new Int8Array(bytesOf(became).buffer), first * map.across);
  map.steps.set(new Int32Array(bytesOf(steps).buffer), first * map.across);
  map.done = first + count;
  map.made = made;
}

/**
 * Whether every line of a map is computed.
 * @param {BasinMap} map
 * @returns {boolean}
 */
export const isDone = (map) => map.done === map.across;

/**
 * The index of the tile at a place.
 * @param {number} across
 * @param {Place} place shares of the sides, from the lower left
 * @returns {number}
 */
export function tileAt(across, [u, v]) {
  const line = Math.min(Math.floor(v * across), across - 1);
  return line * across + Math.min(Math.floor(u * across), across - 1);
}

/**
 * The point of the plane at a place.
 * @param {readonly [number, number][]} box the drawn part of the plane
 * @param {Place} place shares of the sides, from the lower left
 * @returns {number[]}
 */
export const pointAt = (box, place) => box.map(([low, high], axis) => low + place[axis] * (high - low));

/**
 * How a map's runs end.
 * @param {BasinMap} map
 * @returns {Ends}
 */
export function endsOf({ became, steps }) {
  const sorted = steps.filter((each) => each >= 0).sort();
  const failed = FAILURES.map((failure) => ({ became: failure, count: counted(became, (each) => each === failure) }));
  return {
    tiles: became.length,
    arrived: counted(became, (each) => each >= 0),
    median: sorted.length ? sorted[sorted.length >> 1] : null,
    failed: failed.filter(({ count }) => count),
  };
}

/**
 * @param {Int8Array} became
 * @param {(became: number) => boolean} holds
 */
const counted = (became, holds) => became.reduce((sum, each) => sum + Number(holds(each)), 0);

/**
 * Two maps on the tiles of the finer one.
 * @param {BasinMap} one
 * @param {BasinMap} other
 * @returns {[BasinMap, BasinMap]}
 */
export function alike(one, other) {
  const across = Math.max(one.across, other.across);
  const finer = (/** @type {BasinMap} */ map) => (map.across === across ? map : refined(map, across));
  return [finer(one), finer(other)];
}

/**
 * On how many tiles only one of two maps arrives, and where both do, one is faster, or they reach different minima.
 * @param {BasinMap} one
 * @param {BasinMap} other on the same tiles
 * @returns {{ onlyOne: number, onlyOther: number, oneFaster: number, otherFaster: number, elsewhere: number }}
 */
export function compared(one, other) {
  const counts = { onlyOne: 0, onlyOther: 0, oneFaster: 0, otherFaster: 0, elsewhere: 0 };
  for (let tile = 0; tile < one.became.length; tile++) {
    const [arrives, otherArrives] = [one.became[tile] >= 0, other.became[tile] >= 0];
    if (arrives && otherArrives) {
      const by = one.steps[tile] - other.steps[tile];
      counts.oneFaster += Number(by < 0);
      counts.otherFaster += Number(by > 0);
      counts.elsewhere += Number(one.became[tile] !== other.became[tile]);
    } else if (arrives) counts.onlyOne += 1;
    else if (otherArrives) counts.onlyOther += 1;
  }
  return counts;
}

/**
 * A share in percent.
 * @param {number} share
 * @returns {string}
 */
export const percent = (share) => (100 * share).toFixed(1);
