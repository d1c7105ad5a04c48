/** The painter of the plane's plot, which maps data to pixels itself: the plot's margins are fixed. */
import { findElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { createMapping, pathsToPixels } from "fallline/race/mapping.js";
import { fitCanvas } from "fallline/painters/canvas.js";
import { addTrailSteps, drawPlane } from "fallline/painters/plane_drawing.js";
import { createTrailCache } from "fallline/painters/trails.js";

/** @import { Painter, PlaneMapping, PlanePainterData, Race } from "fallline/types.js" */
/** @import { PlaneDrawing } from "fallline/painters/plane_drawing.js" */

/**
 * The handle with which the visitor moves the start; `showAt` puts it at a start in the plot plane.
 * @typedef {{ showAt(mapping: PlaneMapping, start: number[]): void }} StartHandle
 */

const TRAIL_OPACITY = 0.8; // of the trails of many starts

/** @type {WeakMap<Element, PlaneMapping>} by the frame of a plot */
const mappings = new WeakMap();
/** @type {((frame: HTMLElement) => StartHandle) | null} null on a page without a server, where the start cannot move */
let getStartHandle = null;

/**
 * Set the function that returns the start handle of a frame, and creates it if necessary.
 * @param {(frame: HTMLElement) => StartHandle} get
 */
export function setStartHandleGetter(get) {
  getStartHandle = get;
}

/**
 * Return the mapping from data to pixels of the plot in a frame; undefined before its first layout.
 * @param {Element} frame
 * @returns {PlaneMapping | undefined}
 */
export const mappingOf = (frame) => mappings.get(frame);

/**
 * Create the painter of the plane's plot.
 * @param {HTMLElement} panel
 * @param {PlanePainterData} painterData
 * @param {Race} race
 * @returns {Painter}
 */
export function createPlanePainter(panel, painterData, race) {
  const frame = findElement(panel, ".frame");
  showTitle(panel, painterData.curve ? say("Curve") : say("Map"));
  const startHandle = getStartHandle && getStartHandle(frame);
  /** @type {PlaneDrawing | null} */
  let drawing = null;
  const opacities = race.runs.map(() => TRAIL_OPACITY);
  const trailCache = createTrailCache(opacities, (contexts, from, to) => {
    if (drawing) addTrailSteps(drawing, contexts, from, to);
  });
  return {
    layOut() {
      drawing = createDrawing(panel, painterData, race);
      mappings.set(frame, drawing.mapping);
      trailCache.clear(drawing.canvas.context.canvas);
      if (startHandle) startHandle.showAt(drawing.mapping, race.start);
    },
    draw(t) {
      if (drawing) drawPlane(drawing, trailCache, t);
    },
  };
}

/**
 * @param {HTMLElement} panel
 * @param {string} title
 */
function showTitle(panel, title) {
  const caption = panel.querySelector("figcaption span");
  if (caption) caption.textContent = title;
  panel.setAttribute("aria-label", title);
}

/**
 * @param {HTMLElement} panel
 * @param {PlanePainterData} painterData
 * @param {Race} race
 * @returns {PlaneDrawing}
 */
function createDrawing(panel, painterData, race) {
  const canvas = fitCanvas(panel);
  const mapping = createMapping(painterData, canvas);
  const paths = race.runs.map((run) => pathsToPixels(run.paths, mapping));
  const extraPoints = race.runs.map((run) => pathsToPixels(run.extraPoints, mapping));
  const ghostPaths = race.ghosts.map((ghost) => pathsToPixels(ghost.paths, mapping));
  return { race, painterData, canvas, mapping, paths, extraPoints, ghostPaths };
}
