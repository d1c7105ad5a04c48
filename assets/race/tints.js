/** The colours of maps of many runs: of minima, failures, numbers of steps, and the sides of a comparison. */
import { clamped } from "fallline/core/numbers.js";

/** @import { MapColours } from "fallline/types.js" */
/** @typedef {readonly [number, number, number]} Colour red, green and blue, 0 to 255 */

/**
 * The colours of maps in a theme. `steps` takes a share of the scale of steps; `versus` are the sides of a comparison.
 * @typedef {object} Tints
 * @property {(which: number) => Colour} minimum
 * @property {(became: number) => Colour} failed
 * @property {(share: number) => Colour} steps
 * @property {readonly Colour[]} versus
 * @property {Colour} paper
 */

/**
 * The colour of "#rrggbb".
 * @param {string} hex
 * @returns {Colour}
 */
export const colourOf = (hex) => [channel(hex, 1), channel(hex, 3), channel(hex, 5)];

/**
 * @param {string} hex
 * @param {number} at
 */
const channel = (hex, at) => parseInt(hex.slice(at, at + 2), 16);

/**
 * A colour as CSS writes it.
 * @param {Colour} colour
 * @returns {string}
 */
export const css = (colour) => `rgb(${colour.join(",")})`;

/**
 * A colour between two others.
 * @param {Colour} one
 * @param {Colour} other
 * @param {number} share of the other, 0 to 1
 * @returns {Colour}
 */
export const mixed = (one, other, share) => [
  Math.round(one[0] + (other[0] - one[0]) * share),
  Math.round(one[1] + (other[1] - one[1]) * share),
  Math.round(one[2] + (other[2] - one[2]) * share),
];

/**
 * The colours of maps, read once: a map has many tiles.
 * @param {MapColours} colours as the server has chosen them
 * @param {string} theme
 * @param {string} paper what faint colours fade to
 * @returns {Tints}
 */
export function tintsOf(colours, theme, paper) {
  const [minima, scale] = [colours.minima.map(colourOf), colours.steps.map(colourOf)];
  const failed = colours.failed[theme].map(colourOf);
  const ground = colourOf(paper);
  return {
    minimum: (which) => minima[which % minima.length],
    failed: (became) => failed[-1 - became] ?? ground, // a tile that is not computed yet is bare
    steps: (share) => onScale(scale, share),
    versus: colours.versus.map(colourOf),
    paper: ground,
  };
}

/**
 * @param {readonly Colour[]} scale
 * @param {number} share
 */
function onScale(scale, share) {
  const at = clamped(share, 0, 1) * (scale.length - 1);
  const low = Math.min(Math.floor(at), scale.length - 2);
  return mixed(scale[low], scale[low + 1], at - low);
}
