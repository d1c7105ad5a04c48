/** The colours of a basin map's tiles. */
import { NO_VALUE, STALLED, checkSameSize } from "fallline/race/basin_map.js";
import { createStepScale } from "fallline/race/step_scale.js";
import { mixColours } from "fallline/race/map_palette.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { Colour, MapPalette } from "fallline/race/map_palette.js" */
/** @typedef {(tile: number) => Colour} TileColours returns the colour of a tile, by its index */

const HATCH_STRIPES = 64; // light and dark ones along a side, where f has no value
const MAX_FADE = 0.72; // share of the background in the colour of a run that takes the most steps
const MAX_STRENGTH = 0.85; // share of a map's colour where it is far faster than the other
const STRENGTH_POWER = 0.6; // below 1, so that small differences are seen
const FAR_FASTER_LOG2 = 1.6; // log2 of the ratio of steps that counts as far faster: three times

/**
 * Return the colours of a map's tiles: by steps, or by minimum, fading to the background with the number of steps.
 * @param {BasinMap} map
 * @param {string} shows "steps" for steps, anything else for minima
 * @param {readonly [number, number]} range of the scale of steps
 * @param {MapPalette} palette
 * @returns {TileColours}
 */
export function outcomeColours({ size, outcomes, steps }, shows, range, palette) {
  const hatch = hatchColours(size, palette);
  const scale = createStepScale(range);
  /** @type {TileColours} */
  const byMinimum = (tile) =>
    mixColours(palette.minimum(outcomes[tile]), palette.background, MAX_FADE * scale.share(steps[tile]));
  /** @type {TileColours} */
  const bySteps = (tile) => palette.steps(scale.share(steps[tile]));
  const reached = shows === "steps" ? bySteps : byMinimum;
  const failed = (/** @type {number} */ tile) =>
    outcomes[tile] === NO_VALUE ? hatch(tile) : palette.failure(outcomes[tile]);
  return (tile) => (outcomes[tile] < 0 ? failed(tile) : reached(tile));
}

/**
 * Return the colours of a comparison of two maps: each tile has the colour of the map that alone reaches a minimum, or
 * reaches one faster, the stronger the faster.
 * @param {BasinMap} one
 * @param {BasinMap} other
 * @param {readonly Colour[]} sides the colours of the two
 * @param {MapPalette} palette
 * @returns {TileColours}
 * @throws {RangeError} if the maps differ in size
 */
export function comparisonColours(one, other, sides, palette) {
  checkSameSize(one, other);
  const [first, second] = sides;
  const hatch = hatchColours(one.size, palette);
  return (tile) => {
    if (one.outcomes[tile] === NO_VALUE) return hatch(tile);
    const [oneReaches, otherReaches] = [one.outcomes[tile] >= 0, other.outcomes[tile] >= 0];
    if (!oneReaches && !otherReaches) return palette.failure(STALLED);
    if (oneReaches !== otherReaches) return oneReaches ? first : second;
    const advantage = Math.log2((1 + other.steps[tile]) / (1 + one.steps[tile])) / FAR_FASTER_LOG2;
    const strength = MAX_STRENGTH * Math.min(Math.abs(advantage), 1) ** STRENGTH_POWER;
    return mixColours(palette.background, advantage > 0 ? first : second, strength);
  };
}

/**
 * Return the colours of tiles at which f has no value: slanting stripes on the background.
 * @param {number} size tiles along each side
 * @param {MapPalette} palette
 * @returns {TileColours}
 */
function hatchColours(size, palette) {
  return (tile) => {
    const stripe = Math.floor((HATCH_STRIPES * ((tile % size) + Math.floor(tile / size))) / size);
    return stripe % 2 ? palette.background : palette.failure(NO_VALUE);
  };
}
