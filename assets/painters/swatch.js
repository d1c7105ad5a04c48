/** The ball of a run as a small picture, beside its name. */
import { make, penOf } from "fallline/core/dom.js";
import { ball } from "fallline/painters/marks.js";

/**
 * Makes the picture of a run's ball.
 * @param {{ shape: string, colour: string }} run
 * @returns {HTMLCanvasElement}
 */
export function swatch({ shape, colour }) {
  const canvas = make("canvas", { width: 32, height: 32, className: "swatch", "aria-hidden": "true" });
  ball(penOf(canvas), shape, colour, "transparent", 16, 16, 11);
  return canvas;
}
