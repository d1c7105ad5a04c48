/** How a visitor moves the surface's camera: by dragging, with the wheel, with two fingers, and with keys. */
import { say } from "fallline/core/text.js";

/** @import { EyeMove } from "fallline/race/camera_eye.js" */
/** @typedef {(move: EyeMove) => void} MoveCamera */
/** @typedef {Map<number, { x: number, y: number }>} Pointers the pressed pointers by their id, in px */

const KEY_TURN = Math.PI / 24; // radians per press of an arrow key
const KEY_FACTOR = 0.9; // of the distance per press of plus
const DRAG_TURN = Math.PI; // radians per drag over the width of the frame
const DRAG_RAISE = Math.PI / 2; // radians per drag over the height of the frame
const WHEEL_SPEED = 0.0012; // logarithm of the distance per px
const STILL = { azimuth: 0, elevation: 0, distanceFactor: 1 };

/** @type {Record<string, EyeMove>} */
const KEYS = {
  ArrowLeft: { ...STILL, azimuth: -KEY_TURN },
  ArrowRight: { ...STILL, azimuth: KEY_TURN },
  ArrowUp: { ...STILL, elevation: KEY_TURN },
  ArrowDown: { ...STILL, elevation: -KEY_TURN },
  "+": { ...STILL, distanceFactor: KEY_FACTOR },
  "-": { ...STILL, distanceFactor: 1 / KEY_FACTOR },
};

/**
 * Listen to what moves the camera on the frame of a surface plot.
 * @param {HTMLElement} frame
 * @param {MoveCamera} move
 */
export function addCameraInput(frame, move) {
  addKeys(frame, move);
  const moveOnce = oncePerFrame(move);
  addPointers(frame, moveOnce);
  frame.addEventListener("wheel", (event) => onWheel(event, moveOnce), { passive: false });
}

/**
 * Arrow keys turn the surface while the frame has the focus, which it gets by the Tab key only: a click leaves the arrow
 * keys to the page, where they step the race.
 * @param {HTMLElement} frame
 * @param {MoveCamera} move
 */
function addKeys(frame, move) {
  frame.tabIndex = 0;
  const label = say("The surface: turn it with the arrow keys, plus and minus for the distance");
  frame.setAttribute("aria-label", label);
  frame.setAttribute("role", "application");
  frame.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(KEYS[event.key]);
  });
  frame.addEventListener("mousedown", (event) => {
    event.preventDefault(); // else the frame would get the focus
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
}

/**
 * @param {HTMLElement} frame
 * @param {MoveCamera} move
 */
function addPointers(frame, move) {
  /** @type {Pointers} */
  const pressed = new Map();
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  frame.addEventListener("pointermove", (event) => {
    const before = pressed.get(event.pointerId);
    if (!before) return;
    const after = { x: event.clientX, y: event.clientY };
    const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
    pressed.set(event.pointerId, after);
    if (other) move({ ...STILL, distanceFactor: distance(before, other) / Math.max(distance(after, other), 1) });
    else move(dragMove(frame, after.x - before.x, after.y - before.y));
  });
  for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
    frame.addEventListener(type, ({ pointerId }) => pressed.delete(pointerId));
  }
}

/**
 * @param {{ x: number, y: number }} one
 * @param {{ x: number, y: number }} other
 */
const distance = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

/**
 * @param {HTMLElement} frame
 * @param {number} dx
 * @param {number} dy
 * @returns {EyeMove}
 */
const dragMove = ({ clientWidth, clientHeight }, dx, dy) => ({
  azimuth: (-DRAG_TURN * dx) / clientWidth,
  elevation: (DRAG_RAISE * dy) / clientHeight,
  distanceFactor: 1,
});

/**
 * @param {WheelEvent} event
 * @param {MoveCamera} move
 */
function onWheel(event, move) {
  event.preventDefault();
  move({ ...STILL, distanceFactor: Math.exp(WHEEL_SPEED * Math.max(Math.min(event.deltaY, 120), -120)) });
}

/**
 * Return a function that collects moves and makes them together in the next frame.
 * @param {MoveCamera} move
 * @returns {MoveCamera}
 */
function oncePerFrame(move) {
  let collected = STILL;
  let isWaiting = false;
  return ({ azimuth, elevation, distanceFactor }) => {
    collected = {
      azimuth: collected.azimuth + azimuth,
      elevation: collected.elevation + elevation,
      distanceFactor: collected.distanceFactor * distanceFactor,
    };
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      const all = collected;
      collected = STILL;
      move(all);
    });
  };
}
