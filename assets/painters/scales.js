/** What the lengths of arrows stand for, written into the lower left corner of the map. */
import { scaleWords } from "fallline/race/arrows.js";
import { bold } from "fallline/painters/canvas.js";
import { trail } from "fallline/painters/lines.js";

/** @import { Mapping, Race } from "fallline/types.js" */
/** @import { Scales } from "fallline/race/arrows.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

/**
 * Writes the scales of a step, from the bottom upwards.
 * @param {Pen} pen
 * @param {Race} race
 * @param {readonly string[]} layers
 * @param {number} t
 * @param {Scales} scales
 * @param {Mapping} map
 */
export function drawScales(pen, race, layers, t, scales, map) {
  const size = 12 * bold;
  pen.save();
  pen.font = `600 ${size}px Inter, system-ui, sans-serif`;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  scaleWords(race, layers, t, scales).reverse().forEach(({ bar, text }, upwards) => {
    const x = map.left + 8;
    const y = map.top + map.tall - (0.9 + 1.5 * upwards) * size;
    const length = bar ? scales.bar * map.across : 0;
    if (bar) drawBar(pen, race, x, y, length);
    writeText(pen, race, text, x + length + (bar ? 8 : 0), y);
  });
  pen.restore();
}

/**
 * @param {Pen} pen
 * @param {Race} race
 * @param {number} x
 * @param {number} y
 * @param {number} length
 */
function drawBar(pen, race, x, y, length) {
  const path = new Path2D(`M${x} ${y - 4}v8M${x} ${y}h${length}M${x + length} ${y - 4}v8`);
  trail(pen, path, race.ink, race.paper, 1.5);
}

/**
 * @param {Pen} pen
 * @param {Race} race
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function writeText(pen, race, text, x, y) {
  pen.lineWidth = 4;
  pen.strokeStyle = race.paper;
  pen.strokeText(text, x, y);
  pen.fillStyle = race.ink;
  pen.fillText(text, x, y);
}
