/** Paints a basin map: its tiles on one canvas, the minima and the start on another one above. */
import { make, penOf } from "fallline/core/dom.js";
import { cross, ring } from "fallline/painters/marks.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { TileColours } from "fallline/race/tile_colours.js" */
/** @typedef {{ tiles: HTMLCanvasElement, marks: HTMLCanvasElement }} Canvases */

const INK = "#111827";
const CASING = "#ffffff";
/** @type {[casing: number, ink: number]} */
const CROSS = [5, 2.2];

/**
 * Paints a map of `across` x `across` tiles.
 * @param {Canvases} canvases
 * @param {number} across
 * @param {TileColours} colours
 * @param {MapFacts} facts
 * @param {readonly number[]} start
 */
export function paint({ tiles, marks }, across, colours, { box, minima }, start) {
  const { width, height } = marks.getBoundingClientRect();
  const fine = window.devicePixelRatio || 1;
  for (const each of [tiles, marks]) {
    Object.assign(each, { width: Math.round(width * fine), height: Math.round(height * fine) });
  }
  paintTiles(tiles, pictureOf(across, colours));
  const pen = penOf(marks);
  pen.scale(fine, fine);
  paintMarks(pen, placing(box, width, height), minima, start);
}

/**
 * A picture with a pixel for each tile; the first line of tiles is the lowest.
 * @param {number} across
 * @param {TileColours} colours
 */
function pictureOf(across, colours) {
  const picture = make("canvas", { width: across, height: across });
  const pen = penOf(picture);
  const image = pen.createImageData(across, across);
  for (let v = 0; v < across; v++) writeLine(image.data, 4 * (across - 1 - v) * across, v * across, across, colours);
  pen.putImageData(image, 0, 0);
  return picture;
}

/**
 * @param {Uint8ClampedArray} data
 * @param {number} at where the line starts
 * @param {number} first its first tile
 * @param {number} across
 * @param {TileColours} colours
 */
function writeLine(data, at, first, across, colours) {
  for (let u = 0; u < across; u++) {
    const colour = colours(first + u);
    const to = at + 4 * u;
    data[to] = colour[0];
    data[to + 1] = colour[1];
    data[to + 2] = colour[2];
    data[to + 3] = 255;
  }
}

/**
 * @param {HTMLCanvasElement} tiles
 * @param {HTMLCanvasElement} picture
 */
function paintTiles(tiles, picture) {
  const pen = penOf(tiles);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, tiles.width, tiles.height);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {(point: readonly number[]) => [number, number]} pixel
 * @param {readonly number[][]} minima
 * @param {readonly number[]} start
 */
function paintMarks(pen, pixel, minima, start) {
  for (const minimum of minima) cross(pen, INK, CASING, ...pixel(minimum), CROSS);
  ring(pen, INK, CASING, ...pixel(start));
}

/**
 * What finds the pixel of a point.
 * @param {MapFacts["box"]} box the drawn part of the plane
 * @param {number} width
 * @param {number} height
 * @returns {(point: readonly number[]) => [number, number]}
 */
function placing([[left, right], [low, high]], width, height) {
  return ([x, y]) => [((x - left) / (right - left)) * width, (1 - (y - low) / (high - low)) * height];
}
