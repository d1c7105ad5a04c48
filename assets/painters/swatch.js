/** Small pictures of a run's ball, shown beside its name. */
import { makeElement, getContext2d } from "fallline/core/dom.js";
import { drawBall } from "fallline/painters/marks.js";

/**
 * Create a canvas of 32 x 32 px with the ball of a run.
 * @param {{ shape: string, colour: string }} run
 * @returns {HTMLCanvasElement}
 */
export function makeSwatch({ shape, colour }) {
  const canvas = makeElement("canvas", { width: 32, height: 32, className: "swatch", "aria-hidden": "true" });
  drawBall(getContext2d(canvas), shape, colour, "transparent", 16, 16, 11);
  return canvas;
}
