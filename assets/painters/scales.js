/** The scales of a step's arrows, on a plate in a corner of the plane's plot. */
import { scaleLegend } from "fallline/race/arrows.js";
import { MIN_TEXT_AREA_PX, markScale } from "fallline/painters/canvas.js";

/** @import { PlaneMapping, Race, Run } from "fallline/types.js" */
/** @import { Scales } from "fallline/race/arrows.js" */
/** @import { Box } from "fallline/race/label_places.js" */
/** @typedef {CanvasRenderingContext2D} Context */

const FONT_SIZE_PX = 13;
const LINE_HEIGHT = 1.5; // of the font size
const GAP_PX = 8; // from the plate to the plot's edge, inside the plate, and between the bar and its text
const PLATE_OPACITY = 0.88;

/**
 * Write the scales of a run's arrows, one line each, and return the plate that they are on ([] if there are none).
 * @param {Context} context
 * @param {Race} race
 * @param {Run} run
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {PlaneMapping} mapping
 * @returns {Box[]}
 */
export function drawScales(context, race, run, layers, t, scales, mapping) {
  if (mapping.width * mapping.height < MIN_TEXT_AREA_PX) return [];
  const size = FONT_SIZE_PX * markScale;
  context.save();
  context.font = `600 ${size}px Inter, system-ui, sans-serif`;
  context.textBaseline = "middle";
  const barLength = scales.bar * mapping.pixelsPerX;
  const lines = scaleLegend(run, layers, t, scales).map(({ text, bar }) => {
    return { text, bar, indent: bar ? barLength + GAP_PX : 0 };
  });
  const width = Math.max(0, ...lines.map(({ text, indent }) => indent + context.measureText(text).width));
  const height = lines.length * LINE_HEIGHT * size;
  const left = mapping.left + GAP_PX;
  const isAbove = isStartBelow(race, mapping); // so that the plate does not cover the start
  const bottom = isAbove ? mapping.top + height + 2 * GAP_PX : mapping.top + mapping.height - GAP_PX;
  /** @type {Box} */
  const plate = [left, bottom - height - GAP_PX, left + width + 2 * GAP_PX, bottom];
  if (lines.length) drawPlate(context, race.background, plate);
  context.fillStyle = context.strokeStyle = race.foreground;
  lines.forEach(({ text, bar, indent }, i) => {
    const y = plate[1] + GAP_PX / 2 + (i + 0.5) * LINE_HEIGHT * size;
    if (bar) drawBar(context, left + GAP_PX, y, barLength);
    context.fillText(text, left + GAP_PX + indent, y);
  });
  context.restore();
  return lines.length ? [plate] : [];
}

/**
 * Return whether the start lies in the lower left quarter of the plot.
 * @param {Race} race
 * @param {PlaneMapping} mapping
 */
function isStartBelow({ start }, { x, y, left, top, width, height }) {
  return x(start[0]) < left + width / 2 && y(start[1]) > top + height / 2;
}

/**
 * @param {Context} context
 * @param {string} colour
 * @param {Box} plate
 */
function drawPlate(context, colour, [left, top, right, bottom]) {
  context.save();
  context.globalAlpha = PLATE_OPACITY;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, 6);
  context.fill();
  context.restore();
}

/**
 * @param {Context} context
 * @param {number} x
 * @param {number} y
 * @param {number} length
 */
function drawBar(context, x, y, length) {
  context.lineWidth = 1.8;
  context.stroke(new Path2D(`M${x} ${y - 4}v8M${x} ${y}h${length}M${x + length} ${y - 4}v8`));
}
