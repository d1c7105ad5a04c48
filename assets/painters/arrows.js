/** Drawing of the arrows of a step, and of the rectangle of the gradients' sizes. */
import { computeArrows } from "fallline/race/arrows.js";
import { markScale } from "fallline/painters/canvas.js";

/** @import { Run } from "fallline/types.js" */
/** @import { Arrow, Scales } from "fallline/race/arrows.js" */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {readonly number[]} Pixel [x, y] */
/** @typedef {(dx: number, dy: number) => Pixel} OffsetToPixel of an offset from the ball, in units of the plot plane */

/** @type {Record<string, number>} line widths by layer, px */
const WIDTHS = { gradient: 1.4, momentum: 2.2, step: 3.6, ideal: 1.6, scale: 1.2 };
const MIN_HEAD_WIDTH = 1.8; // px, of the line of an arrow's end
/** @type {Record<string, number[]>} */
const DASHES = { momentum: [7, 3], ideal: [2, 3] };
/** @type {number[]} */
const SOLID = [];
/** @type {Record<string, number>} */
const NO_LANES = {};

const ARROW_SEGMENTS = 10; // straight parts of an arrow, which follows the bent surface
const SIDE_SEGMENTS = 8; // straight parts of each side of the rectangle
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]; // of the rectangle, closed
const CUT_MARKS = [0.6, 0.2]; // positions of the two marks of a cut arrow, as shares of its last segment
const BARB_ANGLE = 2.65; // radians between an arrow and a side of its head

/**
 * Draw the arrows of a run at step t. With `lanes`, those of a layer are drawn that many pixels higher: on a curve all
 * arrows lie in one line.
 * @param {Context} context
 * @param {Run} run
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {string} casing
 * @param {OffsetToPixel} toPixel
 * @param {Record<string, number>} [lanes]
 */
export function drawArrows(context, run, layers, t, scales, casing, toPixel, lanes = NO_LANES) {
  for (const arrow of computeArrows(run, layers, t, scales)) {
    context.save();
    context.translate(0, -(lanes[arrow.layer] ?? 0) * markScale);
    if (arrow.layer === "scale") drawRectangle(context, arrow, run.colour, casing, toPixel);
    else drawArrow(context, arrow, run.colour, casing, toPixel);
    context.restore();
  }
}

/**
 * @param {Context} context
 * @param {Arrow} arrow
 * @param {string} colour
 * @param {string} casing
 * @param {OffsetToPixel} toPixel
 */
function drawRectangle(context, { layer, x, y }, colour, casing, toPixel) {
  const points = CORNERS.slice(1).flatMap(([toX, toY], i) => {
    const [fromX, fromY] = CORNERS[i];
    return sampleLine(x * fromX, y * fromY, x * toX, y * toY, SIDE_SEGMENTS, toPixel);
  });
  const path = polyline(points);
  context.save();
  context.globalAlpha = 0.14;
  context.fillStyle = colour;
  context.fill(path);
  context.restore();
  strokeWithCasing(context, path, colour, casing, WIDTHS[layer] * markScale);
}

/**
 * @param {Context} context
 * @param {Arrow} arrow
 * @param {string} colour
 * @param {string} casing
 * @param {OffsetToPixel} toPixel
 */
function drawArrow(context, arrow, colour, casing, toPixel) {
  const { layer, x, y } = arrow;
  const points = sampleLine(0, 0, x, y, ARROW_SEGMENTS, toPixel);
  strokeWithCasing(context, polyline(points), colour, casing, WIDTHS[layer] * markScale, DASHES[layer]);
  const width = Math.max(WIDTHS[layer], MIN_HEAD_WIDTH) * markScale;
  strokeWithCasing(context, arrowEnd(arrow, points), colour, casing, width);
}

/**
 * Return the pixels of points along a straight line, at the ends of equal segments.
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 * @param {number} segments
 * @param {OffsetToPixel} toPixel
 * @returns {Pixel[]}
 */
function sampleLine(fromX, fromY, toX, toY, segments, toPixel) {
  return Array.from({ length: segments + 1 }, (_, i) => {
    return toPixel(fromX + ((toX - fromX) * i) / segments, fromY + ((toY - fromY) * i) / segments);
  });
}

/** @param {readonly Pixel[]} points */
function polyline(points) {
  const path = new Path2D();
  points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  return path;
}

/**
 * Return the path of an arrow's end: two marks for a cut arrow, a ring for an ideal step, else a head.
 * @param {Arrow} arrow
 * @param {readonly Pixel[]} points
 */
function arrowEnd({ layer, cut }, points) {
  const end = new Path2D();
  const tip = points[ARROW_SEGMENTS];
  if (cut) {
    addCutMarks(end, points[ARROW_SEGMENTS - 1], tip);
  } else if (layer === "ideal") {
    end.moveTo(tip[0] + 5 * markScale, tip[1]);
    end.arc(tip[0], tip[1], 5 * markScale, 0, 2 * Math.PI);
  } else {
    addHead(end, points, (layer === "step" ? 10 : 8) * markScale);
  }
  return end;
}

/**
 * @param {Path2D} path
 * @param {Pixel} previous the point before the tip
 * @param {Pixel} tip
 */
function addCutMarks(path, previous, tip) {
  const angle = Math.atan2(tip[1] - previous[1], tip[0] - previous[0]) + Math.PI / 2;
  for (const share of CUT_MARKS) {
    const x = previous[0] + (tip[0] - previous[0]) * share;
    const y = previous[1] + (tip[1] - previous[1]) * share;
    path.moveTo(x + 6 * Math.cos(angle), y + 6 * Math.sin(angle));
    path.lineTo(x - 6 * Math.cos(angle), y - 6 * Math.sin(angle));
  }
}

/**
 * @param {Path2D} path
 * @param {readonly Pixel[]} points
 * @param {number} maxSize px; a short arrow has a smaller head
 */
function addHead(path, points, maxSize) {
  const [start, previous, tip] = [points[0], points[ARROW_SEGMENTS - 1], points[ARROW_SEGMENTS]];
  const size = Math.min(maxSize, 0.45 * Math.hypot(tip[0] - start[0], tip[1] - start[1]));
  const angle = Math.atan2(tip[1] - previous[1], tip[0] - previous[0]);
  for (const side of [BARB_ANGLE, -BARB_ANGLE]) {
    path.moveTo(tip[0], tip[1]);
    path.lineTo(tip[0] + size * Math.cos(angle + side), tip[1] + size * Math.sin(angle + side));
  }
}

/**
 * Stroke a path twice: first a wider solid casing, then the colour.
 * @param {Context} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {string} casing
 * @param {number} width px
 * @param {number[]} [dashes] of the colour
 */
function strokeWithCasing(context, path, colour, casing, width, dashes = SOLID) {
  context.save();
  context.lineJoin = "round";
  context.setLineDash(SOLID);
  context.lineWidth = width + 2.4;
  context.strokeStyle = casing;
  context.stroke(path);
  context.setLineDash(dashes);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
  context.restore();
}
