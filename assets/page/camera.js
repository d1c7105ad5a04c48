/** The camera of the surface: where it stands, who has placed it, and how keys turn it. */
import { say } from "fallline/core/text.js";
import { stepBack, turnedEye } from "fallline/race/turned_camera.js";
import * as player from "fallline/player/player.js";

/** @import { Camera } from "fallline/player/link.js" */
/** @import { Turn } from "fallline/race/turned_camera.js" */
/** @typedef {HTMLElement & { _fullLayout?: any, layout?: any, on?: any }} Plot an element that Plotly has drawn in */

const TURN = Math.PI / 24;

/** @type {Record<string, Turn>} */
const KEYS = {
  ArrowLeft: { round: -TURN, up: 0, away: 1 },
  ArrowRight: { round: TURN, up: 0, away: 1 },
  ArrowUp: { round: 0, up: TURN, away: 1 },
  ArrowDown: { round: 0, up: -TURN, away: 1 },
  "+": { round: 0, up: 0, away: 0.9 },
  "-": { round: 0, up: 0, away: 1 / 0.9 },
};

let placed = false; // by the visitor, or by a link
/** @type {WeakSet<Plot>} the plots whose turns are heard */
const heard = new WeakSet();

/** From now on the camera belongs to the link. */
export function keepCamera() {
  placed = true;
}

/**
 * The surface's camera as it stands; null while it was left alone.
 * @returns {Camera | null}
 */
export function camera() {
  const plot = /** @type {Plot | null} */ (placed ? document.querySelector("#panel-space .plot") : null);
  const scene = plot?._fullLayout?.scene;
  if (!plot || !scene) return null;
  // Asked of the scene itself, since the camera glides on a little after Plotly has reported its turn.
  return scene._scene ? scene._scene.getCamera() : plot.layout.scene.camera;
}

/**
 * Places the camera of a surface that is about to be painted: where it stands if `steady`, else as the figure says; the
 * standard eye stands farther away in a narrow frame.
 * @param {{ camera: Camera }} scene of the figure's layout
 * @param {boolean} steady
 * @param {Element} frame
 */
export function placeCamera(scene, steady, frame) {
  if (steady) scene.camera = camera() ?? scene.camera;
  if (!placed) scene.camera.eye = stepBack(scene.camera.eye, frame.getBoundingClientRect());
}

/**
 * Hears, once per plot of a surface, when its camera is turned, by hand or by keys.
 * @param {Plot} plot
 * @param {HTMLElement} frame
 */
export function hearTurns(plot, frame) {
  if (heard.has(plot)) return;
  heard.add(plot);
  hearKeys(plot, frame);
  plot.on("plotly_relayout", (/** @type {Record<string, unknown>} */ change) => {
    if (!change["scene.camera"]) return;
    placed = true;
    player.changed();
  });
}

/**
 * Arrows turn the surface, plus and minus come nearer and go away.
 * @param {Plot} plot
 * @param {HTMLElement} frame
 */
function hearKeys(plot, frame) {
  frame.tabIndex = 0;
  const label = say("The surface: turn it with the arrow keys, plus and minus for the distance");
  frame.setAttribute("aria-label", label);
  frame.setAttribute("role", "application");
  frame.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const now = plot._fullLayout.scene._scene.getCamera();
    now.eye = turnedEye(now.eye, by);
    window.Plotly.relayout(plot, { "scene.camera": now });
  });
}
