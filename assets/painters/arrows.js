/** Drawing of the arrows of a step, each in its own style, and of the rectangle of the gradients' sizes. */
import { computeArrows } from "fallline/race/arrows.js";
import { markScale } from "fallline/painters/canvas.js";

/** @import { ArrowStyle, Race, Run } from "fallline/types.js" */
/** @import { Arrow, Scales } from "fallline/race/arrows.js" */
/** @import { DrawnArrow, Pixel } from "fallline/painters/arrow_labels.js" */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {(dx: number, dy: number) => Pixel} OffsetToPixel of an offset from the ball, in units of the plot plane */
/** @typedef {ArrowStyle & { casing: string }} Pen a style with the colour of the run, and that of the casing */

const MIN_HEAD_LINE_WIDTH = 1.8; // px, of the line of an arrow's end
const HEAD_LENGTH = 7; // px, and as much more as twice the arrow's width
const RING_RADIUS = 6; // px
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
 * Draw the arrows of a run at step t, and return where they are, so that they can be labelled. With `lanes`, those of a
 * layer are drawn that many pixels higher: on a curve all arrows lie in one line.
 * @param {Context} context
 * @param {Race} race
 * @param {Run} run
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {OffsetToPixel} toPixel
 * @param {Record<string, number>} [lanes]
 * @returns {DrawnArrow[]}
 */
export function drawArrows(context, race, run, layers, t, scales, toPixel, lanes = NO_LANES) {
  return computeArrows(run, layers, t, scales).map((arrow) => {
    const lift = (lanes[arrow.layer] ?? 0) * markScale;
    const place = /** @type {OffsetToPixel} */ ((dx, dy) => lifted(toPixel(dx, dy), lift));
    const style = race.arrowStyles[arrow.layer];
    const pen = { ...style, colour: style.colour || run.colour, casing: race.background };
    const draw = arrow.layer === "scale" ? drawRectangle : drawArrow;
    const points = draw(context, arrow, pen, place);
    return { layer: arrow.layer, colour: pen.colour, points };
  });
}

/**
 * @param {Pixel} pixel
 * @param {number} lift px
 * @returns {Pixel}
 */
const lifted = ([x, y], lift) => [x, y - lift];

/**
 * @param {Context} context
 * @param {Arrow} arrow
 * @param {Pen} pen
 * @param {OffsetToPixel} toPixel
 * @returns {Pixel[]} the outline
 */
function drawRectangle(context, { x, y }, pen, toPixel) {
  const points = CORNERS.slice(1).flatMap(([toX, toY], i) => {
    const [fromX, fromY] = CORNERS[i];
    return sampleLine(x * fromX, y * fromY, x * toX, y * toY, SIDE_SEGMENTS, toPixel);
  });
  const path = polyline(points);
  context.save();
  context.globalAlpha = 0.14;
  context.fillStyle = pen.colour;
  context.fill(path);
  context.restore();
  strokeWithCasing(context, path, pen, pen.width * markScale, SOLID);
  return points;
}

/**
 * @param {Context} context
 * @param {Arrow} arrow
 * @param {Pen} pen
 * @param {OffsetToPixel} toPixel
 * @returns {Pixel[]} its points, from tail to tip
 */
function drawArrow(context, arrow, pen, toPixel) {
  const points = sampleLine(0, 0, arrow.x, arrow.y, ARROW_SEGMENTS, toPixel);
  const isFull = pen.head === "full" && !arrow.cut;
  const shaft = isFull ? shorten(points, 0.6 * headLength(pen, points)) : points; // so that the tip is sharp
  strokeWithCasing(context, polyline(shaft), pen, pen.width * markScale, pen.dashes);
  const width = isFull ? MIN_HEAD_LINE_WIDTH : Math.max(pen.width, MIN_HEAD_LINE_WIDTH);
  const end = arrowEnd(arrow, pen, points);
  strokeWithCasing(context, end, pen, width * markScale, SOLID);
  if (isFull) {
    context.fillStyle = pen.colour;
    context.fill(end);
  }
  return points;
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

/**
 * Return a line without its last part.
 * @param {readonly Pixel[]} points
 * @param {number} length px, of what is left out
 * @returns {Pixel[]}
 */
function shorten(points, length) {
  const [tip, tail] = [points[points.length - 1], points[0]];
  const distance = (/** @type {Pixel} */ [x, y]) => Math.hypot(tip[0] - x, tip[1] - y);
  const kept = points.filter((point) => distance(point) > length);
  const last = kept.length ? kept[kept.length - 1] : tail;
  const share = length / (distance(last) || 1);
  return [...kept, [tip[0] + share * (last[0] - tip[0]), tip[1] + share * (last[1] - tip[1])]];
}

/**
 * Return the length of an arrow's head in pixels: a short arrow has a smaller one.
 * @param {Pen} pen
 * @param {readonly Pixel[]} points
 */
function headLength({ width }, points) {
  const [start, tip] = [points[0], points[ARROW_SEGMENTS]];
  const length = Math.hypot(tip[0] - start[0], tip[1] - start[1]);
  return Math.min((HEAD_LENGTH + 2 * width) * markScale, 0.45 * length);
}

/** @param {readonly Pixel[]} points */
function polyline(points) {
  const path = new Path2D();
  points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  return path;
}

/**
 * Return the path of an arrow's end: two marks for a cut arrow, else that of the style.
 * @param {Arrow} arrow
 * @param {Pen} pen
 * @param {readonly Pixel[]} points
 */
function arrowEnd({ cut }, pen, points) {
  const end = new Path2D();
  const tip = points[ARROW_SEGMENTS];
  if (cut) {
    addCutMarks(end, points[ARROW_SEGMENTS - 1], tip);
  } else if (pen.head === "ring") {
    end.moveTo(tip[0] + RING_RADIUS * markScale, tip[1]);
    end.arc(tip[0], tip[1], RING_RADIUS * markScale, 0, 2 * Math.PI);
  } else {
    addHead(end, points, headLength(pen, points), pen.head === "full");
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
 * @param {number} size px
 * @param {boolean} isFull whether the head is a triangle
 */
function addHead(path, points, size, isFull) {
  const [previous, tip] = [points[ARROW_SEGMENTS - 1], points[ARROW_SEGMENTS]];
  const angle = Math.atan2(tip[1] - previous[1], tip[0] - previous[0]);
  const [left, right] = [BARB_ANGLE, -BARB_ANGLE].map((side) => [
    tip[0] + size * Math.cos(angle + side),
    tip[1] + size * Math.sin(angle + side),
  ]);
  path.moveTo(left[0], left[1]);
  path.lineTo(tip[0], tip[1]);
  path.lineTo(right[0], right[1]);
  if (isFull) path.closePath();
}

/**
 * Stroke a path twice: first a wider solid casing, then the colour.
 * @param {Context} context
 * @param {Path2D} path
 * @param {Pen} pen
 * @param {number} width px
 * @param {number[]} dashes of the colour
 */
function strokeWithCasing(context, path, { colour, casing }, width, dashes) {
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
