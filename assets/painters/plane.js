/** The painter of the map, which has an axis mapping of its own (fixed margins). */
import { find } from "fallline/core/dom.js";
import { mapping, pixelsOf } from "fallline/race/mapping.js";
import { sheetOf } from "fallline/painters/canvas.js";
import { drawMap, growTrails } from "fallline/painters/plane_view.js";
import { growing } from "fallline/painters/trails.js";

/** @import { Mapping, Painter, PlaneActors, Race } from "fallline/types.js" */
/** @import { View } from "fallline/painters/plane_view.js" */
/** @typedef {{ show(map: Mapping, start: number[]): void }} Aim moves the start; `show` puts its handle in its place */

/** @type {WeakMap<Element, Mapping>} by the frame of a map */
const maps = new WeakMap();
/** @type {((frame: HTMLElement) => Aim) | null} a page without a server has no way to move the start */
let aimOf = null;

/**
 * Names what makes, or finds, the handle of a map's start.
 * @param {(frame: HTMLElement) => Aim} make
 */
export function setAim(make) {
  aimOf = make;
}

/**
 * How the map in a frame is mapped to pixels; undefined before it is laid out.
 * @param {Element} frame
 * @returns {Mapping | undefined}
 */
export const mapOf = (frame) => maps.get(frame);

/**
 * Makes the painter of the map.
 * @param {HTMLElement} panel
 * @param {PlaneActors} needs
 * @param {Race} race
 * @returns {Painter}
 */
export function plane(panel, needs, race) {
  const frame = find(panel, ".frame");
  const aim = aimOf && aimOf(frame);
  /** @type {View | null} */
  let view = null;
  const grown = growing(race.runs.map(() => 0.8), (pens, from, to) => view && growTrails(view, pens, from, to));
  return {
    lay() {
      view = viewOf(panel, needs, race);
      maps.set(frame, view.map);
      grown.clear(view.sheet.pen.canvas);
      if (aim) aim.show(view.map, race.start);
    },
    draw(t) {
      if (view) drawMap(view, grown, t);
    },
  };
}

/**
 * @param {HTMLElement} panel
 * @param {PlaneActors} needs
 * @param {Race} race
 * @returns {View}
 */
function viewOf(panel, needs, race) {
  const sheet = sheetOf(panel);
  const map = mapping(needs, sheet);
  const paths = race.runs.map((run) => pixelsOf(run.paths, map));
  const others = race.runs.map((run) => pixelsOf(run.points, map));
  const ghosts = race.before.map((run) => pixelsOf(run.paths, map));
  return { race, needs, sheet, map, paths, others, ghosts };
}
