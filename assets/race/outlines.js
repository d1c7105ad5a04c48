/**
 * The outlines of balls, by the shape that tells a run from others. Python's fallline/picture/outlines.py has the same;
 * tests/cases/outlines.json holds both to it.
 */

/** Corners, the first corner's direction in radians, and their distance: of polygons. @type {Record<string, [number, number, number]>} */
const POLYGONS = {
  square: [4, 0.785, 1.25],
  triangle: [3, -1.571, 1.3],
  diamond: [4, 0, 1.25],
  pentagon: [5, -1.571, 1.1],
  wedge: [3, 1.571, 1.3],
};
const STAR = [1.35, 0.55]; // distances of its points and of the corners between them
const ARM = 0.42; // half the width of the cross's arms
const REACH = 1.15; // ... and how far they reach

/**
 * The corners of a ball of radius 1, y downwards, or null for a circle.
 * @param {string} shape
 * @returns {[number, number][] | null}
 */
export function outline(shape) {
  if (POLYGONS[shape]) return polygon(...POLYGONS[shape]);
  if (shape === "star") return star();
  return shape === "cross" ? cross() : null;
}

/**
 * @param {number} turn
 * @param {number} far
 * @returns {[number, number]}
 */
const corner = (turn, far) => [far * Math.cos(turn), far * Math.sin(turn)];

/**
 * @param {number} count
 * @param {number} first
 * @param {number} far
 */
const polygon = (count, first, far) =>
  Array.from({ length: count }, (_, i) => corner(first + (2 * Math.PI * i) / count, far));

const star = () => Array.from({ length: 10 }, (_, i) => corner(-Math.PI / 2 + (Math.PI * i) / 5, STAR[i % 2]));

/** @returns {[number, number][]} */
const cross = () => [
  [-ARM, -REACH],
  [ARM, -REACH],
  [ARM, -ARM],
  [REACH, -ARM],
  [REACH, ARM],
  [ARM, ARM],
  [ARM, REACH],
  [-ARM, REACH],
  [-ARM, ARM],
  [-REACH, ARM],
  [-REACH, -ARM],
  [-ARM, -ARM],
];
