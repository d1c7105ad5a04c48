/**
 * Trails of runs: tracing of paths, and a cache for the trails of many starts, to which each step adds only its own
 * part.
 */
import { getContext2d } from "fallline/core/dom.js";
import { HIDDEN, IN_SIGHT } from "fallline/race/projection.js";

/** @import { ProjectedPath } from "fallline/race/projection.js" */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {Pick<Path2D, "moveTo" | "lineTo">} Line */

const MIN_MOVE_PX = 0.33; // |dx| + |dy| of a segment; shorter ones are merged

/**
 * Cached trails: `clear` discards them and takes the size of a canvas; `drawTo` draws them up to step t.
 * @typedef {object} TrailCache
 * @property {(canvas: HTMLCanvasElement) => void} clear
 * @property {(context: Context, t: number) => void} drawTo
 */

/**
 * Create a cache of trails, with a canvas for each kind of trail. The picture of a step does not depend on the steps
 * that were shown before it.
 * @param {readonly number[]} opacities of the canvases
 * @param {(contexts: readonly Context[], from: number, to: number) => void} addSteps draws the steps `from` to `to`
 * @returns {TrailCache}
 */
export function createTrailCache(opacities, addSteps) {
  const canvases = opacities.map(() => document.createElement("canvas"));
  const contexts = canvases.map(getContext2d);
  let lastStep = -1; // the last step that is drawn; -1: none

  /** @type {TrailCache["clear"]} */
  function clear({ width, height }) {
    for (const canvas of canvases) Object.assign(canvas, { width, height });
    lastStep = -1;
  }

  /** @type {TrailCache["drawTo"]} */
  function drawTo(context, t) {
    const { width, height } = context.canvas;
    if (!width || !height) return; // the panel has no size at the moment
    if (t < lastStep) clear(context.canvas);
    for (const each of contexts) each.setTransform(context.getTransform());
    if (t > lastStep) addSteps(contexts, Math.max(lastStep, 0), t);
    lastStep = t;
    copyCanvases(context, canvases, opacities);
  }

  return { clear, drawTo };
}

/**
 * @param {Context} context
 * @param {readonly HTMLCanvasElement[]} canvases
 * @param {readonly number[]} opacities
 */
function copyCanvases(context, canvases, opacities) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  canvases.forEach((canvas, i) => {
    context.globalAlpha = opacities[i];
    context.drawImage(canvas, 0, 0);
  });
  context.restore();
}

/**
 * Add the points `from` to `to` of pixels x0 y0 x1 y1 ... to a path, without those closer than a third of a pixel to
 * the last one.
 * @param {Line} path
 * @param {Float32Array} points
 * @param {number} from
 * @param {number} to
 */
export function tracePath(path, points, from, to) {
  let x = points[2 * from];
  let y = points[2 * from + 1];
  path.moveTo(x, y);
  for (let t = from + 1; t <= to; t++) {
    const nextX = points[2 * t];
    const nextY = points[2 * t + 1];
    if (t < to && Math.abs(nextX - x) + Math.abs(nextY - y) < MIN_MOVE_PX) continue;
    path.lineTo((x = nextX), (y = nextY));
  }
}

/**
 * Add the segments between the points `from` and `to` to one of two paths: those in sight, or those that are hidden.
 * Segments outside the plot range are left out.
 * @param {ProjectedPath} path
 * @param {number} from
 * @param {number} to
 * @param {Line} visible
 * @param {Line} hidden
 */
export function traceByVisibility(path, from, to, visible, hidden) {
  let previous = null;
  for (let t = from + 1; t <= to; t++) {
    const state = Math.min(path.state[t - 1], path.state[t]);
    const line = state === IN_SIGHT ? visible : state === HIDDEN ? hidden : null;
    if (line && line !== previous) line.moveTo(path.x[t - 1], path.y[t - 1]);
    if (line) line.lineTo(path.x[t], path.y[t]);
    previous = line;
  }
}
