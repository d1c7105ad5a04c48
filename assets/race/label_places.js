/**
 * Places for labels at the tips of arrows: beside the tip, where a label covers least of other labels, of obstacles and
 * of the plot's edge. fallline/film/arrow_labels.py does the same for films; tests/cases/label_places.json tests both.
 */

/** @typedef {readonly [left: number, top: number, right: number, bottom: number]} Box in pixels */

/**
 * A label of a size in pixels at the tip (x, y) of an arrow of direction (dx, dy), of length 1.
 * @typedef {{ x: number, y: number, dx: number, dy: number, width: number, height: number }} Label
 */

const TURNS = [0, 1, -1, 2, -2, 3, -3, 4]; // eighths of a circle from the arrow's direction, in order of preference
const GAPS_PX = [9, 24]; // between the tip and the label
const PREFERENCE_COST = 6; // px², of each place that is preferred to this one
const OUTSIDE_FACTOR = 4; // an overlap with what is outside the plot counts this many times
const LABEL_FACTOR = 3; // an overlap with another label counts this many times

/**
 * Return the box of each label, in the order of the labels.
 * @param {readonly Label[]} labels
 * @param {Box} bounds of the plot
 * @param {readonly Box[]} obstacles
 * @returns {Box[]}
 */
export function placeLabels(labels, bounds, obstacles) {
  /** @type {Box[]} */
  const taken = [];
  for (const label of labels) {
    const candidates = GAPS_PX.flatMap((gap) => TURNS.map((turn) => boxAt(label, turn, gap)));
    const costs = candidates.map((box, i) => PREFERENCE_COST * i + placeCost(box, bounds, obstacles, taken));
    taken.push(candidates[costs.indexOf(Math.min(...costs))]);
  }
  return taken;
}

/**
 * Return the box of a label that touches a circle around the tip.
 * @param {Label} label
 * @param {number} turn eighths of a circle from the arrow's direction
 * @param {number} gap radius of the circle
 * @returns {Box}
 */
function boxAt({ x, y, dx, dy, width, height }, turn, gap) {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 4), Math.sin((turn * Math.PI) / 4)];
  const [alongX, alongY] = [dx * cos - dy * sin, dx * sin + dy * cos];
  const middleX = x + alongX * (gap + width / 2);
  const middleY = y + alongY * (gap + height / 2);
  return [middleX - width / 2, middleY - height / 2, middleX + width / 2, middleY + height / 2];
}

/**
 * @param {Box} box
 * @param {Box} bounds
 * @param {readonly Box[]} obstacles
 * @param {readonly Box[]} labels
 */
function placeCost(box, bounds, obstacles, labels) {
  const outside = (box[2] - box[0]) * (box[3] - box[1]) - overlap(box, bounds);
  return OUTSIDE_FACTOR * outside + LABEL_FACTOR * overlaps(box, labels) + overlaps(box, obstacles);
}

/**
 * @param {Box} box
 * @param {readonly Box[]} others
 */
const overlaps = (box, others) => others.reduce((sum, other) => sum + overlap(box, other), 0);

/**
 * Return the common area of two boxes.
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}
