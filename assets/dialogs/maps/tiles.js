/** Draws a basin map: its tiles on one canvas, the minima and the start on another one over it. */
import { getContext2d, makeElement } from "fallline/core/dom.js";
import { drawCross, drawRing } from "fallline/painters/marks.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { TileColours } from "fallline/race/tile_colours.js" */
/** @typedef {{ tiles: HTMLCanvasElement, marks: HTMLCanvasElement }} Canvases */

const MARK_COLOUR = "#111827";
const CASING_COLOUR = "#ffffff"; // of the wider line under each mark
/** @type {[casing: number, mark: number]} */
const CROSS_WIDTHS_PX = [5, 2.2];

/**
 * Draw a map of `size` x `size` tiles, and set both canvases to the pixels of the screen.
 * @param {Canvases} canvases
 * @param {number} size tiles along each side
 * @param {TileColours} colours
 * @param {MapFacts} facts
 * @param {readonly number[]} start in data units
 */
export function drawBasinMap({ tiles, marks }, size, colours, { box, minima }, start) {
  const { width, height } = marks.getBoundingClientRect();
  const pixelRatio = window.devicePixelRatio || 1;
  for (const canvas of [tiles, marks]) {
    Object.assign(canvas, { width: Math.round(width * pixelRatio), height: Math.round(height * pixelRatio) });
  }
  drawTiles(tiles, makeTileImage(size, colours));
  const context = getContext2d(marks);
  context.scale(pixelRatio, pixelRatio);
  drawMarks(context, makePixelMapping(box, width, height), minima, start);
}

/**
 * Make a canvas with one pixel for each tile; the first line of tiles is the lowest.
 * @param {number} size
 * @param {TileColours} colours
 */
function makeTileImage(size, colours) {
  const canvas = makeElement("canvas", { width: size, height: size });
  const context = getContext2d(canvas);
  const image = context.createImageData(size, size);
  for (let v = 0; v < size; v++) writeLine(image.data, 4 * (size - 1 - v) * size, v * size, size, colours);
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
