/** Draws the arrows of a step, and the shape of the gradients' usual sizes. */
import { arrowsOf } from "fallline/race/arrows.js";
import { bold } from "fallline/painters/canvas.js";

/** @import { Run } from "fallline/types.js" */
/** @import { Arrow, Scales } from "fallline/race/arrows.js" */
/** @typedef {CanvasRenderingContext2D} Pen */
/** @typedef {readonly number[]} Point pixels [x, y] */
/** @typedef {(x: number, y: number) => Point} ToPixels of what lies x, y away from the ball, in the plane's units */

/** @type {Record<string, number>} */
const WIDTHS = { gradient: 1.4, momentum: 2.2, step: 3.6, ideal: 1.6, scale: 1.2 };
/** @type {Record<string, number[]>} */
const DASHES = { momentum: [7, 3], ideal: [2, 3] };
/** @type {number[]} */
const SOLID = [];

const SHAFT = 10; // straight parts of an arrow, which the surface bends
const SIDE = 8; // ... and of a side of the shape
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]; // of the shape
const CUT_AT = [0.6, 0.2]; // where along the last part of an arrow that is drawn too short its two marks are
const BARB = 2.65; // radians between an arrow and a side of its head

/**
 * Draws the arrows of a run that are shown.
 * @param {Pen} pen
 * @param {Run} run
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {string} casing
 * @param {ToPixels} place
 */
export function drawArrows(pen, run, layers, t, scales, casing, place) {
  for (const arrow of arrowsOf(run, layers, t, scales)) {
    if (arrow.layer === "scale") drawShape(pen, arrow, run.colour, casing, place);
    else drawArrow(pen, arrow, run.colour, casing, place);
  }
}

/**
 * @param {Pen} pen
 * @param {Arrow} arrow
 * @param {string} colour
 * @param {string} casing
 * @param {ToPixels} place
 */
function drawShape(pen, { layer, x, y }, colour, casing, place) {
  const points = CORNERS.slice(1).flatMap(([toX, toY], i) => {
    const [fromX, fromY] = CORNERS[i];
    return straight(x * fromX, y * fromY, x * toX, y * toY, SIDE, place);
  });
  const path = through(points);
  pen.save();
  pen.globalAlpha = 0.14;
  pen.fillStyle = colour;
  pen.fill(path);
  pen.restore();
  strokeCased(pen, path, colour, casing, WIDTHS[layer] * bold);
}

/**
 * @param {Pen} pen
 * @param {Arrow} arrow
 * @param {string} colour
 * @param {string} casing
 * @param {ToPixels} place
 */
function drawArrow(pen, arrow, colour, casing, place) {
  const { layer, x, y } = arrow;
  const points = straight(0, 0, x, y, SHAFT, place);
  strokeCased(pen, through(points), colour, casing, WIDTHS[layer] * bold, DASHES[layer]);
  strokeCased(pen, endOf(arrow, points), colour, casing, Math.max(WIDTHS[layer], 1.8) * bold);
}

/**
 * The pixels of a straight line, in so many parts.
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 * @param {number} parts
 * @param {ToPixels} place
 * @returns {Point[]}
 */
function straight(fromX, fromY, toX, toY, parts, place) {
  return Array.from({ length: parts + 1 }, (_, i) => {
    return place(fromX + ((toX - fromX) * i) / parts, fromY + ((toY - fromY) * i) / parts);
  });
}

/** @param {readonly Point[]} points */
function through(points) {
  const path = new Path2D();
  points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  return path;
}

/**
 * What stands at the end of an arrow: two marks where it is longer than drawn, a ring at an ideal step, else a head.
 * @param {Arrow} arrow
 * @param {readonly Point[]} points
 */
function endOf({ layer, cut }, points) {
  const end = new Path2D();
  const tip = points[SHAFT];
  if (cut) {
    addCut(end, points[SHAFT - 1], tip);
  } else if (layer === "ideal") {
    end.moveTo(tip[0] + 5 * bold, tip[1]);
    end.arc(tip[0], tip[1], 5 * bold, 0, 2 * Math.PI);
  } else {
    addHead(end, points, (layer === "step" ? 10 : 8) * bold);
  }
  return end;
}

/**
 * @param {Path2D} path
 * @param {Point} before
 * @param {Point} tip
 */
function addCut(path, before, tip) {
  const turn = Math.atan2(tip[1] - before[1], tip[0] - before[0]) + Math.PI / 2;
  for (const share of CUT_AT) {
    const x = before[0] + (tip[0] - before[0]) * share;
    const y = before[1] + (tip[1] - before[1]) * share;
    path.moveTo(x + 6 * Math.cos(turn), y + 6 * Math.sin(turn));
    path.lineTo(x - 6 * Math.cos(turn), y - 6 * Math.sin(turn));
  }
}

/**
 * @param {Path2D} path
 * @param {readonly Point[]} points
 * @param {number} most how large it is, unless the arrow is short
 */
function addHead(path, points, most) {
  const [start, before, tip] = [points[0], points[SHAFT - 1], points[SHAFT]];
  const size = Math.min(most, 0.45 * Math.hypot(tip[0] - start[0], tip[1] - start[1]));
  const turn = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  for (const side of [BARB, -BARB]) {
    path.moveTo(tip[0], tip[1]);
    path.lineTo(tip[0] + size * Math.cos(turn + side), tip[1] + size * Math.sin(turn + side));
  }
}

/**
 * Strokes a path twice: a casing, then the colour.
 * @param {Pen} pen
 * @param {Path2D} path
 * @param {string} colour
 * @param {string} casing
 * @param {number} width
 * @param {number[]} [dashes] of the colour
 */
function strokeCased(pen, path, colour, casing, width, dashes = SOLID) {
  pen.save();
  pen.lineJoin = "round";
  pen.setLineDash(SOLID);
  pen.lineWidth = width + 2.4;
  pen.strokeStyle = casing;
  pen.stroke(path);
  pen.setLineDash(dashes);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke(path);
  pen.restore();
}
