/** The painter of curves: a veil over what is still to come, a cursor, and each run's ball on its curve. */
import { bold, sheetOf } from "fallline/painters/canvas.js";
import { ball } from "fallline/painters/marks.js";

/** @import { CurveActors, CurveLine, Painter, Race, Sheet } from "fallline/types.js" */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Edges of the plot, in pixels */

/**
 * Makes the painter of curves.
 * @param {HTMLElement} panel
 * @param {CurveActors | { lines?: undefined }} needs nothing where no run has such a curve
 * @param {Race} race
 * @returns {Painter}
 */
export function curves(panel, needs, race) {
  /** @type {Sheet | null} */
  let sheet = null;
  return {
    lay() {
      sheet = sheetOf(panel);
    },
    draw(t) {
      if (!sheet) return;
      sheet.pen.clearRect(0, 0, sheet.width, sheet.height);
      if (needs.lines) drawCurves(sheet, needs, race, t);
    },
  };
}

/**
 * @param {Sheet} sheet
 * @param {CurveActors} needs
 * @param {Race} race
 * @param {number} t
 */
function drawCurves(sheet, needs, race, t) {
  const { l, r, t: top, b } = needs.margin;
  const plot = { left: l, right: sheet.width - r, top, bottom: sheet.height - b };
  const x = plot.left + ((plot.right - plot.left) * t) / needs.steps;
  drawVeil(sheet.pen, race, plot, x);
  for (const each of needs.lines) {
    const run = race.runs[each.run];
    const y = heightOf(needs, each, race, plot, t);
    if (y >= plot.top && y <= plot.bottom) ball(sheet.pen, run.shape, run.colour, race.paper, x, y, 5 * bold);
  }
}

/**
 * The pixel of a curve's value at step t; NaN where it has none on the axis of powers of ten.
 * @param {CurveActors} needs
 * @param {CurveLine} curve
 * @param {Race} race
 * @param {Edges} plot
 * @param {number} t
 */
function heightOf({ decades: [low, high] }, { run, array, axis }, race, plot, t) {
  const { values, shape } = race.runs[run].arrays[array];
  const value = values[t * shape[1] + axis];
  return value > 0 ? plot.top + ((high - Math.log10(value)) / (high - low)) * (plot.bottom - plot.top) : NaN;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Race} race
 * @param {Edges} plot
 * @param {number} x
 */
function drawVeil(pen, race, plot, x) {
  pen.globalAlpha = 0.72;
  pen.fillStyle = race.paper;
  pen.fillRect(x, plot.top, plot.right - x, plot.bottom - plot.top);
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.moveTo(x, plot.top);
  pen.lineTo(x, plot.bottom);
  pen.lineWidth = 1;
  pen.strokeStyle = race.ink;
  pen.stroke();
}
