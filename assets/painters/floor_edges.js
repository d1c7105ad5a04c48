/** The labels along the near edges of the floor under a surface: three values per axis, and the axis' name. */
import { toPixels } from "fallline/race/projection.js";

/** @import { FloorEdge, OverlayCanvas } from "fallline/types.js" */
/** @import { Camera, PlotRange } from "fallline/race/projection.js" */
/** @typedef {{ text: string, x: number, y: number, tick: number[] | null }} EdgeLabel `tick`: x0, y0, x1, y1 of its tick */

const [VALUE_DISTANCE_PX, NAME_DISTANCE_PX, TICK_PX] = [17, 36, 6]; // from the edge
const FONT_PX = 13;
const NAME_AT = 0.5; // share of the edge at which its name stands, if no value does
const MIN_NAME_GAP = 0.12; // share of the edge between its name and a value

/**
 * Place the labels along the two edges of the floor that are nearest to the eye.
 * @param {Camera} camera
 * @param {OverlayCanvas} canvas
 * @param {PlotRange} box
 * @param {readonly FloorEdge[]} edges along x and along y
 * @returns {EdgeLabel[]}
 */
export function placeEdgeLabels(camera, canvas, box, edges) {
  const middle = box.map(([low, high]) => (low + high) / 2);
  const centre = toPixels(camera, canvas, [middle[0], middle[1], box[2][0]]);
  return edges.flatMap(({ name, ticks }, axis) => {
    const other = 1 - axis;
    const { world, eye } = camera;
    const isHighNear = eye[other] > world[other][0] * middle[other] + world[other][1];
    const across = box[other][isHighNear ? 1 : 0];
    /** @param {number} value */
    const onEdge = (value) =>
      toPixels(camera, canvas, axis ? [across, value, box[2][0]] : [value, across, box[2][0]]);
    const out = outwards(onEdge(box[axis][0]), onEdge(box[axis][1]), centre);
    const values = ticks.map(([value, text]) => placeLabel(text, onEdge(value), out, VALUE_DISTANCE_PX, true));
    return [...values, placeLabel(name, onEdge(namePlace(box[axis], ticks)), out, NAME_DISTANCE_PX, false)];
  });
}

/**
 * Return the unit vector perpendicular to an edge, away from the floor's centre.
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 * @param {readonly number[]} centre
 */
function outwards([x0, y0], [x1, y1], [x, y]) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [nx, ny] = [(y0 - y1) / length, (x1 - x0) / length];
  return nx * (x0 - x) + ny * (y0 - y) < 0 ? [-nx, -ny] : [nx, ny];
}

/**
 * Return where on an edge the name of its axis stands: near the middle, between two values.
 * @param {readonly [number, number]} range
 * @param {readonly (readonly [number, string])[]} ticks
 */
function namePlace([low, high], ticks) {
  const shares = ticks.map(([value]) => (value - low) / (high - low));
  const isFree = (/** @type {number} */ at) => shares.every((share) => Math.abs(share - at) > MIN_NAME_GAP);
  const share = [NAME_AT, 0.64, 0.36, 0.75, 0.25].find(isFree) ?? NAME_AT;
  return low + share * (high - low);
}

/**
 * @param {string} text
 * @param {readonly number[]} at
 * @param {readonly number[]} out
 * @param {number} distance
 * @param {boolean} hasTick
 * @returns {EdgeLabel}
 */
const placeLabel = (text, [x, y], [outX, outY], distance, hasTick) => ({
  text,
  x: x + distance * outX,
  y: y + distance * outY,
  tick: hasTick ? [x, y, x + TICK_PX * outX, y + TICK_PX * outY] : null,
});

/**
 * Draw labels that were placed.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly EdgeLabel[]} labels
 * @param {string} colour
 * @param {number} scale of the font
 */
export function drawEdgeLabels(context, labels, colour, scale) {
  context.font = `${FONT_PX * scale}px Inter, system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const { text, x, y, tick } of labels) {
    context.fillText(text, x, y);
    if (!tick) continue;
    context.moveTo(tick[0], tick[1]);
    context.lineTo(tick[2], tick[3]);
  }
  context.stroke();
}
