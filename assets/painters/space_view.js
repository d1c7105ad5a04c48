/** A step on the surface: minima, trails, balls, arrows and the start, faint where the surface hides them. */
import { scalesOf } from "fallline/race/arrows.js";
import { within } from "fallline/race/data.js";
import { HIDDEN, IN_SIGHT, heightAt, toSheet } from "fallline/race/projection.js";
import { layers } from "fallline/player/layers.js";
import { drawArrows } from "fallline/painters/arrows.js";
import { MANY, line, radiusOf, trail, widthOf } from "fallline/painters/lines.js";
import { balls, cross, ring } from "fallline/painters/marks.js";
import { followSeen } from "fallline/painters/trails.js";

/** @import { Numbers, Race, Sheet, SpaceActors } from "fallline/types.js" */
/** @import { Camera, SpacePath } from "fallline/race/projection.js" */
/** @import { Growing } from "fallline/painters/trails.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

/**
 * A surface seen by one camera: the runs' paths, those of the race that is drawn faintly, and the minima.
 * @typedef {object} View
 * @property {Race} race
 * @property {SpaceActors} needs
 * @property {Numbers} heights
 * @property {Sheet} sheet
 * @property {Camera} camera
 * @property {SpacePath[][]} paths per run, per start
 * @property {SpacePath[][]} ghosts
 * @property {{ x: number, y: number, open: boolean }[]} minima
 */

const GHOST_DASHES = [4, 4];
const HIDDEN_DASHES = [2, 5];

/**
 * Adds the steps `from` to `to` of each run to two sheets of its own: what is in sight, and what is hidden.
 * @param {View} view
 * @param {readonly Pen[]} pens
 * @param {number} from
 * @param {number} to
 */
export function growTrails({ race, paths }, pens, from, to) {
  race.runs.forEach((run, which) => {
    const width = widthOf(which, race.runs.length, race.starts);
    trailsOf(paths[which], from, to).forEach((path, i) => line(pens[2 * which + i], path, run.colour, width, 1));
  });
}

/**
 * Draws step t over the surface.
 * @param {View} view
 * @param {Growing} grown the trails of many starts
 * @param {number} t
 */
export function drawSurface(view, grown, t) {
  const { race, sheet, paths } = view;
  const { pen } = sheet;
  pen.clearRect(0, 0, sheet.width, sheet.height);
  for (const { x, y, open } of view.minima) {
    pen.globalAlpha = open ? 1 : 0.5;
    cross(pen, race.ink, race.paper, x, y);
  }
  pen.globalAlpha = 1;
  drawTrails(view, grown, t);
  const first = paths.length ? paths[0][0] : undefined;
  if (first && first.state[0]) ring(pen, race.ink, race.paper, first.x[0], first.y[0]);
  if (layers.length && !race.stale) drawStep(view, t);
  drawBalls(view, t);
}

/**
 * @param {View} view
 * @param {Growing} grown
 * @param {number} t
 */
function drawTrails({ race, sheet: { pen }, paths, ghosts }, grown, t) {
  race.before.forEach((run, which) => {
    for (const path of trailsOf(ghosts[which], 0, t)) line(pen, path, run.colour, 1.3, 0.5, GHOST_DASHES);
  });
  if (race.starts > MANY) {
    grown.copy(pen, t);
    return;
  }
  race.runs.forEach((run, which) => {
    const [open, hidden] = trailsOf(paths[which], 0, t);
    line(pen, hidden, run.colour, 1.6, 0.8, HIDDEN_DASHES);
    trail(pen, open, run.colour, race.paper, widthOf(which, race.runs.length, race.starts));
  });
}

/**
 * The parts in sight and the hidden parts of a run's trails, from one step to another.
 * @param {readonly SpacePath[]} list
 * @param {number} from
 * @param {number} to
 * @returns {[open: Path2D, hidden: Path2D]}
 */
function trailsOf(list, from, to) {
  const open = new Path2D();
  const hidden = new Path2D();
  for (const path of list) {
    const length = path.x.length;
    followSeen(path, within(from, length), within(to, length), open, hidden);
  }
  return [open, hidden];
}

/**
 * The arrows of a step, laid on the surface.
 * @param {View} view
 * @param {number} t
 */
function drawStep({ race, needs, heights, sheet, camera, paths }, t) {
  const scales = scalesOf(race, layers, needs.box, t);
  race.runs.forEach((run, which) => {
    if (!paths[which][0].state[t]) return;
    const { values } = run.paths;
    const [x, y] = [values[3 * t], values[3 * t + 1]];
    const lift = values[3 * t + 2] - heightAt(heights, needs.box, x, y); // of the ball above the surface as it is drawn
    drawArrows(sheet.pen, run, layers, t, scales, race.paper, (dx, dy) => {
      return toSheet(camera, sheet, [x + dx, y + dy, heightAt(heights, needs.box, x + dx, y + dy) + lift]);
    });
  });
}

/**
 * The balls of all runs, those that the surface hides faintly; none outside the box.
 * @param {View} view
 * @param {number} t
 */
function drawBalls({ race, sheet: { pen }, paths }, t) {
  race.runs.forEach((run, which) => {
    const radius = radiusOf(which, race.runs.length, race.starts);
    pen.globalAlpha = 0.45;
    balls(pen, run.shape, run.colour, race.paper, placesOf(paths[which], t, HIDDEN), radius);
    pen.globalAlpha = 1;
    balls(pen, run.shape, run.colour, race.paper, placesOf(paths[which], t, IN_SIGHT), radius);
  });
}

/**
 * Where those of a run's starts are that are in a state at step t.
 * @param {readonly SpacePath[]} list
 * @param {number} t
 * @param {number} state
 * @returns {number[][]}
 */
function placesOf(list, t, state) {
  const places = [];
  for (const { x, y, state: states } of list) {
    const k = within(t, x.length);
    if (states[k] === state) places.push([x[k], y[k]]);
  }
  return places;
}
