/** The canvas that lies over a panel's stage, and how heavily painters draw on it. */
import { find, penOf } from "fallline/core/dom.js";

/** @import { Sheet } from "fallline/types.js" */

/** How much heavier everything is drawn, for the back row. */
export let bold = 1;

/**
 * Has everything drawn heavier from the next step on.
 * @param {number} factor
 */
export function setBold(factor) {
  bold = factor;
}

/**
 * Fits the canvas of a panel to its frame, which clears it, and returns it as a sheet.
 * @param {HTMLElement} panel
 * @returns {Sheet}
 */
export function sheetOf(panel) {
  const frame = find(panel, ".frame");
  const canvas = /** @type {HTMLCanvasElement} */ (find(frame, "canvas.overlay"));
  const { width, height } = frame.getBoundingClientRect();
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  const pen = penOf(canvas);
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  return { pen, width, height };
}
