/** Basin maps: the outcome of a run from every tile of the plot plane, and after how many steps. */
import { decodeBase64 } from "fallline/core/arrays.js";

/** @import { BasinLines, PlanePoint } from "fallline/types.js" */

/**
 * A map of `size` x `size` tiles, or of one line of them for a function of one variable, stored line by line from the
 * bottom upwards. The first `doneLines` lines are
 * computed; those above come from a coarser map, or are UNKNOWN. `outcomes` holds for each tile the index of the
 * minimum that its run has reached, or one of FAILURES; `steps` the number of steps it took, -1 if it did not reach
 * one. `provenance` says how the server has computed the map.
 * @typedef {object} BasinMap
 * @property {number} size
 * @property {number} doneLines
 * @property {Int8Array} outcomes
 * @property {Int32Array} steps
 * @property {Record<string, string>} provenance
 */

/**
 * Counts of how a map's runs end: the number of tiles, of those that reach a minimum with the median of their steps
 * (null if none does), and of each kind of failure that occurs.
 * @typedef {object} OutcomeCounts
 * @property {number} tiles
 * @property {number} reached
 * @property {number | null} medianSteps
 * @property {{ outcome: number, count: number }[]} failed
 */

/** Outcomes of runs that reach no minimum. */
export const STILL_GOING = -1;
export const STALLED = -2;
export const DIVERGED = -3;
export const NO_VALUE = -4; // f has no finite value at the start, so there is no run
export const FAILURES = [STILL_GOING, STALLED, DIVERGED, NO_VALUE];
/** The outcome of a tile that is not computed yet. */
export const UNKNOWN = -5;

/**
 * Create a map of which no tile is computed.
 * @param {number} size tiles along each side
 * @param {number} [lines] of tiles; 1 for a function of one variable
 * @returns {BasinMap}
 */
export function createBasinMap(size, lines = size) {
  const tiles = size * lines;
  const outcomes = new Int8Array(tiles).fill(UNKNOWN);
  return { size, doneLines: 0, outcomes, steps: new Int32Array(tiles).fill(-1), provenance: {} };
}

/**
 * Return a map of another size whose tiles show those of a given map; none of its lines counts as computed.
 * @param {BasinMap} source
 * @param {number} size tiles along each side
 * @returns {BasinMap}
 */
export function resampleMap(source, size) {
  const lines = lineCount(source) === 1 ? 1 : size;
  const map = createBasinMap(size, lines);
  const indices = Array.from({ length: size }, (_, i) => Math.floor((i * source.size) / size));
  for (let v = 0; v < lines; v++) {
    for (let u = 0; u < size; u++) {
      const from = indices[v] * source.size + indices[u];
      map.outcomes[v * size + u] = source.outcomes[from];
      map.steps[v * size + u] = source.steps[from];
    }
  }
  return map;
}

/**
 * Write lines that the server has computed into a map.
 * @param {BasinMap} map
 * @param {BasinLines} lines
 */
export function addLines(map, { first, count, outcomes, steps, provenance }) {
  map.outcomes.set(new Int8Array(decodeBase64(outcomes).buffer), first * map.size);
  map.steps.set(new Int32Array(decodeBase64(steps).buffer), first * map.size);
  map.doneLines = first + count;
  map.provenance = provenance;
}

/**
 * Return whether every line of a map is computed.
 * @param {BasinMap} map
 * @returns {boolean}
 */
export const isComplete = (map) => map.doneLines === lineCount(map);

/**
 * Return the number of lines of a map: its size, or 1 for a function of one variable.
 * @param {Pick<BasinMap, "size" | "outcomes">} map
 * @returns {number}
 */
export const lineCount = ({ size, outcomes }) => outcomes.length / size;

/**
 * Return the index of the tile at a position.
 * @param {number} size tiles along each side
 * @param {PlanePoint} position fractions of the sides, from the lower left
 * @param {number} [lines] of tiles
 * @returns {number}
 */
export function tileAt(size, [u, v], lines = size) {
  const line = Math.min(Math.floor(v * lines), lines - 1);
  return line * size + Math.min(Math.floor(u * size), size - 1);
}

/**
 * Return the point of the plot plane at a position, in data units.
 * @param {readonly [number, number][]} box the plot range
 * @param {PlanePoint} position fractions of the sides, from the lower left
 * @returns {number[]}
 */
export const pointAt = (box, position) => box.map(([low, high], axis) => low + position[axis] * (high - low));

/**
 * Count how a map's runs end.
 * @param {BasinMap} map
 * @returns {OutcomeCounts}
 */
export function countOutcomes({ outcomes, steps }) {
  const sorted = steps.filter((each) => each >= 0).sort();
  const failed = FAILURES.map((failure) => ({ outcome: failure, count: count(outcomes, (each) => each === failure) }));
  return {
    tiles: outcomes.length,
    reached: count(outcomes, (each) => each >= 0),
    medianSteps: sorted.length ? sorted[sorted.length >> 1] : null,
    failed: failed.filter((each) => each.count),
  };
}

/**
 * @param {Int8Array} outcomes
 * @param {(outcome: number) => boolean} matches
 */
const count = (outcomes, matches) => outcomes.reduce((sum, each) => sum + Number(matches(each)), 0);

/**
 * Count the tiles from which only one of two maps reaches a minimum, and, of those from which both do, the tiles where
 * one is faster and where they reach different minima.
 * @param {BasinMap} one
 * @param {BasinMap} other
 * @throws {RangeError} if the maps differ in size
 * @returns {{ onlyOne: number, onlyOther: number, oneFaster: number, otherFaster: number, differentMinima: number }}
 */
export function compareMaps(one, other) {
  checkSameSize(one, other);
  const counts = { onlyOne: 0, onlyOther: 0, oneFaster: 0, otherFaster: 0, differentMinima: 0 };
  for (let tile = 0; tile < one.outcomes.length; tile++) {
    const [oneReaches, otherReaches] = [one.outcomes[tile] >= 0, other.outcomes[tile] >= 0];
    if (oneReaches && otherReaches) {
      const difference = one.steps[tile] - other.steps[tile];
      counts.oneFaster += Number(difference < 0);
      counts.otherFaster += Number(difference > 0);
      counts.differentMinima += Number(one.outcomes[tile] !== other.outcomes[tile]);
    } else if (oneReaches) counts.onlyOne += 1;
    else if (otherReaches) counts.onlyOther += 1;
  }
  return counts;
}

/**
 * Maps of different sizes are never compared: their tiles are different starts.
 * @param {BasinMap} one
 * @param {BasinMap} other
 * @throws {RangeError} if they differ in size
 */
export function checkSameSize(one, other) {
  if (one.size === other.size && one.outcomes.length === other.outcomes.length) return;
  throw new RangeError(`Maps of ${one.size} and ${other.size} tiles along each side cannot be compared.`);
}

/**
 * Format a fraction in percent with one decimal, without the percent sign.
 * @param {number} share
 * @returns {string}
 */
export const formatPercent = (share) => (100 * share).toFixed(1);
