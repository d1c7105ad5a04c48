/**
 * The outlines of the balls, by the shape that tells a run from others. fallline/picture/outlines.py has the same;
 * tests/cases/outlines.json tests both.
 */

/**
 * Number of corners, direction of the first corner (radians) and distance of the corners, of each polygon.
 * @type {Record<string, [number, number, number]>}
 */
const POLYGONS = {
  square: [4, 0.785, 1.25],
  triangle: [3, -1.571, 1.3],
  diamond: [4, 0, 1.25],
  hexagon: [6, 0, 1.12],
  pentagon: [5, -1.571, 1.1],
  wedge: [3, 1.571, 1.3],
};
const STAR_DISTANCES = [1.35, 0.55]; // of the star's points, and of the corners between them

/**
 * Return the corners of a ball of radius 1, with y downwards; null for a circle.
 * @param {string} shape
 * @returns {[number, number][] | null}
 */
export function markerOutline(shape) {
  if (POLYGONS[shape]) return polygon(...POLYGONS[shape]);
  return shape === "star" ? star() : null;
}

/**
 * @param {number} angle radians
 * @param {number} distance
 * @returns {[number, number]}
 */
const corner = (angle, distance) => [distance * Math.cos(angle), distance * Math.sin(angle)];

/**
 * @param {number} count
 * @param {number} firstAngle radians
 * @param {number} distance
 */
const polygon = (count, firstAngle, distance) =>
  Array.from({ length: count }, (_, i) => corner(firstAngle + (2 * Math.PI * i) / count, distance));

const star = () =>
  Array.from({ length: 10 }, (_, i) => corner(-Math.PI / 2 + (Math.PI * i) / 5, STAR_DISTANCES[i % 2]));
