/** The colours of a basin map's tiles. */
import { STALLED } from "fallline/race/basin_map.js";
import { stepScale } from "fallline/race/step_scale.js";
import { mixed } from "fallline/race/tints.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { Colour, Tints } from "fallline/race/tints.js" */
/** @typedef {(tile: number) => Colour} TileColours the colour of each tile, by its index */

const FAINTEST = 0.72; // share of paper where a run takes the most steps
const STRONGEST = 0.85; // share of a side's colour where it is far faster
const FAR_FASTER = 1.6; // as a power of two: three times as fast

/**
 * Colours of what became of a run: by its steps, or by its minimum and the fainter, the more steps.
 * @param {BasinMap} map
 * @param {string} shows "steps", or else minima
 * @param {readonly [number, number]} span of the scale of steps
 * @param {Tints} tints
 * @returns {TileColours}
 */
export function outcomeColours({ became, steps }, shows, span, tints) {
  const scale = stepScale(span);
  /** @type {TileColours} */
  const byMinimum = (tile) => mixed(tints.minimum(became[tile]), tints.paper, FAINTEST * scale.share(steps[tile]));
  /** @type {TileColours} */
  const bySteps = (tile) => tints.steps(scale.share(steps[tile]));
  const arrived = shows === "steps" ? bySteps : byMinimum;
  return (tile) => (became[tile] < 0 ? tints.failed(became[tile]) : arrived(tile));
}

/**
 * Colours of two maps held against each other: that of the one which alone arrives, or is faster.
 * @param {BasinMap} one
 * @param {BasinMap} other on the same tiles
 * @param {Tints} tints
 * @returns {TileColours}
 */
export function versusColours(one, other, tints) {
  const [first, second] = tints.versus;
  return (tile) => {
    const [arrives, otherArrives] = [one.became[tile] >= 0, other.became[tile] >= 0];
    if (!arrives && !otherArrives) return tints.failed(STALLED);
    if (arrives !== otherArrives) return arrives ? first : second;
    const by = Math.log2((1 + other.steps[tile]) / (1 + one.steps[tile])) / FAR_FASTER;
    return mixed(tints.paper, by > 0 ? first : second, STRONGEST * Math.min(Math.abs(by), 1));
  };
}
