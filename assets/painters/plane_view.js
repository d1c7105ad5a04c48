/** A step on the map: trails, balls, arrows and the start. */
import { clamped } from "fallline/core/numbers.js";
import { scalesOf } from "fallline/race/arrows.js";
import { within } from "fallline/race/data.js";
import { layers } from "fallline/player/layers.js";
import { drawArrows } from "fallline/painters/arrows.js";
import { MANY, line, radiusOf, trail, widthOf } from "fallline/painters/lines.js";
import { balls, pin, pointer, ring } from "fallline/painters/marks.js";
import { drawScales } from "fallline/painters/scales.js";
import { follow } from "fallline/painters/trails.js";

/** @import { Ghost, Mapping, PlaneActors, Race, Run, Sheet } from "fallline/types.js" */
/** @import { Scales } from "fallline/race/arrows.js" */
/** @import { Growing } from "fallline/painters/trails.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

/**
 * A map with its pixels: per run, per start, x0 y0 x1 y1 ... of the path; `others` are the further points that a run
 * remembers or asks at, `ghosts` the paths of the race that is drawn faintly.
 * @typedef {object} View
 * @property {Race} race
 * @property {PlaneActors} needs
 * @property {Sheet} sheet
 * @property {Mapping} map
 * @property {Float32Array[][]} paths
 * @property {Float32Array[][]} others
 * @property {Float32Array[][]} ghosts
 */

const GHOST_DASHES = [4, 4];

/**
 * Adds the steps `from` to `to` of each run to a sheet of its own.
 * @param {View} view
 * @param {readonly Pen[]} pens
 * @param {number} from
 * @param {number} to
 */
export function growTrails({ race, paths }, pens, from, to) {
  race.runs.forEach((run, which) => {
    const path = new Path2D();
    for (const each of paths[which]) follow(path, each, from, to);
    line(pens[which], path, run.colour, widthOf(which, race.runs.length, race.starts), 1);
  });
}

/**
 * Draws step t on the map.
 * @param {View} view
 * @param {Growing} grown the trails of many starts
 * @param {number} t
 */
export function drawMap(view, grown, t) {
  const { race, needs, sheet, map } = view;
  const { pen } = sheet;
  const scales = layers.length && !race.stale ? scalesOf(race, layers, needs.box, t) : null;
  pen.clearRect(0, 0, sheet.width, sheet.height);
  clip(pen, map);
  drawTrails(view, grown, t);
  ring(pen, race.ink, race.paper, map.x(race.start[0]), map.y(race.start[1]));
  if (scales) drawStep(view, scales, t);
  pen.restore();
  pen.globalAlpha = 0.5;
  race.before.forEach((run, which) => drawBalls(view, run, view.ghosts[which], t, 4));
  pen.globalAlpha = 1;
  drawRuns(view, t);
  if (scales) drawScales(pen, race, layers, t, scales, map);
}

/**
 * @param {Pen} pen
 * @param {Mapping} map
 */
function clip(pen, map) {
  pen.save();
  pen.beginPath();
  pen.rect(map.left, map.top, map.wide, map.tall);
  pen.clip();
}

/**
 * @param {View} view
 * @param {Growing} grown
 * @param {number} t
 */
function drawTrails({ race, sheet: { pen }, paths, ghosts }, grown, t) {
  race.before.forEach((run, which) => line(pen, whole(ghosts[which], t), run.colour, 1.3, 0.5, GHOST_DASHES));
  if (race.starts > MANY) {
    grown.copy(pen, t);
    return;
  }
  race.runs.forEach((run, which) => {
    trail(pen, whole(paths[which], t), run.colour, race.paper, widthOf(which, race.runs.length, race.starts));
  });
}

/**
 * The paths of all starts up to step t as one.
 * @param {readonly Float32Array[]} list
 * @param {number} t
 */
function whole(list, t) {
  const all = new Path2D();
  for (const path of list) follow(all, path, 0, within(t, path.length / 2));
  return all;
}

/**
 * @param {View} view
 * @param {Scales} scales
 * @param {number} t
 */
function drawStep({ race, sheet: { pen }, map, paths }, scales, t) {
  race.runs.forEach((run, which) => {
    const [path] = paths[which];
    const [x, y] = [path[2 * t], path[2 * t + 1]];
    drawArrows(pen, run, layers, t, scales, race.paper, (dx, dy) => [x + dx * map.across, y - dy * map.up]);
  });
}

/**
 * The balls of all runs, and what they remember or ask at.
 * @param {View} view
 * @param {number} t
 */
function drawRuns(view, t) {
  const { race } = view;
  race.runs.forEach((run, which) => {
    if (!race.stale) drawPins(view, run, which, t);
    const radius = radiusOf(which, race.runs.length, race.starts);
    drawBalls(view, run, view.paths[which], t, radius);
  });
}

/**
 * @param {View} view
 * @param {Run} run
 * @param {number} which
 * @param {number} t
 */
function drawPins({ race, sheet: { pen }, map, paths, others }, run, which, t) {
  const [ball] = paths[which];
  for (const path of others[which]) {
    const [x, y] = [path[2 * t], path[2 * t + 1]];
    if (map.holds(x, y)) pin(pen, run.colour, race.paper, ball[2 * t], ball[2 * t + 1], x, y);
  }
}

/**
 * The balls of a run where they are, or arrows at the edge that point to where they went.
 * @param {View} view
 * @param {Run | Ghost} run
 * @param {readonly Float32Array[]} list
 * @param {number} t
 * @param {number} radius
 */
function drawBalls({ race, sheet: { pen }, map }, run, list, t, radius) {
  const inside = [];
  for (const path of list) {
    const k = within(t, path.length / 2);
    const [x, y] = [path[2 * k], path[2 * k + 1]];
    const atX = clamped(x, map.left, map.left + map.wide);
    const atY = clamped(y, map.top, map.top + map.tall);
    if (Math.hypot(x - atX, y - atY) <= radius) inside.push([x, y]);
    else pointer(pen, run.colour, race.paper, atX, atY, Math.atan2(y - atY, x - atX), race.starts > MANY ? 0.6 : 1);
  }
  balls(pen, run.shape, run.colour, race.paper, inside, radius);
}
