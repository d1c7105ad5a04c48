/** Draws a basin map: its tiles on one canvas, the minima and the start on another one over it. */
import { getContext2d, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { lineCount } from "fallline/race/basin_map.js";
import { strokeTrail } from "fallline/painters/lines.js";
import { drawMinimum, drawRing } from "fallline/painters/marks.js";

/** @import { MapFacts, Race } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { TileColours } from "fallline/race/tile_colours.js" */
/** @typedef {readonly [colour: string, casing: string]} Colours of a mark, and of the wider line under it */

const CURVE_WIDTH_PX = 1.8;
const LABEL_FONT = "600 13px Inter, system-ui, sans-serif";
const LABEL_DISTANCE_PX = 16; // from the start to its label

/**
 * Make a canvas with one pixel for each tile of a map; the first line of tiles is the lowest.
 * @param {BasinMap} map
 * @param {TileColours} colours
 * @returns {HTMLCanvasElement}
 */
export function makeTileImage(map, colours) {
  const [size, lines] = [map.size, lineCount(map)];
  const canvas = makeElement("canvas", { width: size, height: lines });
  const context = getContext2d(canvas);
  const image = context.createImageData(size, lines);
  for (let v = 0; v < lines; v++) writeLine(image.data, 4 * (lines - 1 - v) * size, v * size, size, colours);
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Write the colours of one line of tiles into an image.
 * @param {Uint8ClampedArray} data RGBA
 * @param {number} offset of the line in `data`
 * @param {number} firstTile
 * @param {number} size tiles in the line
 * @param {TileColours} colours
 */
function writeLine(data, offset, firstTile, size, colours) {
  for (let u = 0; u < size; u++) {
    const colour = colours(firstTile + u);
    const i = offset + 4 * u;
    data[i] = colour[0];
    data[i + 1] = colour[1];
    data[i + 2] = colour[2];
    data[i + 3] = 255;
  }
}

/**
 * Draw the tiles over a canvas, which is set to the pixels of the screen.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} image
 */
export function drawTiles(canvas, image) {
  const context = fitToScreen(canvas);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
function fitToScreen(canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  return getContext2d(canvas);
}

/**
 * Draw the minima and the race's start over a map; over a line of tiles, also the curve of the function of one variable.
 * Marks have the page's text colour, on a wider line or disc in its background colour.
 * @param {HTMLCanvasElement} canvas
 * @param {MapFacts} facts
 * @param {Pick<Race, "start" | "foreground" | "background">} race
 */
export function drawMarks(canvas, { box, minima, curve }, { start, foreground, background }) {
  const context = fitToScreen(canvas);
  const { width, height } = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  context.scale(ratio, ratio);
  if (curve.length) drawCurve(context, curve, [foreground, background], width, height);
  const toPixel = curve.length ? makeCurveMapping(box, curve, width, height) : makePixelMapping(box, width, height);
  for (const minimum of minima) drawMinimum(context, foreground, background, ...toPixel(minimum));
  const [x, y] = toPixel(start);
  drawRing(context, foreground, background, x, y);
  drawLabel(context, say("current start"), [foreground, background], x, y, width);
}

/**
 * Write a label beside a place, on the side that has room.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Colours} colours
 * @param {number} x px
 * @param {number} y px
 * @param {number} width px, of the map
 */
function drawLabel(context, text, [colour, casing], x, y, width) {
  context.font = LABEL_FONT;
  context.textBaseline = "middle";
  const isLeft = x + LABEL_DISTANCE_PX + context.measureText(text).width > width;
  context.textAlign = isLeft ? "right" : "left";
  const at = x + (isLeft ? -LABEL_DISTANCE_PX : LABEL_DISTANCE_PX);
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = casing;
  context.strokeText(text, at, y);
  context.fillStyle = colour;
  context.fillText(text, at, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {MapFacts["curve"]} curve
 * @param {Colours} colours
 * @param {number} width px
 * @param {number} height px
 */
function drawCurve(context, curve, [colour, casing], width, height) {
  const path = new Path2D();
  curve.forEach((share, i) => {
    if (share === null) return;
    const [x, y] = [(i / (curve.length - 1)) * width, (1 - share) * height];
    if (i && curve[i - 1] !== null) path.lineTo(x, y);
    else path.moveTo(x, y);
  });
  strokeTrail(context, path, colour, casing, CURVE_WIDTH_PX);
}

/**
 * Return the function from a value of the variable to the pixel on the curve, in the middle where it has a gap.
 * @param {MapFacts["box"]} box the range of the variable
 * @param {MapFacts["curve"]} curve
 * @param {number} width px
 * @param {number} height px
 * @returns {(point: readonly number[]) => [number, number]}
 */
function makeCurveMapping([[left, right]], curve, width, height) {
  return ([x]) => {
    const share = (x - left) / (right - left);
    const up = curve[Math.round(share * (curve.length - 1))] ?? 0.5;
    return [share * width, (1 - up) * height];
  };
}

/**
 * Return the function from data units to pixels.
 * @param {MapFacts["box"]} box the plot range
 * @param {number} width px
 * @param {number} height px
 * @returns {(point: readonly number[]) => [number, number]}
 */
function makePixelMapping([[left, right], [low, high]], width, height) {
  return ([x, y]) => [((x - left) / (right - left)) * width, (1 - (y - low) / (high - low)) * height];
}
