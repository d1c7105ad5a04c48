/** Drawing of a step on the plane's plot: trails, balls, arrows and the start. */
import { clamp } from "fallline/core/numbers.js";
import { lastStepUpTo } from "fallline/race/data.js";
import {
  GHOST_OPACITY,
  MANY_STARTS,
  ballRadius,
  strokeGhost,
  strokeLine,
  strokeTrail,
  trailWidth,
} from "fallline/painters/lines.js";
import { drawBalls, drawPin, drawPointer, drawRing } from "fallline/painters/marks.js";
import { FAINT_OPACITY, drawArrowsOnPlane, isFaint } from "fallline/painters/step_arrows.js";
import { tracePath } from "fallline/painters/trails.js";

/** @import { Ghost, OverlayCanvas, PlaneMapping, PlanePainterData, Race, Run } from "fallline/types.js" */
/** @import { TrailCache } from "fallline/painters/trails.js" */
/** @typedef {CanvasRenderingContext2D} Context */

/**
 * A plot with what is drawn on it, in pixels: for each run and each of its starts, a path x0 y0 x1 y1 ...;
 * `extraPoints` are further points of each step, such as averages or points at which the gradient is evaluated;
 * `ghostPaths` are the paths of the race that is drawn faintly.
 * @typedef {object} PlaneDrawing
 * @property {Race} race
 * @property {PlanePainterData} painterData
 * @property {OverlayCanvas} canvas
 * @property {PlaneMapping} mapping
 * @property {Float32Array[][]} paths
 * @property {Float32Array[][]} extraPoints
 * @property {Float32Array[][]} ghostPaths
 */

const GHOST_RADIUS_PX = 4;

/**
 * Draw the steps `from` to `to` of each run's trails on the run's own canvas.
 * @param {PlaneDrawing} drawing
 * @param {readonly Context[]} contexts one for each run
 * @param {number} from
 * @param {number} to
 */
export function addTrailSteps({ race, paths }, contexts, from, to) {
  race.runs.forEach((run, index) => {
    const line = new Path2D();
    for (const path of paths[index]) tracePath(line, path, from, to);
    strokeLine(contexts[index], line, run.colour, trailWidth(index, race.runs.length, race.starts), 1);
  });
}

/**
 * Draw step t on the plane's plot.
 * @param {PlaneDrawing} drawing
 * @param {TrailCache} trailCache the trails of many starts
 * @param {number} t
 */
export function drawPlane(drawing, trailCache, t) {
  const { race, canvas, mapping } = drawing;
  const { context } = canvas;
  context.clearRect(0, 0, canvas.width, canvas.height);
  clipToPlot(context, mapping);
  drawTrails(drawing, trailCache, t);
  const [startX, startY] = mapping.snap(mapping.x(race.start[0]), mapping.y(race.start[1]));
  drawRing(context, race.foreground, race.background, startX, startY);
  const writeLabels = drawArrowsOnPlane(drawing, t);
  context.restore();
  context.globalAlpha = GHOST_OPACITY;
  race.ghosts.forEach((ghost, index) => {
    drawRunBalls(drawing, ghost, drawing.ghostPaths[index], t, GHOST_RADIUS_PX);
  });
  context.globalAlpha = 1;
  drawRuns(drawing, t);
  writeLabels();
}

/**
 * Save the state of a context, and clip what follows to the plot; `restore` ends this.
 * @param {Context} context
 * @param {PlaneMapping} mapping
 */
function clipToPlot(context, mapping) {
  context.save();
  context.beginPath();
  context.rect(mapping.left, mapping.top, mapping.width, mapping.height);
  context.clip();
}

/**
 * @param {PlaneDrawing} drawing
 * @param {TrailCache} trailCache
 * @param {number} t
 */
function drawTrails({ race, canvas: { context }, paths, ghostPaths }, trailCache, t) {
  race.ghosts.forEach((ghost, index) => {
    const line = joinPaths(ghostPaths[index], t);
    strokeGhost(context, line, ghost.colour);
  });
  if (race.starts > MANY_STARTS) {
    trailCache.drawTo(context, t);
    return;
  }
  race.runs.forEach((run, index) => {
    const width = trailWidth(index, race.runs.length, race.starts);
    const line = joinPaths(paths[index], t);
    if (isFaint(index)) strokeLine(context, line, run.colour, width, FAINT_OPACITY);
    else strokeTrail(context, line, run.colour, race.background, width);
  });
}

/**
 * Return one path with the paths of all starts up to step t.
 * @param {readonly Float32Array[]} paths
 * @param {number} t
 */
function joinPaths(paths, t) {
  const line = new Path2D();
  for (const path of paths) tracePath(line, path, 0, lastStepUpTo(t, path.length / 2));
  return line;
}

/**
 * Draw the balls of all runs and the pins of their extra points.
 * @param {PlaneDrawing} drawing
 * @param {number} t
 */
function drawRuns(drawing, t) {
  const { race } = drawing;
  race.runs.forEach((run, index) => {
    drawing.canvas.context.globalAlpha = isFaint(index) ? FAINT_OPACITY : 1;
    if (!race.stale) drawRunPins(drawing, run, index, t);
    const radius = ballRadius(index, race.runs.length, race.starts);
    drawRunBalls(drawing, run, drawing.paths[index], t, radius);
  });
  drawing.canvas.context.globalAlpha = 1;
}

/**
 * @param {PlaneDrawing} drawing
 * @param {Run} run
 * @param {number} index index of the run
 * @param {number} t
 */
function drawRunPins({ race, canvas: { context }, mapping, paths, extraPoints }, run, index, t) {
  const [ball] = paths[index];
  for (const path of extraPoints[index]) {
    const [x, y] = [path[2 * t], path[2 * t + 1]];
    if (mapping.contains(x, y)) drawPin(context, run.colour, race.background, ball[2 * t], ball[2 * t + 1], x, y);
  }
}

/**
 * Draw the balls of a run, or for each ball outside the plot a pointer at the edge.
 * @param {PlaneDrawing} drawing
 * @param {Run | Ghost} run
 * @param {readonly Float32Array[]} paths
 * @param {number} t
 * @param {number} radius px
 */
function drawRunBalls({ race, canvas: { context }, mapping }, run, paths, t, radius) {
  const pointerScale = race.starts > MANY_STARTS ? 0.6 : 1;
  const inside = [];
  for (const path of paths) {
    const k = lastStepUpTo(t, path.length / 2);
    const [x, y] = [path[2 * k], path[2 * k + 1]];
    const edgeX = clamp(x, mapping.left, mapping.left + mapping.width);
    const edgeY = clamp(y, mapping.top, mapping.top + mapping.height);
    if (Math.hypot(x - edgeX, y - edgeY) <= radius) inside.push([x, y]);
    else {
      const angle = Math.atan2(y - edgeY, x - edgeX);
      drawPointer(context, run.colour, race.background, edgeX, edgeY, angle, pointerScale);
    }
  }
  drawBalls(context, run.shape, run.colour, race.background, inside, radius);
}
