/** The canvas over a panel's figure, and the scale of everything that painters draw on it. */
import { findElement, getContext2d } from "fallline/core/dom.js";

/** @import { OverlayCanvas } from "fallline/types.js" */

/** The area of a plot below which it has no labels and scales of arrows: an inset. */
export const MIN_TEXT_AREA_PX = 250 * 250;

/** The factor of line widths and sizes of marks; above 1 for lecture halls, so that the back row sees them. */
export let markScale = 1;

/**
 * Set the factor of line widths and sizes of marks, for everything that is drawn from now on.
 * @param {number} factor
 */
export function setMarkScale(factor) {
  markScale = factor;
}

/**
 * Resize the overlay canvas of a panel to the figure under it, which clears it, and return it with its size in CSS
 * pixels. It keeps this size until the figure is drawn in another one, so that both always agree, even where their frame
 * has changed meanwhile.
 * @param {HTMLElement} panel
 * @returns {OverlayCanvas}
 */
export function fitCanvas(panel) {
  const frame = findElement(panel, ".frame");
  const canvas = /** @type {HTMLCanvasElement} */ (findElement(frame, "canvas.overlay"));
  const { width, height } = drawnSize(frame);
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const pixelRatio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * pixelRatio);
  canvas.height = Math.round(height * pixelRatio);
  const context = getContext2d(canvas);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  return { context, width, height };
}

/**
 * Return whether a canvas still has the size of the figure under it.
 * @param {HTMLElement} panel
 * @param {OverlayCanvas} canvas
 */
export function isFitted(panel, canvas) {
  const { width, height } = drawnSize(findElement(panel, ".frame"));
  return width === canvas.width && height === canvas.height;
}

/**
 * Return the size in CSS pixels in which Plotly has drawn the figure of a frame.
 * @param {HTMLElement} frame
 * @returns {{ width: number, height: number }}
 */
export function drawnSize(frame) {
  const plot = /** @type {any} */ (frame.querySelector(".plot")); // Plotly has added its properties to the element
  return plot?._fullLayout ?? frame.getBoundingClientRect();
}
