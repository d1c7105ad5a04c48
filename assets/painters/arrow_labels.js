/** The labels at the tips of a step's arrows, beside other text and with a halo, so that they can be read. */
import { placeLabels } from "fallline/race/label_places.js";
import { LAYER_LABELS } from "fallline/player/layers.js";
import { MIN_TEXT_AREA_PX, markScale } from "fallline/painters/canvas.js";

/** @import { Box } from "fallline/race/label_places.js" */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {readonly [x: number, y: number]} Pixel */
/** @typedef {{ layer: string, colour: string, points: readonly Pixel[] }} DrawnArrow its points run from tail to tip */

/** The layers whose arrows have a label, in order of importance. */
const LABELLED_LAYERS = ["step", "gradient", "momentum", "ideal"];
const FONT_SIZE_PX = 16;
const LINE_HEIGHT = 1.2; // of the font size
const LINE_SHARES = [0, 0.25, 0.5, 0.75, 0.95]; // positions along an arrow that no label should cover
const LINE_BOX_PX = 8;

/**
 * Write the label of each arrow at its tip.
 * @param {Context} context
 * @param {readonly DrawnArrow[]} arrows
 * @param {string} casing colour of the halo
 * @param {Box} bounds of the plot
 * @param {readonly Box[]} obstacles such as other labels
 */
export function drawArrowLabels(context, arrows, casing, bounds, obstacles) {
  if ((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) < MIN_TEXT_AREA_PX) return;
  const size = FONT_SIZE_PX * markScale;
  context.save();
  Object.assign(context, { font: `650 ${size}px Inter, system-ui, sans-serif`, textAlign: "center" });
  Object.assign(context, { textBaseline: "middle", lineJoin: "round", lineWidth: 4 * markScale, strokeStyle: casing });
  const shown = LABELLED_LAYERS.flatMap((layer) => {
    return arrows.filter((arrow) => arrow.layer === layer).map((arrow) => ({ ...arrow, text: LAYER_LABELS[layer] }));
  });
  const labels = shown.map((arrow) => ({
    ...tipOf(arrow.points),
    width: context.measureText(arrow.text).width,
    height: size * LINE_HEIGHT,
  }));
  const lines = arrows.flatMap(({ points }) => LINE_SHARES.map((share) => boxAround(points, share)));
  placeLabels(labels, bounds, [...obstacles, ...lines]).forEach(([left, top, right, bottom], i) => {
    const middle = /** @type {const} */ ([(left + right) / 2, (top + bottom) / 2]);
    context.strokeText(shown[i].text, ...middle);
    context.fillStyle = shown[i].colour;
    context.fillText(shown[i].text, ...middle);
  });
  context.restore();
}

/**
 * Return the tip of an arrow and its direction there.
 * @param {readonly Pixel[]} points
 */
function tipOf(points) {
  const [tip, tail] = [points[points.length - 1], points[0]];
  const length = Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) || 1;
  return { x: tip[0], y: tip[1], dx: (tip[0] - tail[0]) / length, dy: (tip[1] - tail[1]) / length };
}

/**
 * @param {readonly Pixel[]} points
 * @param {number} share of the arrow's length
 * @returns {Box}
 */
function boxAround(points, share) {
  const [x, y] = points[Math.round(share * (points.length - 1))];
  const half = LINE_BOX_PX / 2;
  return [x - half, y - half, x + half, y + half];
}
