/** The axes of a map on a canvas around it: ticks at round numbers, and the names of the variables. */
import { formatShort, roundUp125 } from "fallline/core/numbers.js";
import { getContext2d } from "fallline/core/dom.js";

/** @import { MapFacts } from "fallline/types.js" */

const TICK_LENGTH_PX = 5;
const FONT = "13px Inter, system-ui, sans-serif";
const NAME_FONT = "600 14px Inter, system-ui, sans-serif";
const MIN_SPACE_PX = 64; // between two ticks
const DIGITS = 6; // of a tick's number

/**
 * Return round numbers between two numbers, at most `count` + 1 of them.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
function roundTicks(low, high, count) {
  const step = roundUp125((high - low) / Math.max(count, 1));
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: ticks }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0); // never -0
}

/**
 * Draw the axes of a map.
 * @param {HTMLCanvasElement} canvas around the map
 * @param {HTMLElement} map
 * @param {MapFacts} facts
 */
export function drawAxes(canvas, map, { box, axisNames }) {
  const [outer, inner] = [canvas.getBoundingClientRect(), map.getBoundingClientRect()];
  const ratio = window.devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(outer.width * ratio), height: Math.round(outer.height * ratio) });
  const context = getContext2d(canvas);
  const style = getComputedStyle(canvas);
  context.scale(ratio, ratio);
  context.fillStyle = context.strokeStyle = style.color;
  const [left, bottom] = [inner.left - outer.left, inner.bottom - outer.top];
  drawHorizontal(context, box[0], axisNames[0], left, bottom, inner.width);
  if (box.length > 1) drawVertical(context, box[1], axisNames[1], left, bottom, inner.height);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly [number, number]} range
 * @param {string} name
 * @param {number} left px, of the map
 * @param {number} bottom px
 * @param {number} width px
 */
function drawHorizontal(context, [low, high], name, left, bottom, width) {
  context.font = FONT;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of roundTicks(low, high, Math.floor(width / MIN_SPACE_PX))) {
    const x = left + ((tick - low) / (high - low)) * width;
    context.fillRect(x - 0.5, bottom, 1, TICK_LENGTH_PX);
    context.fillText(formatShort(tick, DIGITS), x, bottom + TICK_LENGTH_PX + 3);
  }
  context.font = NAME_FONT;
  context.fillText(name, left + width / 2, bottom + 24);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly [number, number]} range
 * @param {string} name
 * @param {number} left px, of the map
 * @param {number} bottom px
 * @param {number} height px
 */
function drawVertical(context, [low, high], name, left, bottom, height) {
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of roundTicks(low, high, Math.floor(height / MIN_SPACE_PX))) {
    const y = bottom - ((tick - low) / (high - low)) * height;
    context.fillRect(left - TICK_LENGTH_PX, y - 0.5, TICK_LENGTH_PX, 1);
    context.fillText(formatShort(tick, DIGITS), left - TICK_LENGTH_PX - 4, y);
  }
  context.font = NAME_FONT;
  context.save();
  context.translate(12, bottom - height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(name, 0, 0);
  context.restore();
}
