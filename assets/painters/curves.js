/**
 * The painter of curves: a veil over the steps to come, a line at the step on show, and each run's ball on its curve.
 */
import { fitCanvas, markScale } from "fallline/painters/canvas.js";
import { drawBall } from "fallline/painters/marks.js";

/** @import { CurveLine, CurvePainterData, OverlayCanvas, Painter, Race } from "fallline/types.js" */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Edges of the plot, in pixels */

const BALL_RADIUS_PX = 5;
const VEIL_OPACITY = 0.72;

/**
 * Create the painter of a panel of curves.
 * @param {HTMLElement} panel
 * @param {CurvePainterData | { lines?: undefined }} painterData empty if no run has such a curve
 * @param {Race} race
 * @returns {Painter}
 */
export function createCurvesPainter(panel, painterData, race) {
  /** @type {OverlayCanvas | null} */
  let canvas = null;
  return {
    layOut() {
      canvas = fitCanvas(panel);
    },
    draw(t) {
      if (!canvas) return;
      canvas.context.clearRect(0, 0, canvas.width, canvas.height);
      if (painterData.lines) drawCurves(canvas, painterData, race, t);
    },
  };
}

/**
 * @param {OverlayCanvas} canvas
 * @param {CurvePainterData} painterData
 * @param {Race} race
 * @param {number} t
 */
function drawCurves(canvas, painterData, race, t) {
  const { l, r, t: top, b } = painterData.margin;
  const plot = { left: l, right: canvas.width - r, top, bottom: canvas.height - b };
  const x = plot.left + ((plot.right - plot.left) * t) / painterData.steps;
  drawVeil(canvas.context, race, plot, x);
  for (const curve of painterData.lines) {
    const run = race.runs[curve.run];
    const y = curveY(painterData, curve, race, plot, t);
    const isInPlot = y >= plot.top && y <= plot.bottom; // false for NaN
    if (isInPlot) drawBall(canvas.context, run.shape, run.colour, race.background, x, y, BALL_RADIUS_PX * markScale);
  }
}

/**
 * Return the pixel y of a curve at step t; NaN if its value has no place on the logarithmic axis.
 * @param {CurvePainterData} painterData
 * @param {CurveLine} curve
 * @param {Race} race
 * @param {Edges} plot
 * @param {number} t
 */
function curveY({ decades: [low, high] }, { run, array, axis }, race, plot, t) {
  const { values, shape } = race.runs[run].arrays[array];
  const value = values[t * shape[1] + axis];
  return value > 0 ? plot.top + ((high - Math.log10(value)) / (high - low)) * (plot.bottom - plot.top) : NaN;
}

/**
 * Cover the plot to the right of x, and draw a vertical line at x.
 * @param {CanvasRenderingContext2D} context
 * @param {Race} race
 * @param {Edges} plot
 * @param {number} x
 */
function drawVeil(context, race, plot, x) {
  context.globalAlpha = VEIL_OPACITY;
  context.fillStyle = race.background;
  context.fillRect(x, plot.top, plot.right - x, plot.bottom - plot.top);
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(x, plot.top);
  context.lineTo(x, plot.bottom);
  context.lineWidth = 1;
  context.strokeStyle = race.foreground;
  context.stroke();
}
