/** Rounding of points in the plot plane to the precision of a pixel. */

/** @import { PlaneMapping, PlanePoint } from "fallline/types.js" */

/**
 * Round each coordinate of a point to the largest power of ten that is at most the size of a pixel.
 * @param {Pick<PlaneMapping, "pixelsPerX" | "pixelsPerY">} mapping
 * @param {PlanePoint} point
 * @returns {PlanePoint}
 */
export const roundToPixel = ({ pixelsPerX, pixelsPerY }, [x, y]) => [
  roundTo(1 / pixelsPerX, x),
  roundTo(1 / pixelsPerY, y),
];

/**
 * @param {number} pixel the size of a pixel in data units
 * @param {number} value
 */
function roundTo(pixel, value) {
  const unit = Math.pow(10, Math.floor(Math.log10(pixel)));
  return Number((Math.round(value / unit) * unit).toPrecision(6));
}
