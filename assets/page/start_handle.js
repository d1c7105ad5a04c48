/** Choosing the start on the map: drag the ring, move it with the arrow keys, or click on the map. */
import { endPreview } from "fallline/player/preview.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { mappingOf, setStartHandleGetter } from "fallline/painters/plane.js";
import * as livePreview from "fallline/page/live_preview.js";
import { eventPixel, makeRing, moveRing, pixelToPlace, resetRing, ringPixel, showProblem } from "fallline/page/ring.js";

/** @import { PlanePoint } from "fallline/types.js" */
/** @import { Pixel, Ring } from "fallline/page/ring.js" */
/** @import { StartHandle } from "fallline/painters/plane.js" */
/** @typedef {(place: PlanePoint) => boolean} ClickHandler returns true if the start shall stay where it is */

const MAX_CLICK_MOVE_PX = 5; // between press and release; a longer move is a drag
const [KEY_STEP_PX, LARGE_KEY_STEP_PX] = [8, 40]; // by which an arrow key moves the ring, without and with Shift

/** @type {Record<string, Pixel>} the direction of each arrow key on the screen */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {WeakMap<HTMLElement, StartHandle>} */
const handles = new WeakMap();
/** @type {ClickHandler | null} */
let clickHandler = null;

/** Add the ring to every map that is drawn from now on. */
export const install = () => setStartHandleGetter(startHandleOf);

/**
 * Set the function that receives clicks on the map before they move the start, as a lesson's question does; null
 * removes it.
 * @param {ClickHandler | null} handler
 */
export function setMapClickHandler(handler) {
  clickHandler = handler;
}

/**
 * Return the start handle of a map's frame; the first call makes it.
 * @param {HTMLElement} frame
 * @returns {StartHandle}
 */
function startHandleOf(frame) {
  const startHandle = handles.get(frame) ?? makeStartHandle(frame);
  handles.set(frame, startHandle);
  return startHandle;
}

/**
 * @param {HTMLElement} frame
 * @returns {StartHandle}
 */
function makeStartHandle(frame) {
  const ring = makeRing(frame);
  addDragListeners(ring);
  addKeyListener(ring);
  addClickListeners(ring);
  return {
    showAt(mapping, [x, y]) {
      if (!livePreview.isDragging()) moveRing(ring, [mapping.x(x), mapping.y(y)]);
    },
  };
}

/**
 * Request the race from a new start; null, for a place outside the map, moves the ring back to the present start.
 * @param {Ring} ring
 * @param {PlanePoint | null} place in data units
 */
function setStart(ring, place) {
  if (!place) return resetRing(ring);
  if (!player.shownRace().stale) livePreview.previewStart(place);
  changeControl("picked", { place }).then(() => {
    const isNewest = !document.documentElement.hasAttribute("data-busy");
    if (isNewest && !livePreview.isDragging()) resetRing(ring); // the place may have been refused
  });
}

/** @param {Ring} ring */
function addDragListeners(ring) {
  const { handle } = ring;
  let isPressed = false;
  const release = () => {
    isPressed = false;
    livePreview.endDrag();
    showProblem(ring, "");
    handle.classList.remove("moving");
  };
  handle.addEventListener("pointerdown", ({ pointerId }) => {
    isPressed = true;
    handle.setPointerCapture(pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (isPressed) drag(ring, eventPixel(ring, event));
  });
  handle.addEventListener("pointerup", (event) => {
    const wasDragged = livePreview.isDragging();
    release();
    if (wasDragged) drop(ring, pixelToPlace(ring, eventPixel(ring, event)));
  });
  handle.addEventListener("pointercancel", () => {
    release();
    endPreview(false);
    resetRing(ring);
  });
}

/**
 * @param {Ring} ring
 * @param {Pixel} pixel
 */
function drag(ring, pixel) {
  moveRing(ring, pixel);
  livePreview.startDrag();
  ring.handle.classList.add("moving");
  const place = pixelToPlace(ring, pixel);
  const report = (/** @type {string} */ problem) => showProblem(ring, problem);
  if (place) livePreview.requestTrails({ difference: { start: place }, start: place, report });
}

/**
 * @param {Ring} ring
 * @param {PlanePoint | null} place
 */
function drop(ring, place) {
  endPreview(place !== null);
  setStart(ring, place);
}

/** @param {Ring} ring */
function addKeyListener(ring) {
  ring.handle.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? LARGE_KEY_STEP_PX : KEY_STEP_PX;
    const pixel = movedPixel(ring, direction, step);
    const place = pixelToPlace(ring, pixel);
    if (!place) return;
    moveRing(ring, pixel); // before the race has come, so that quick presses add up
    setStart(ring, place);
  });
}

/**
 * Return the pixel of a ring after a step in a direction; along a curve, up counts as right and down as left.
 * @param {Ring} ring
 * @param {Pixel} direction
 * @param {number} step
 * @returns {Pixel}
 */
function movedPixel(ring, [dx, dy], step) {
  const [x, y] = ringPixel(ring);
  return mappingOf(ring.frame)?.isCurve ? [x + step * (dx - dy), y] : [x + step * dx, y + step * dy];
}

/**
 * Make a click anywhere on the map, but not a drag or a scroll, set the start.
 * @param {Ring} ring
 */
function addClickListeners(ring) {
  const { frame, handle } = ring;
  /** @type {PointerEvent | null} */
  let down = null;
  const up = (/** @type {PointerEvent} */ event) => {
    const from = down;
    down = null;
    if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > MAX_CLICK_MOVE_PX) return;
    const place = pixelToPlace(ring, eventPixel(ring, event));
    if (place && !clickHandler?.(place)) setStart(ring, place);
  };
  frame.addEventListener("pointerdown", (event) => (down = event.target === handle ? null : event), true);
  window.addEventListener("pointerup", up, true); // on the window, since Plotly covers the page while a button is down
}
