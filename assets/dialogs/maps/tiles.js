/** Draws a basin map: its tiles on one canvas, the minima and the start on another one over it. */
import { getContext2d, makeElement } from "fallline/core/dom.js";
import { lineCount } from "fallline/race/basin_map.js";
import { strokeTrail } from "fallline/painters/lines.js";
import { drawCross, drawRing } from "fallline/painters/marks.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { TileColours } from "fallline/race/tile_colours.js" */
/** @typedef {{ tiles: HTMLCanvasElement, marks: HTMLCanvasElement }} Canvases */

const MARK_COLOUR = "#111827";
const CASING_COLOUR = "#ffffff"; // of the wider line under each mark
/** @type {[casing: number, mark: number]} */
const CROSS_WIDTHS_PX = [5, 2.2];
const CURVE_WIDTH_PX = 1.8;

/**
 * Draw a map's tiles, and set both canvases to the pixels of the screen. The tiles of a function of one variable are
 * columns, over which its curve is drawn.
 * @param {Canvases} canvases
 * @param {BasinMap} map
 * @param {TileColours} colours
 * @param {MapFacts} facts
 * @param {readonly number[]} start in data units
 */
export function drawBasinMap({ tiles, marks }, map, colours, { box, minima, curve }, start) {
  const { width, height } = marks.getBoundingClientRect();
  const pixelRatio = window.devicePixelRatio || 1;
  for (const canvas of [tiles, marks]) {
    Object.assign(canvas, { width: Math.round(width * pixelRatio), height: Math.round(height * pixelRatio) });
  }
  drawTiles(tiles, makeTileImage(map.size, lineCount(map), colours));
  const context = getContext2d(marks);
  context.scale(pixelRatio, pixelRatio);
  if (curve.length) drawCurve(context, curve, width, height);
  const toPixel = curve.length ? makeCurveMapping(box, curve, width, height) : makePixelMapping(box, width, height);
  drawMarks(context, toPixel, minima, start);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {MapFacts["curve"]} curve
 * @param {number} width px
 * @param {number} height px
 */
function drawCurve(context, curve, width, height) {
  const path = new Path2D();
  curve.forEach((share, i) => {
    if (share === null) return;
    const [x, y] = [(i / (curve.length - 1)) * width, (1 - share) * height];
    if (i && curve[i - 1] !== null) path.lineTo(x, y);
    else path.moveTo(x, y);
  });
  strokeTrail(context, path, MARK_COLOUR, CASING_COLOUR, CURVE_WIDTH_PX);
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
 * Make a canvas with one pixel for each tile; the first line of tiles is the lowest.
 * @param {number} size tiles in a line
 * @param {number} lines
 * @param {TileColours} colours
 */
function makeTileImage(size, lines, colours) {
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
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} image
 */
function drawTiles(canvas, image) {
  const context = getContext2d(canvas);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(point: readonly number[]) => [number, number]} toPixel
 * @param {readonly number[][]} minima
 * @param {readonly number[]} start
 */
function drawMarks(context, toPixel, minima, start) {
  for (const minimum of minima) drawCross(context, MARK_COLOUR, CASING_COLOUR, ...toPixel(minimum), CROSS_WIDTHS_PX);
  drawRing(context, MARK_COLOUR, CASING_COLOUR, ...toPixel(start));
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
