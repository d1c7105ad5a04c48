/** The camera of the surface plot: its position, whether the visitor or a link has set it, and keys that move it. */
import { say } from "fallline/core/text.js";
import { moveEye, moveEyeBack } from "fallline/race/camera_eye.js";
import * as player from "fallline/player/player.js";

/** @import { LayoutCamera } from "fallline/player/link.js" */
/** @import { EyeMove } from "fallline/race/camera_eye.js" */
/** @typedef {HTMLElement & { _fullLayout?: any, layout?: any, on?: any }} Plot an element that holds a Plotly figure */

const TURN = Math.PI / 24; // radians per press of an arrow key

/** @type {Record<string, EyeMove>} */
const KEYS = {
  ArrowLeft: { azimuth: -TURN, elevation: 0, distanceFactor: 1 },
  ArrowRight: { azimuth: TURN, elevation: 0, distanceFactor: 1 },
  ArrowUp: { azimuth: 0, elevation: TURN, distanceFactor: 1 },
  ArrowDown: { azimuth: 0, elevation: -TURN, distanceFactor: 1 },
  "+": { azimuth: 0, elevation: 0, distanceFactor: 0.9 },
  "-": { azimuth: 0, elevation: 0, distanceFactor: 1 / 0.9 },
};

let isSet = false; // whether the visitor or a link has set the camera
/** @type {WeakSet<Plot>} the plots that have their listeners */
const withListeners = new WeakSet();

/** Note that the camera is set: later races keep it, and links contain it. */
export function markCameraSet() {
  isSet = true;
}

/**
 * Return the present camera of the surface, or null if neither the visitor nor a link has set it.
 * @returns {LayoutCamera | null}
 */
export function currentCamera() {
  const plot = /** @type {Plot | null} */ (isSet ? document.querySelector("#panel-space .plot") : null);
  const scene = plot?._fullLayout?.scene;
  if (!plot || !scene) return null;
  // Read from the scene, since the camera moves on a little after Plotly has reported its rotation.
  return scene._scene ? scene._scene.getCamera() : plot.layout.scene.camera;
}

/**
 * Set the camera of a surface figure before Plotly draws it: the present camera if `keepsCamera`, else the figure's
 * own. A camera that nobody has set is moved back in a narrow frame, so that the whole surface fits.
 * @param {{ camera: LayoutCamera }} scene of the figure's layout; changed in place
 * @param {boolean} keepsCamera
 * @param {Element} frame of the plot
 */
export function setFigureCamera(scene, keepsCamera, frame) {
  if (keepsCamera) scene.camera = currentCamera() ?? scene.camera;
  if (!isSet) scene.camera.eye = moveEyeBack(scene.camera.eye, frame.getBoundingClientRect());
}

/** Put the camera back to where it stands without a choice of the visitor. */
export function resetCamera() {
  const plot = /** @type {Plot | null} */ (document.querySelector("#panel-space .plot"));
  isSet = false;
  if (plot?._fullLayout?.scene) window.Plotly.relayout(plot, { "scene.camera": plot.layout.scene.camera });
}

/**
 * Add listeners to a surface plot for its keys and for rotation with the pointer; only the first call per plot counts.
 * @param {Plot} plot
 * @param {HTMLElement} frame
 */
export function installCameraControls(plot, frame) {
  if (withListeners.has(plot)) return;
  withListeners.add(plot);
  addKeyListener(plot, frame);
  plot.on("plotly_relayout", (/** @type {Record<string, unknown>} */ change) => {
    if (!change["scene.camera"]) return;
    isSet = true;
    player.notifyListeners();
  });
}

/**
 * Rotate the surface with the arrow keys; move the camera nearer with plus and away with minus.
 * @param {Plot} plot
 * @param {HTMLElement} frame
 */
function addKeyListener(plot, frame) {
  frame.tabIndex = 0;
  const label = say("The surface: turn it with the arrow keys, plus and minus for the distance");
  frame.setAttribute("aria-label", label);
  frame.setAttribute("role", "application");
  frame.addEventListener("keydown", (event) => {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const current = plot._fullLayout.scene._scene.getCamera();
    current.eye = moveEye(current.eye, move);
    window.Plotly.relayout(plot, { "scene.camera": current });
  });
}
