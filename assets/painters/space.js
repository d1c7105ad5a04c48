/**
 * The painter of the surface, in the panel "space". A canvas above Plotly's surface shows what moves, projected with
 * Plotly's camera. Whether the surface hides a point is computed once per camera position, so that a step with the
 * camera at rest redraws no WebGL.
 */
import { unpackArray } from "fallline/core/arrays.js";
import { createVisibilityTest, isSameCamera, projectPaths, raiseToSurface, toPixels } from "fallline/race/projection.js";
import { fitCanvas, isFitted } from "fallline/painters/canvas.js";
import { placeEdgeLabels } from "fallline/painters/floor_edges.js";
import { showHeightBadge } from "fallline/painters/height_badge.js";
import { MANY_STARTS } from "fallline/painters/lines.js";
import { readDrawnCamera } from "fallline/painters/plotly_camera.js";
import { addTrailSteps, createTrailLines, drawSurface } from "fallline/painters/space_drawing.js";
import { createTrailCache } from "fallline/painters/trails.js";

/** @import { NdArray, OverlayCanvas, Painter, Race, SpacePainterData } from "fallline/types.js" */
/** @import { Camera } from "fallline/race/projection.js" */
/** @import { SurfaceDrawing } from "fallline/painters/space_drawing.js" */

const SAMPLES = 64; // along a line of sight
const SAMPLES_MANY_STARTS = 14; // along a line of sight, if there are many points
const [VISIBLE_OPACITY, HIDDEN_OPACITY] = [0.8, 0.35]; // of the trails of many starts

/**
 * Create the painter of the surface.
 * @param {HTMLElement} panel
 * @param {SpacePainterData} painterData
 * @param {Race} race
 * @returns {Painter}
 */
export function createSurfacePainter(panel, painterData, race) {
  const heights = unpackArray(painterData.heights);
  showHeightBadge(panel, painterData);
  /** @type {OverlayCanvas | null} */
  let canvas = null;
  /** @type {SurfaceDrawing | null} */
  let drawing = null;
  const opacities = race.runs.flatMap(() => [VISIBLE_OPACITY, HIDDEN_OPACITY]);
  const trailCache = createTrailCache(opacities, (contexts, from, to) => {
    if (drawing) addTrailSteps(drawing, contexts, from, to);
  });

  function updateView() {
    if (canvas && !isFitted(panel, canvas)) {
      canvas = fitCanvas(panel); // a movement of the camera draws the figure in the size of its frame, too
      drawing = null;
    }
    const camera = canvas && readDrawnCamera(panel.querySelector(".plot"));
    if (!canvas || !camera || (drawing && isSameCamera(drawing.camera, camera))) return false;
    drawing = createDrawing(painterData, race, heights, canvas, camera);
    trailCache.clear(canvas.context.canvas);
    return true;
  }

  return {
    layOut() {
      canvas = fitCanvas(panel);
      drawing = null;
      updateView();
    },
    draw(t) {
      if (drawing) drawSurface(drawing, trailCache, t);
    },
    updateView,
  };
}

/**
 * @param {SpacePainterData} painterData
 * @param {Race} race
 * @param {NdArray} heights
 * @param {OverlayCanvas} canvas
 * @param {Camera} camera
 * @returns {SurfaceDrawing}
 */
function createDrawing(painterData, race, heights, canvas, camera) {
  const { box, lift, floor } = painterData;
  const samples = race.starts > MANY_STARTS ? SAMPLES_MANY_STARTS : SAMPLES;
  const isVisible = createVisibilityTest(camera, box, heights, samples);
  const lifted = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) =>
    raiseToSurface(heights, box, [x, y, z]) + lift;
  const paths = race.runs.map((run) => projectPaths(run.paths, camera, isVisible, canvas, box, lifted));
  const ghostPaths = race.ghosts.map((ghost) => projectPaths(ghost.paths, camera, isVisible, canvas, box, lifted));
  const minima = painterData.minima.map((point) => {
    const [x, y] = toPixels(camera, canvas, point);
    return { x, y, visible: isVisible(point[0], point[1], point[2] + lift) };
  });
  const edgeLabels = placeEdgeLabels(camera, canvas, box, floor);
  const lines = race.runs.map(createTrailLines);
  return { race, painterData, heights, canvas, camera, paths, ghostPaths, lines, minima, edgeLabels };
}
