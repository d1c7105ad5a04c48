/** Places of the map, rounded to what a pixel can tell. */

/** @import { Mapping, Place } from "fallline/types.js" */

/**
 * A place with its coordinates rounded to the greatest power of ten that is at most a pixel wide, or high.
 * @param {Pick<Mapping, "across" | "up">} map
 * @param {Place} place
 * @returns {Place}
 */
export const rounded = ({ across, up }, [x, y]) => [roundedTo(1 / across, x), roundedTo(1 / up, y)];

/**
 * @param {number} pixel the data that one pixel spans
 * @param {number} value
 */
function roundedTo(pixel, value) {
  const unit = Math.pow(10, Math.floor(Math.log10(pixel)));
  return Number((Math.round(value / unit) * unit).toPrecision(6));
}
