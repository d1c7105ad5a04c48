/**
 * Lines on a canvas, and the sizes of each run's trails and balls, which differ so that overlapping runs stay visible.
 */
import { markScale } from "fallline/painters/canvas.js";

/** The number of starts above which trails and balls are drawn smaller, and trails are cached (see trails.js). */
export const MANY_STARTS = 8;

/** The opacity of the race that is drawn faintly. */
export const GHOST_OPACITY = 0.5;
const GHOST_WIDTH_PX = 1.3;
const GHOST_DASHES = [4, 4];

const CROWDED_STARTS = 40; // above which trails have the least width

/**
 * Stroke a path once, with an opacity.
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {number} width px
 * @param {number} opacity
 * @param {number[]} [dashes]
 */
export function strokeLine(context, path, colour, width, opacity, dashes = []) {
  context.save();
  context.lineJoin = "round";
  context.setLineDash(dashes);
  context.globalAlpha = opacity;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
  context.restore();
}

/**
 * Stroke a path of the race that is drawn faintly.
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} colour
 */
export const strokeGhost = (context, path, colour) =>
  strokeLine(context, path, colour, GHOST_WIDTH_PX, GHOST_OPACITY, GHOST_DASHES);

/**
 * Stroke a path twice: first a wider casing, then the colour.
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {string} casing colour of the casing
 * @param {number} width px
 */
export function strokeTrail(context, path, colour, casing, width) {
  context.lineJoin = "round";
  context.lineWidth = width + 2;
  context.strokeStyle = casing;
  context.globalAlpha = 0.75;
  context.stroke(path);
  context.globalAlpha = 1;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
}

/**
 * Return the radius of the balls of one run: the first run has the largest, so that balls at one place are all visible.
 * @param {number} index index of the run
 * @param {number} runCount
 * @param {number} starts
 * @returns {number} px
 */
export const ballRadius = (index, runCount, starts) =>
  markScale * (8.5 - (runCount > 1 ? (3 * index) / (runCount - 1) : 0)) * (starts > MANY_STARTS ? 0.5 : 1);

/**
 * Return the width of the trails of one run: the first run has the widest, so that trails on one path are all visible.
 * @param {number} index index of the run
 * @param {number} runCount
 * @param {number} starts
 * @returns {number} px
 */
export function trailWidth(index, runCount, starts) {
  if (starts > MANY_STARTS) return markScale * (starts > CROWDED_STARTS ? 0.8 : 1.3);
  return markScale * (1.7 + (runCount > 1 ? (2.8 * (runCount - 1 - index)) / (runCount - 1) : 0.6));
}
