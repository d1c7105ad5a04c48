/** Trails: how paths are followed, and sheets on which those of many starts grow, a tick adding the new steps only. */
import { penOf } from "fallline/core/dom.js";
import { HIDDEN, IN_SIGHT } from "fallline/race/projection.js";

/** @import { SpacePath } from "fallline/race/projection.js" */
/** @typedef {CanvasRenderingContext2D} Pen */
/** @typedef {Pick<Path2D, "moveTo" | "lineTo">} Line */

/**
 * Trails that grow: `clear` forgets them and takes the size of a canvas; `copy` shows them as they are at step t.
 * @typedef {object} Growing
 * @property {(canvas: HTMLCanvasElement) => void} clear
 * @property {(pen: Pen, t: number) => void} copy
 */

/**
 * Keeps trails that grow, each kind on a sheet of its own, so that a picture does not depend on the way to its step.
 * @param {readonly number[]} alphas how see-through each sheet is shown
 * @param {(pens: readonly Pen[], from: number, to: number) => void} grow adds the steps `from` to `to`, once each
 * @returns {Growing}
 */
export function growing(alphas, grow) {
  const sheets = alphas.map(() => document.createElement("canvas"));
  const pens = sheets.map(penOf);
  let drawn = -1; // the last step on them; -1: nothing yet

  /** @type {Growing["clear"]} */
  function clear({ width, height }) {
    for (const sheet of sheets) Object.assign(sheet, { width, height });
    drawn = -1;
  }

  /** @type {Growing["copy"]} */
  function copy(pen, t) {
    const { width, height } = pen.canvas;
    if (!width || !height) return; // the panel has no room at the moment
    if (t < drawn) clear(pen.canvas);
    for (const own of pens) own.setTransform(pen.getTransform());
    if (t > drawn) grow(pens, Math.max(drawn, 0), t);
    drawn = t;
    show(pen, sheets, alphas);
  }

  return { clear, copy };
}

/**
 * @param {Pen} pen
 * @param {readonly HTMLCanvasElement[]} sheets
 * @param {readonly number[]} alphas
 */
function show(pen, sheets, alphas) {
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  sheets.forEach((sheet, which) => {
    pen.globalAlpha = alphas[which];
    pen.drawImage(sheet, 0, 0);
  });
  pen.restore();
}

/**
 * Adds the points `from` to `to` of pixels x0 y0 x1 y1 ... to a path, leaving out those that would not move the pen by
 * a third of a pixel.
 * @param {Line} path
 * @param {Float32Array} points
 * @param {number} from
 * @param {number} to
 */
export function follow(path, points, from, to) {
  let x = points[2 * from];
  let y = points[2 * from + 1];
  path.moveTo(x, y);
  for (let k = from + 1; k <= to; k++) {
    const nextX = points[2 * k];
    const nextY = points[2 * k + 1];
    if (k < to && Math.abs(nextX - x) + Math.abs(nextY - y) < 0.33) continue;
    path.lineTo((x = nextX), (y = nextY));
  }
}

/**
 * Adds the points `from` to `to`, segment by segment, to the path of what is in sight or of what is hidden.
 * @param {SpacePath} path
 * @param {number} from
 * @param {number} to
 * @param {Line} open
 * @param {Line} hidden
 */
export function followSeen(path, from, to, open, hidden) {
  let last = null;
  for (let k = from + 1; k <= to; k++) {
    const state = Math.min(path.state[k - 1], path.state[k]);
    const next = state === IN_SIGHT ? open : state === HIDDEN ? hidden : null;
    if (next && next !== last) next.moveTo(path.x[k - 1], path.y[k - 1]);
    if (next) next.lineTo(path.x[k], path.y[k]);
    last = next;
  }
}
