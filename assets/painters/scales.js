/** The scales of a step's arrows, written in the lower left corner of the plane's plot. */
import { scaleLegend } from "fallline/race/arrows.js";
import { markScale } from "fallline/painters/canvas.js";
import { strokeTrail } from "fallline/painters/lines.js";

/** @import { PlaneMapping, Race } from "fallline/types.js" */
/** @import { Scales } from "fallline/race/arrows.js" */
/** @typedef {CanvasRenderingContext2D} Context */

const FONT_SIZE_PX = 12;
const GAP_PX = 8; // from the plot's edge, and between the bar and its text

/**
 * Write the scales of a step, one line each, from the bottom upwards.
 * @param {Context} context
 * @param {Race} race
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {PlaneMapping} mapping
 */
export function drawScales(context, race, layers, t, scales, mapping) {
  const size = FONT_SIZE_PX * markScale;
  context.save();
  context.font = `600 ${size}px Inter, system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  scaleLegend(race, layers, t, scales).reverse().forEach(({ bar, text }, i) => {
    const x = mapping.left + GAP_PX;
    const y = mapping.top + mapping.height - (0.9 + 1.5 * i) * size;
    const length = bar ? scales.bar * mapping.pixelsPerX : 0;
    if (bar) drawBar(context, race, x, y, length);
    drawText(context, race, text, x + length + (bar ? GAP_PX : 0), y);
  });
  context.restore();
}

/**
 * @param {Context} context
 * @param {Race} race
 * @param {number} x
 * @param {number} y
 * @param {number} length
 */
function drawBar(context, race, x, y, length) {
  const path = new Path2D(`M${x} ${y - 4}v8M${x} ${y}h${length}M${x + length} ${y - 4}v8`);
  strokeTrail(context, path, race.foreground, race.background, 1.5);
}

/**
 * @param {Context} context
 * @param {Race} race
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function drawText(context, race, text, x, y) {
  context.lineWidth = 4;
  context.strokeStyle = race.background;
  context.strokeText(text, x, y);
  context.fillStyle = race.foreground;
  context.fillText(text, x, y);
}
