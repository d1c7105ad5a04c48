/** The colours of basin maps: of minima, failures and numbers of steps. */
import { clamp } from "fallline/core/numbers.js";

/** @import { MapColours } from "fallline/types.js" */
/** @typedef {readonly [number, number, number]} Colour red, green and blue, 0 to 255 */

/**
 * The colours of basin maps in one theme: of a minimum by its index, of a failure by its outcome, of a share of the
 * scale of steps (0 to 1), and of the background.
 * @typedef {object} MapPalette
 * @property {(index: number) => Colour} minimum
 * @property {(outcome: number) => Colour} failure
 * @property {(share: number) => Colour} steps
 * @property {Colour} background
 */

/**
 * Parse a colour of the form "#rrggbb".
 * @param {string} hex
 * @returns {Colour}
 */
export const parseColour = (hex) => [parseChannel(hex, 1), parseChannel(hex, 3), parseChannel(hex, 5)];

/**
 * @param {string} hex
 * @param {number} index of the channel's first digit
 */
const parseChannel = (hex, index) => parseInt(hex.slice(index, index + 2), 16);

/**
 * Format a colour for CSS.
 * @param {Colour} colour
 * @returns {string}
 */
export const toCss = (colour) => `rgb(${colour.join(",")})`;

/**
 * Mix two colours, rounded to integers.
 * @param {Colour} one
 * @param {Colour} other
 * @param {number} share of the other colour, 0 to 1
 * @returns {Colour}
 */
export const mixColours = (one, other, share) => [
  Math.round(one[0] + (other[0] - one[0]) * share),
  Math.round(one[1] + (other[1] - one[1]) * share),
  Math.round(one[2] + (other[2] - one[2]) * share),
];

/**
 * Create the palette of a theme, with every colour parsed once for the many tiles of a map.
 * @param {MapColours} colours as the server sends them
 * @param {string} theme
 * @param {string} background as "#rrggbb"
 * @returns {MapPalette}
 */
export function createPalette(colours, theme, background) {
  const [minima, scale] = [colours.minima.map(parseColour), colours.steps.map(parseColour)];
  const failures = colours.failed[theme].map(parseColour);
  const parsedBackground = parseColour(background);
  return {
    minimum: (index) => minima[index % minima.length],
    failure: (outcome) => failures[-1 - outcome] ?? parsedBackground, // that of a tile that is not computed yet
    steps: (share) => interpolate(scale, share),
    background: parsedBackground,
  };
}

/**
 * @param {readonly Colour[]} scale
 * @param {number} share 0 to 1
 */
function interpolate(scale, share) {
  const position = clamp(share, 0, 1) * (scale.length - 1);
  const low = Math.min(Math.floor(position), scale.length - 2);
  return mixColours(scale[low], scale[low + 1], position - low);
}
