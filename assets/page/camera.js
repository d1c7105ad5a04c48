/** The camera of the surface plot: its position, and whether the visitor or a link has set it. */
import { fitEye, moveEye } from "fallline/race/camera_eye.js";
import * as player from "fallline/player/player.js";
import { addCameraInput } from "fallline/page/camera_input.js";
import { startSway } from "fallline/page/camera_sway.js";

/** @import { LayoutCamera } from "fallline/player/link.js" */
/** @import { Eye, EyeMove } from "fallline/race/camera_eye.js" */
/** @typedef {HTMLElement & { _fullLayout?: any, layout?: any }} Plot an element that holds a Plotly figure */

/**
 * The part of a figure's layout that is read: `meta` has the standard eye, and a text that changes with what is seen.
 * @typedef {{ scene: { camera: LayoutCamera & { center: Eye }, aspectratio: Eye }, meta: { eye: number[], place: string } }} SurfaceLayout
 */

const SAME_HEIGHT = 1e-3; // between two eyes of one direction, below which they are the same

let isSet = false; // whether the visitor or a link has set the camera
let hasSwayed = false; // whether the camera has moved by itself, once per page
let shownPlace = ""; // what the surface plot shows: landscape and plot plane
/** The function that stops the camera's own movement. */
let stopSway = () => {};
/** Where the camera stood before its own movement; null after something else has moved it. @type {Eye | null} */
let restEye = null;
/** @type {WeakSet<Plot>} the plots that have their listeners */
const withListeners = new WeakSet();

/** Note that the camera is set: later races keep it, and links contain it. */
export function markCameraSet() {
  isSet = true;
}

/** @returns {Plot | null} the surface plot, if it is drawn */
function surfacePlot() {
  const plot = /** @type {Plot | null} */ (document.querySelector("#panel-space .plot"));
  return plot?._fullLayout?.scene ? plot : null;
}

/**
 * Return the present camera of the surface, or null if neither the visitor nor a link has set it.
 * @returns {LayoutCamera | null}
 */
export const currentCamera = () => (isSet ? (surfacePlot()?.layout.scene.camera ?? null) : null);

/**
 * Set the camera of a surface figure before Plotly draws it: the present camera if the visitor or a link has set it and
 * `keepsCamera`, else the figure's own. A camera that nobody has set keeps its direction as long as the same landscape
 * is shown, and is as near as the surface fits into its frame.
 * @param {SurfaceLayout & Record<string, any>} layout of the figure; changed in place
 * @param {boolean} keepsCamera
 * @param {Element} frame of the plot
 */
export function setFigureCamera({ scene, meta }, keepsCamera, frame) {
  const rest = endSway();
  const drawn = surfacePlot()?.layout.scene.camera;
  if (isSet) {
    if (keepsCamera && drawn) scene.camera = drawn;
  } else {
    const eye = drawn && meta.place === shownPlace ? (rest ?? drawn.eye) : scene.camera.eye;
    scene.camera.eye = fitEye(eye, scene.aspectratio, scene.camera.center, frame.getBoundingClientRect());
  }
  shownPlace = meta.place;
}

/** Put the camera back to where it stands without a choice of the visitor. */
export function resetCamera() {
  const plot = surfacePlot();
  if (!plot) return;
  endSway();
  isSet = false;
  const [x, y, z] = plot.layout.meta.eye;
  setEye(plot, fitted(plot, { x, y, z }));
  player.notifyListeners();
}

/**
 * Add listeners to a surface plot for its keys, the pointer, and the size of its frame; only the first call per plot
 * counts. The first plot of a page sways once.
 * @param {Plot} plot
 * @param {HTMLElement} frame
 */
export function installCameraControls(plot, frame) {
  if (withListeners.has(plot)) return;
  withListeners.add(plot);
  addCameraInput(frame, (move) => moveCamera(plot, move));
  new ResizeObserver(() => onResize(plot)).observe(frame);
  if (isSet || hasSwayed) return;
  hasSwayed = true;
  /** @type {Eye} */
  const eye = plot.layout.scene.camera.eye;
  restEye = eye;
  stopSway = startSway((angle) => setEye(plot, moveEye(eye, { azimuth: angle, elevation: 0, distanceFactor: 1 })));
}

/**
 * Stop the camera's own movement, and return where the camera stood before it, null if it has been moved since.
 * @returns {Eye | null}
 */
function endSway() {
  stopSway();
  const eye = restEye;
  restEye = null;
  return eye;
}

/**
 * Move the camera as the visitor asks.
 * @param {Plot} plot
 * @param {EyeMove} move
 */
function moveCamera(plot, move) {
  endSway();
  isSet = true;
  setEye(plot, moveEye(plot.layout.scene.camera.eye, move));
  player.notifyListeners();
}

/**
 * Move the camera to where the surface fits into its frame, unless it is there: an observer's first call has no new size.
 * @param {Plot} plot
 */
function onResize(plot) {
  if (isSet || !plot.offsetWidth || !plot._fullLayout?.scene) return;
  const eye = restEye ?? plot.layout.scene.camera.eye;
  const fittedEye = fitted(plot, eye);
  if (Math.abs(fittedEye.z - eye.z) < SAME_HEIGHT) return;
  endSway();
  setEye(plot, fittedEye);
}

/**
 * @param {Plot} plot
 * @param {Eye} eye
 * @returns {Eye}
 */
function fitted(plot, eye) {
  const { aspectratio, camera } = plot.layout.scene;
  return fitEye(eye, aspectratio, camera.center, plot.getBoundingClientRect());
}

/**
 * @param {Plot} plot
 * @param {Eye} eye
 */
function setEye(plot, eye) {
  window.Plotly.relayout(plot, { "scene.camera": { ...plot.layout.scene.camera, eye } });
}
