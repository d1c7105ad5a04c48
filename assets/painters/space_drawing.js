/**
 * Drawing of a step on the surface: minima, trails, balls, arrows and the start, faint where the surface hides them.
 */
import { lastStepUpTo } from "fallline/race/data.js";
import { HIDDEN, IN_SIGHT, raiseToSurface, surfaceHeight, toPixels } from "fallline/race/projection.js";
import { selectedRun } from "fallline/player/selection.js";
import { drawArrowLabels } from "fallline/painters/arrow_labels.js";
import { markScale } from "fallline/painters/canvas.js";
import { drawEdgeLabels } from "fallline/painters/floor_edges.js";
import { MANY_STARTS, ballRadius, strokeGhost, strokeLine, trailWidth } from "fallline/painters/lines.js";
import { drawMinimum, drawRing } from "fallline/painters/marks.js";
import { drawSolidBalls, strokeTube } from "fallline/painters/solid_marks.js";
import { FAINT_OPACITY, drawSelectedArrows, isFaint, shownScales } from "fallline/painters/step_arrows.js";
import { traceByVisibility } from "fallline/painters/trails.js";

/** @import { NdArray, OverlayCanvas, Race, SpacePainterData } from "fallline/types.js" */
/** @import { Camera, ProjectedPath } from "fallline/race/projection.js" */
/** @import { EdgeLabel } from "fallline/painters/floor_edges.js" */
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
 * @property {TrailLines[]} lines the trails of each run as far as they were drawn
 * @property {{ x: number, y: number, visible: boolean }[]} minima
 * @property {EdgeLabel[]} edgeLabels
 */

/**
 * The visible and the hidden parts of a run's trails up to step `last`, to which later steps are added.
 * @typedef {{ visible: Path2D, hidden: Path2D, last: number }} TrailLines
 */

const HIDDEN_OPACITY = 0.35;
const TUBE_FACTOR = 1.15; // of the width of a trail on the map

/** @returns {TrailLines} */
export const createTrailLines = () => ({ visible: new Path2D(), hidden: new Path2D(), last: 0 });

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
  drawEdgeLabels(context, drawing.edgeLabels, race.foreground, markScale);
  for (const { x, y, visible } of drawing.minima) {
    context.globalAlpha = visible ? 1 : HIDDEN_OPACITY;
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
function drawTrails({ race, canvas: { context }, paths, ghostPaths, lines }, trailCache, t) {
  race.ghosts.forEach((ghost, index) => {
    for (const line of splitTrails(ghostPaths[index], 0, t)) {
      strokeGhost(context, line, ghost.colour);
    }
  });
  if (race.starts > MANY_STARTS) {
    trailCache.drawTo(context, t);
    return;
  }
  race.runs.forEach((run, index) => {
    const { visible, hidden } = (lines[index] = extendLines(lines[index], paths[index], t));
    const width = TUBE_FACTOR * trailWidth(index, race.runs.length, race.starts);
    strokeLine(context, hidden, run.colour, width, HIDDEN_OPACITY);
    if (isFaint(index)) strokeLine(context, visible, run.colour, width, FAINT_OPACITY);
    else strokeTube(context, visible, run.colour, race.background, width);
  });
}

/**
 * Return the trails of a run up to step t: those that were drawn, with further steps; for an earlier step new ones.
 * @param {TrailLines} lines
 * @param {readonly ProjectedPath[]} paths
 * @param {number} t
 * @returns {TrailLines}
 */
function extendLines(lines, paths, t) {
  const extended = t < lines.last ? createTrailLines() : lines;
  traceSteps(paths, extended.last, t, extended.visible, extended.hidden);
  extended.last = t;
  return extended;
}

/**
 * Return the visible and the hidden parts of a run's trails between two steps.
 * @param {readonly ProjectedPath[]} paths
 * @param {number} from
 * @param {number} to
 * @returns {[visible: Path2D, hidden: Path2D]}
 */
function splitTrails(paths, from, to) {
  const { visible, hidden } = createTrailLines();
  traceSteps(paths, from, to, visible, hidden);
  return [visible, hidden];
}

/**
 * Add the steps between two ones to the visible and the hidden parts of a run's trails.
 * @param {readonly ProjectedPath[]} paths
 * @param {number} from
 * @param {number} to
 * @param {Path2D} visible
 * @param {Path2D} hidden
 */
function traceSteps(paths, from, to, visible, hidden) {
  for (const path of paths) {
    const length = path.x.length;
    traceByVisibility(path, lastStepUpTo(from, length), lastStepUpTo(to, length), visible, hidden);
  }
}

/**
 * Draw the arrows of the selected run along the surface, at the ball of its first start, with their labels.
 * @param {SurfaceDrawing} drawing
 * @param {number} t
 */
function drawStepArrows({ race, painterData: { box, lift: ballLift }, heights, canvas, camera, paths }, t) {
  const scales = shownScales(race, box, t);
  if (!scales || !paths[selectedRun()][0].state[t]) return;
  const { values } = race.runs[selectedRun()].paths;
  const [x, y, z] = values.subarray(3 * t, 3 * t + 3);
  // Of the ball above the surface as it is drawn.
  const lift = raiseToSurface(heights, box, [x, y, z]) + ballLift - surfaceHeight(heights, box, x, y);
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
    context.globalAlpha = HIDDEN_OPACITY;
    drawSolidBalls(context, run.shape, run.colour, race.background, pixelsInState(paths[index], t, HIDDEN), radius);
    context.globalAlpha = isFaint(index) ? FAINT_OPACITY : 1;
    drawSolidBalls(context, run.shape, run.colour, race.background, pixelsInState(paths[index], t, IN_SIGHT), radius);
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
