/**
 * Marks on a canvas: balls, pointers, pins, rings and bullseyes. Each has a casing, a wider stroke in another colour
 * around it, so that it is visible on every background. Positions and sizes are in pixels.
 */
import { markerOutline } from "fallline/race/outlines.js";
import { markScale } from "fallline/painters/canvas.js";

/** @typedef {CanvasRenderingContext2D} Context */

/** @type {Map<string, ReturnType<typeof markerOutline>>} by shape; cached, because every step draws every ball */
const cachedOutlines = new Map();

/** @param {string} shape */
function cachedOutline(shape) {
  const cached = cachedOutlines.get(shape);
  if (cached !== undefined) return cached;
  const corners = markerOutline(shape);
  cachedOutlines.set(shape, corners);
  return corners;
}

/**
 * Draw the balls of a run at the places [[x, y], ...].
 * @param {Context} context
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {readonly (readonly number[])[]} places
 * @param {number} radius
 */
export function drawBalls(context, shape, colour, casing, places, radius) {
  const corners = cachedOutline(shape);
  context.beginPath();
  for (const [x, y] of places) {
    if (corners) addPolygon(context, corners, x, y, radius);
    else addCircle(context, x, y, radius);
  }
  context.lineWidth = 3 * markScale;
  context.strokeStyle = casing;
  context.stroke(); // below the balls, so that the casings do not cover balls at the same place
  context.fillStyle = colour;
  context.fill();
}

/**
 * Draw one ball of a run.
 * @param {Context} context
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export const drawBall = (context, shape, colour, casing, x, y, radius) =>
  drawBalls(context, shape, colour, casing, [[x, y]], radius);

/**
 * @param {Context} context
 * @param {readonly (readonly number[])[]} corners of radius 1
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function addPolygon(context, corners, x, y, radius) {
  context.moveTo(x + radius * corners[0][0], y + radius * corners[0][1]);
  for (let i = 1; i < corners.length; i++) context.lineTo(x + radius * corners[i][0], y + radius * corners[i][1]);
  context.closePath();
}

/**
 * @param {Context} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function addCircle(context, x, y, radius) {
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * Draw an arrowhead that points to something outside the plot.
 * @param {Context} context
 * @param {string} colour
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 * @param {number} angle of its direction, radians
 * @param {number} scale
 */
export function drawPointer(context, colour, casing, x, y, angle, scale) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.scale(scale, scale);
  context.beginPath();
  context.moveTo(2, 0);
  context.lineTo(-13, -8);
  context.lineTo(-13, 8);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.8;
  context.strokeStyle = casing;
  context.stroke();
  context.restore();
}

/**
 * Draw a pin: a small open circle at (x, y), with a line from the ball that it belongs to.
 * @param {Context} context
 * @param {string} colour
 * @param {string} casing
 * @param {number} ballX
 * @param {number} ballY
 * @param {number} x
 * @param {number} y
 */
export function drawPin(context, colour, casing, ballX, ballY, x, y) {
  strokePin(context, casing, 4, ballX, ballY, x, y);
  strokePin(context, colour, 1.6, ballX, ballY, x, y);
}

/**
 * @param {Context} context
 * @param {string} colour
 * @param {number} width
 * @param {number} ballX
 * @param {number} ballY
 * @param {number} x
 * @param {number} y
 */
function strokePin(context, colour, width, ballX, ballY, x, y) {
  context.beginPath();
  context.moveTo(ballX, ballY);
  context.lineTo(x, y);
  stroke(context, colour, width - 0.6);
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  stroke(context, colour, width);
}

/**
 * Draw a ring, which marks the start.
 * @param {Context} context
 * @param {string} colour
 * @param {string} casing
 * @param {number} x
 * @param {number} y
 */
export function drawRing(context, colour, casing, x, y) {
  context.beginPath();
  context.arc(x, y, 11, 0, 2 * Math.PI);
  stroke(context, casing, 4);
  stroke(context, colour, 1.6);
}

/**
 * Draw a bullseye, which marks a minimum: a ring around a dot, on a disc in the colour of the background.
 * @param {Context} context
 * @param {string} foreground
 * @param {string} background
 * @param {number} x
 * @param {number} y
 */
export function drawMinimum(context, foreground, background, x, y) {
  fillDisc(context, background, x, y, 9 * markScale);
  context.beginPath();
  context.arc(x, y, 5.8 * markScale, 0, 2 * Math.PI);
  stroke(context, foreground, 2 * markScale);
  fillDisc(context, foreground, x, y, 2.2 * markScale);
}

/**
 * @param {Context} context
 * @param {string} colour
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function fillDisc(context, colour, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

/**
 * @param {Context} context
 * @param {string} colour
 * @param {number} width
 */
function stroke(context, colour, width) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}
