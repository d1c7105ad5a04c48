/**
 * Drawing of a step on the surface: minima, trails, balls, arrows and the start, faint where the surface hides them.
 */
import { lastStepUpTo } from "fallline/race/data.js";
import { HIDDEN, IN_SIGHT, surfaceHeight, toPixels } from "fallline/race/projection.js";
import { selectedRun } from "fallline/player/selection.js";
import { drawArrowLabels } from "fallline/painters/arrow_labels.js";
import { MANY_STARTS, ballRadius, strokeLine, strokeTrail, trailWidth } from "fallline/painters/lines.js";
import { drawBalls, drawMinimum, drawRing } from "fallline/painters/marks.js";
import { FAINT_OPACITY, drawSelectedArrows, isFaint, shownScales } from "fallline/painters/step_arrows.js";
import { traceByVisibility } from "fallline/painters/trails.js";

/** @import { NdArray, OverlayCanvas, Race, SpacePainterData } from "fallline/types.js" */
/** @import { Camera, ProjectedPath } from "fallline/race/projection.js" */
/** @import { TrailCache } from "fallline/painters/trails.js" */
/** @typedef {CanvasRenderingContext2D} Context */

/**
 * A surface with what is drawn on it, in pixels of one camera: for each run and each of its starts, a path;
 * `ghostPaths` are the paths of the race that is drawn faintly.
 * @typedef {object} SurfaceDrawing
 * @property {Race} race
 * @property {SpacePainterData} painterData
 * @property {NdArray} heights (rows, columns) over the plot range
 * @property {OverlayCanvas} canvas
 * @property {Camera} camera
 * @property {ProjectedPath[][]} paths
 * @property {ProjectedPath[][]} ghostPaths
 * @property {{ x: number, y: number, visible: boolean }[]} minima
 */

const GHOST_WIDTH_PX = 1.3;
const GHOST_OPACITY = 0.5;
const GHOST_DASHES = [4, 4];
const HIDDEN_WIDTH_PX = 1.6;
const HIDDEN_TRAIL_OPACITY = 0.8;
const HIDDEN_BALL_OPACITY = 0.45;
const HIDDEN_MINIMUM_OPACITY = 0.5;
const HIDDEN_DASHES = [2, 5];

/**
 * Draw the steps `from` to `to` of each run's trails on two canvases of the run: visible parts, and hidden parts.
 * @param {SurfaceDrawing} drawing
 * @param {readonly Context[]} contexts two for each run
 * @param {number} from
 * @param {number} to
 */
export function addTrailSteps({ race, paths }, contexts, from, to) {
  race.runs.forEach((run, index) => {
    const width = trailWidth(index, race.runs.length, race.starts);
    splitTrails(paths[index], from, to).forEach((line, i) => {
      strokeLine(contexts[2 * index + i], line, run.colour, width, 1);
    });
  });
}

/**
 * Draw step t over the surface.
 * @param {SurfaceDrawing} drawing
 * @param {TrailCache} trailCache the trails of many starts
 * @param {number} t
 */
export function drawSurface(drawing, trailCache, t) {
  const { race, canvas, paths } = drawing;
  const { context } = canvas;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { x, y, visible } of drawing.minima) {
    context.globalAlpha = visible ? 1 : HIDDEN_MINIMUM_OPACITY;
    drawMinimum(context, race.foreground, race.background, x, y);
  }
  context.globalAlpha = 1;
  drawTrails(drawing, trailCache, t);
  const first = paths.length ? paths[0][0] : undefined;
  if (first && first.state[0]) drawRing(context, race.foreground, race.background, first.x[0], first.y[0]);
  drawStepArrows(drawing, t);
  drawAllBalls(drawing, t);
}

/**
 * @param {SurfaceDrawing} drawing
 * @param {TrailCache} trailCache
 * @param {number} t
 */
function drawTrails({ race, canvas: { context }, paths, ghostPaths }, trailCache, t) {
  race.ghosts.forEach((ghost, index) => {
    for (const line of splitTrails(ghostPaths[index], 0, t)) {
      strokeLine(context, line, ghost.colour, GHOST_WIDTH_PX, GHOST_OPACITY, GHOST_DASHES);
    }
  });
  if (race.starts > MANY_STARTS) {
    trailCache.drawTo(context, t);
    return;
  }
  race.runs.forEach((run, index) => {
    const [visible, hidden] = splitTrails(paths[index], 0, t);
    strokeLine(context, hidden, run.colour, HIDDEN_WIDTH_PX, HIDDEN_TRAIL_OPACITY, HIDDEN_DASHES);
    const width = trailWidth(index, race.runs.length, race.starts);
    if (isFaint(index)) strokeLine(context, visible, run.colour, width, FAINT_OPACITY);
    else strokeTrail(context, visible, run.colour, race.background, width);
  });
}

/**
 * Return the visible and the hidden parts of a run's trails between two steps.
 * @param {readonly ProjectedPath[]} paths
 * @param {number} from
 * @param {number} to
 * @returns {[visible: Path2D, hidden: Path2D]}
 */
function splitTrails(paths, from, to) {
  const visible = new Path2D();
  const hidden = new Path2D();
  for (const path of paths) {
    const length = path.x.length;
    traceByVisibility(path, lastStepUpTo(from, length), lastStepUpTo(to, length), visible, hidden);
  }
  return [visible, hidden];
}

/**
 * Draw the arrows of the selected run along the surface, at the ball of its first start, with their labels.
 * @param {SurfaceDrawing} drawing
 * @param {number} t
 */
function drawStepArrows({ race, painterData: { box }, heights, canvas, camera, paths }, t) {
  const scales = shownScales(race, box, t);
  if (!scales || !paths[selectedRun()][0].state[t]) return;
  const { values } = race.runs[selectedRun()].paths;
  const [x, y] = [values[3 * t], values[3 * t + 1]];
  const lift = values[3 * t + 2] - surfaceHeight(heights, box, x, y); // of the ball above the surface as it is drawn
  const arrows = drawSelectedArrows(canvas.context, race, t, scales, (dx, dy) => {
    return toPixels(camera, canvas, [x + dx, y + dy, surfaceHeight(heights, box, x + dx, y + dy) + lift]);
  });
  drawArrowLabels(canvas.context, arrows, race.background, [0, 0, canvas.width, canvas.height], []);
}

/**
 * Draw the balls of all runs, hidden ones faintly, none outside the plot range.
 * @param {SurfaceDrawing} drawing
 * @param {number} t
 */
function drawAllBalls({ race, canvas: { context }, paths }, t) {
  race.runs.forEach((run, index) => {
    const radius = ballRadius(index, race.runs.length, race.starts);
    context.globalAlpha = HIDDEN_BALL_OPACITY;
    drawBalls(context, run.shape, run.colour, race.background, pixelsInState(paths[index], t, HIDDEN), radius);
    context.globalAlpha = isFaint(index) ? FAINT_OPACITY : 1;
    drawBalls(context, run.shape, run.colour, race.background, pixelsInState(paths[index], t, IN_SIGHT), radius);
    context.globalAlpha = 1;
  });
}

/**
 * Return the pixels of those starts of a run that are in a state at step t.
 * @param {readonly ProjectedPath[]} paths
 * @param {number} t
 * @param {number} state
 * @returns {number[][]}
 */
function pixelsInState(paths, t, state) {
  const pixels = [];
  for (const { x, y, state: states } of paths) {
    const k = lastStepUpTo(t, x.length);
    if (states[k] === state) pixels.push([x[k], y[k]]);
  }
  return pixels;
}
