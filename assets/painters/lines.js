/** Lines on a canvas, and how wide and large those of each run are, so that runs on one road can all be seen. */
import { bold } from "fallline/painters/canvas.js";

/** The number of starts beyond which trails and balls are drawn smaller, and trails stay on sheets of their own. */
export const MANY = 8;

const CROWD = 40; // starts beyond which trails are as thin as can be

/**
 * Strokes a path once, see-through.
 * @param {CanvasRenderingContext2D} pen
 * @param {Path2D} path
 * @param {string} colour
 * @param {number} width
 * @param {number} alpha
 * @param {number[]} [dashes]
 */
export function line(pen, path, colour, width, alpha, dashes = []) {
  pen.save();
  pen.lineJoin = "round";
  pen.setLineDash(dashes);
  pen.globalAlpha = alpha;
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke(path);
  pen.restore();
}

/**
 * Strokes a path twice: a casing, then the colour.
 * @param {CanvasRenderingContext2D} pen
 * @param {Path2D} path
 * @param {string} colour
 * @param {string} casing
 * @param {number} width
 */
export function trail(pen, path, colour, casing, width) {
  pen.lineJoin = "round";
  pen.lineWidth = width + 2;
  pen.strokeStyle = casing;
  pen.globalAlpha = 0.75;
  pen.stroke(path);
  pen.globalAlpha = 1;
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke(path);
}

/**
 * The radius of the balls of run `which` of `many`: the first has the largest, so that all at one place can be seen; balls
 * of many starts are small.
 * @param {number} which
 * @param {number} many
 * @param {number} starts
 * @returns {number}
 */
export const radiusOf = (which, many, starts) =>
  bold * (8.5 - (many > 1 ? (3 * which) / (many - 1) : 0)) * (starts > MANY ? 0.5 : 1);

/**
 * The width of the trails of run `which` of `many`: the first has the widest, so that all on one road can be seen.
 * @param {number} which
 * @param {number} many
 * @param {number} starts
 * @returns {number}
 */
export function widthOf(which, many, starts) {
  if (starts > MANY) return bold * (starts > CROWD ? 0.8 : 1.3);
  return bold * (1.7 + (many > 1 ? (2.8 * (many - 1 - which)) / (many - 1) : 0.6));
}
