/** Marks on a canvas: balls, pointers, pins, rings, crosses, each with a casing, to stand out on any ground. */
import { outline } from "fallline/race/outlines.js";
import { bold } from "fallline/painters/canvas.js";

/** @typedef {CanvasRenderingContext2D} Pen */

/** @type {Map<string, ReturnType<typeof outline>>} by shape, since every tick draws every ball */
const outlines = new Map();

/** @param {string} shape */
function outlineOf(shape) {
  const known = outlines.get(shape);
  if (known !== undefined) return known;
  const corners = outline(shape);
  outlines.set(shape, corners);
  return corners;
}

/**
 * Draws the balls of a run at [[x, y], ...].
 * @param {Pen} pen
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {readonly (readonly number[])[]} places
 * @param {number} radius
 */
export function balls(pen, shape, colour, casing, places, radius) {
  const corners = outlineOf(shape);
  pen.beginPath();
  for (const [x, y] of places) {
    if (corners) addPolygon(pen, corners, x, y, radius);
    else addCircle(pen, x, y, radius);
  }
  pen.lineWidth = 3 * bold;
  pen.strokeStyle = casing;
  pen.stroke(); // below the balls, so that many at one place do not cover each other with casings
  pen.fillStyle = colour;
  pen.fill();
}

/**
 * Draws one ball of a run.
 * @param {Pen} pen
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export const ball = (pen, shape, colour, casing, x, y, radius) => balls(pen, shape, colour, casing, [[x, y]], radius);

/**
 * @param {Pen} pen
 * @param {readonly (readonly number[])[]} corners of radius 1
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function addPolygon(pen, corners, x, y, radius) {
  pen.moveTo(x + radius * corners[0][0], y + radius * corners[0][1]);
  for (let i = 1; i < corners.length; i++) pen.lineTo(x + radius * corners[i][0], y + radius * corners[i][1]);
  pen.closePath();
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function addCircle(pen, x, y, radius) {
  pen.moveTo(x + radius, y);
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * Draws an arrowhead at x, y for what is out of sight in the direction `turn`.
 * @param {Pen} pen
 * @param {string} colour
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 * @param {number} turn radians
 * @param {number} size
 */
export function pointer(pen, colour, casing, x, y, turn, size) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.scale(size, size);
  pen.beginPath();
  pen.moveTo(2, 0);
  pen.lineTo(-13, -8);
  pen.lineTo(-13, 8);
  pen.closePath();
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 1.8;
  pen.strokeStyle = casing;
  pen.stroke();
  pen.restore();
}

/**
 * Draws a small open circle at x, y, tied to the ball that it belongs to.
 * @param {Pen} pen
 * @param {string} colour
 * @param {string} casing
 * @param {number} ballX
 * @param {number} ballY
 * @param {number} x
 * @param {number} y
 */
export function pin(pen, colour, casing, ballX, ballY, x, y) {
  strokePin(pen, casing, 4, ballX, ballY, x, y);
  strokePin(pen, colour, 1.6, ballX, ballY, x, y);
}

/**
 * @param {Pen} pen
 * @param {string} colour
 * @param {number} width
 * @param {number} ballX
 * @param {number} ballY
 * @param {number} x
 * @param {number} y
 */
function strokePin(pen, colour, width, ballX, ballY, x, y) {
  pen.beginPath();
  pen.moveTo(ballX, ballY);
  pen.lineTo(x, y);
  stroke(pen, colour, width - 0.6);
  pen.beginPath();
  pen.arc(x, y, 4, 0, 2 * Math.PI);
  stroke(pen, colour, width);
}

/**
 * Draws a ring around the start.
 * @param {Pen} pen
 * @param {string} ink
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 */
export function ring(pen, ink, casing, x, y) {
  pen.beginPath();
  pen.arc(x, y, 11, 0, 2 * Math.PI);
  stroke(pen, casing, 4);
  stroke(pen, ink, 1.6);
}

/**
 * Draws an upright cross, which marks a minimum.
 * @param {Pen} pen
 * @param {string} ink
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 * @param {readonly [casing: number, ink: number]} [widths] of the strokes
 */
export function cross(pen, ink, casing, x, y, widths = [4.5, 2]) {
  pen.beginPath();
  pen.moveTo(x - 7, y);
  pen.lineTo(x + 7, y);
  pen.moveTo(x, y - 7);
  pen.lineTo(x, y + 7);
  stroke(pen, casing, widths[0]);
  stroke(pen, ink, widths[1]);
}

/**
 * @param {Pen} pen
 * @param {string} colour
 * @param {number} width
 */
function stroke(pen, colour, width) {
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
}
