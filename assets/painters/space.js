/**
 * The painter of the surface: a canvas above it shows what moves, projected with the camera that Plotly uses. What the
 * surface hides is found by looking from each point towards the eye, once per camera position, so a tick of the clock
 * with the camera at rest redraws no WebGL at all.
 */
import { unpack } from "fallline/core/arrays.js";
import { isSameCamera, projected, sight, toSheet } from "fallline/race/projection.js";
import { sheetOf } from "fallline/painters/canvas.js";
import { MANY } from "fallline/painters/lines.js";
import { cameraOf } from "fallline/painters/plotly_camera.js";
import { drawSurface, growTrails } from "fallline/painters/space_view.js";
import { growing } from "fallline/painters/trails.js";

/** @import { Numbers, Painter, Race, Sheet, SpaceActors } from "fallline/types.js" */
/** @import { Camera } from "fallline/race/projection.js" */
/** @import { View } from "fallline/painters/space_view.js" */

const LOOKS = 64; // samples along a line of sight
const FEW_LOOKS = 14; // ... where there are many points

/**
 * Makes the painter of the surface.
 * @param {HTMLElement} panel
 * @param {SpaceActors} needs
 * @param {Race} race
 * @returns {Painter}
 */
export function space(panel, needs, race) {
  const heights = unpack(needs.heights);
  /** @type {Sheet | null} */
  let sheet = null;
  /** @type {View | null} */
  let view = null;
  const alphas = race.runs.flatMap(() => [0.8, 0.25]);
  const grown = growing(alphas, (pens, from, to) => view && growTrails(view, pens, from, to));

  function moved() {
    const camera = sheet && cameraOf(panel.querySelector(".plot"));
    if (!sheet || !camera || (view && isSameCamera(view.camera, camera))) return false;
    view = viewOf(needs, race, heights, sheet, camera);
    grown.clear(sheet.pen.canvas);
    return true;
  }

  return {
    lay() {
      sheet = sheetOf(panel);
      view = null;
      moved();
    },
    draw(t) {
      if (view) drawSurface(view, grown, t);
    },
    moved,
  };
}

/**
 * @param {SpaceActors} needs
 * @param {Race} race
 * @param {Numbers} heights
 * @param {Sheet} sheet
 * @param {Camera} camera
 * @returns {View}
 */
function viewOf(needs, race, heights, sheet, camera) {
  const sees = sight(camera, needs.box, heights, race.starts > MANY ? FEW_LOOKS : LOOKS);
  const paths = race.runs.map((run) => projected(run.paths, camera, sees, sheet, needs.box));
  const ghosts = race.before.map((run) => projected(run.paths, camera, sees, sheet, needs.box));
  const minima = needs.minima.map((point) => {
    const [x, y] = toSheet(camera, sheet, point);
    return { x, y, open: sees(point[0], point[1], point[2]) };
  });
  return { race, needs, heights, sheet, camera, paths, ghosts, minima };
}
