/** The arrows of the selected run's step, on the map and on the surface, with labels; other runs are drawn faintly. */
import { computeScales } from "fallline/race/arrows.js";
import { shownLayers } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";
import { drawArrowLabels } from "fallline/painters/arrow_labels.js";
import { drawArrows } from "fallline/painters/arrows.js";
import { drawScales } from "fallline/painters/scales.js";

/** @import { PlaneMapping, Race } from "fallline/types.js" */
/** @import { DrawnArrow } from "fallline/painters/arrow_labels.js" */
/** @import { OffsetToPixel } from "fallline/painters/arrows.js" */
/** @import { PlaneDrawing } from "fallline/painters/plane_drawing.js" */
/** @import { Box } from "fallline/race/label_places.js" */
/** @import { Scales } from "fallline/race/arrows.js" */
/** @typedef {CanvasRenderingContext2D} Context */

/** The opacity of runs that are not selected, inside a step. */
export const FAINT_OPACITY = 0.3;
const BALL_BOX_PX = 10; // half the side of what labels keep clear around a ball

/** The boxes of the texts on a map, as they were looked up last. @type {WeakMap<PlaneDrawing, Box[]>} */
const textBoxes = new WeakMap();

/**
 * Return whether a run is drawn faintly, because the arrows of another one are shown.
 * @param {number} index index of the run
 * @returns {boolean}
 */
export const isFaint = (index) => shownLayers.length > 0 && index !== selectedRun();

/**
 * Return the scales of the selected run's arrows at step t; null if no arrows are shown.
 * @param {Race} race
 * @param {readonly (readonly [number, number])[]} box the plot range
 * @param {number} t
 * @returns {Scales | null}
 */
export const shownScales = (race, box, t) =>
  shownLayers.length && !race.stale ? computeScales([race.runs[selectedRun()]], shownLayers, box, t) : null;

/**
 * Draw the arrows of the selected run.
 * @param {Context} context
 * @param {Race} race
 * @param {number} t
 * @param {Scales} scales
 * @param {OffsetToPixel} toPixel
 * @param {Record<string, number>} [lanes]
 * @returns {DrawnArrow[]}
 */
export const drawSelectedArrows = (context, race, t, scales, toPixel, lanes) =>
  drawArrows(context, race, race.runs[selectedRun()], shownLayers, t, scales, toPixel, lanes);

/**
 * Draw the arrows of the selected run on the map, at the ball of its first start.
 * @param {PlaneDrawing} drawing
 * @param {number} t
 * @returns {() => void} a function that writes their labels and scales, above everything else
 */
export function drawArrowsOnPlane(drawing, t) {
  const { race, painterData: { curve, box }, canvas: { context }, mapping, paths } = drawing;
  const scales = shownScales(race, curve ? box.slice(0, 1) : box, t);
  if (!scales) return () => {};
  const path = paths[selectedRun()][0];
  const [x, y] = [path[2 * t], path[2 * t + 1]];
  const toPixel = /** @type {OffsetToPixel} */ (
    (dx, dy) => [x + dx * mapping.pixelsPerX, y - dy * mapping.pixelsPerY]
  );
  const arrows = drawSelectedArrows(context, race, t, scales, toPixel, curve?.lanes);
  return () => {
    const legend = drawScales(context, race, race.runs[selectedRun()], shownLayers, t, scales, mapping);
    const obstacles = [...textsOf(drawing), ...legend, ...paths.map(([first]) => ballBox(first, t))];
    drawArrowLabels(context, arrows, race.background, boundsOf(mapping), obstacles);
  };
}

/**
 * @param {PlaneMapping} mapping
 * @returns {Box}
 */
const boundsOf = ({ left, top, width, height }) => [left, top, left + width, top + height];

/**
 * @param {Float32Array} path
 * @param {number} t
 * @returns {Box}
 */
function ballBox(path, t) {
  const [x, y] = [path[2 * t], path[2 * t + 1]];
  return [x - BALL_BOX_PX, y - BALL_BOX_PX, x + BALL_BOX_PX, y + BALL_BOX_PX];
}

/**
 * Return the boxes of the texts on the map, in pixels of the canvas; while the race plays, they are looked up only once,
 * since that costs a layout of the page.
 * @param {PlaneDrawing} drawing
 * @returns {Box[]}
 */
function textsOf(drawing) {
  const found = (player.playing && textBoxes.get(drawing)) || findTexts(drawing.canvas.context.canvas);
  textBoxes.set(drawing, found);
  return found;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Box[]}
 */
function findTexts(canvas) {
  const { left: x, top: y } = canvas.getBoundingClientRect();
  const texts = canvas.parentElement?.querySelectorAll(".textpoint, .annotation-text") ?? [];
  return [...texts].map((text) => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    return [left - x, top - y, right - x, bottom - y];
  });
}
