/** Aiming: the ring on the map can be dragged and moved by arrow keys, and a click on the map puts it there. */
import { endPreview } from "fallline/player/preview.js";
import * as player from "fallline/player/player.js";
import { turn } from "fallline/player/store.js";
import { setAim } from "fallline/painters/plane.js";
import * as live from "fallline/page/live.js";
import { pixelOf, placeAt, put, putBack, ringIn, stand } from "fallline/page/ring.js";

/** @import { Mapping, Place } from "fallline/types.js" */
/** @import { Pixel, Ring } from "fallline/page/ring.js" */
/** @typedef {{ show(map: Mapping, start: readonly number[]): void }} Aim puts the ring where the start is */
/** @typedef {(place: Place) => boolean} Taker takes a click on the map, if it returns true */

const STILL = 5; // px that a click may wander
const [NEAR, FAR] = [8, 40]; // px by which an arrow key moves the ring, without and with Shift

/** @type {Record<string, Pixel>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {WeakMap<HTMLElement, Aim>} */
const aims = new WeakMap();
/** @type {Taker | null} */
let taker = null;

/** Gives maps a ring. */
export const install = () => setAim(aimOf);

/**
 * Names what takes clicks on the map before they move the start, as a lesson's question does; null ends that.
 * @param {Taker | null} heard
 */
export function takeClicks(heard) {
  taker = heard;
}

/**
 * What aims in a map's frame, made once.
 * @param {HTMLElement} frame
 * @returns {Aim}
 */
function aimOf(frame) {
  const aim = aims.get(frame) ?? madeIn(frame);
  aims.set(frame, aim);
  return aim;
}

/**
 * @param {HTMLElement} frame
 * @returns {Aim}
 */
function madeIn(frame) {
  const ring = ringIn(frame);
  hearDrags(ring);
  hearKeys(ring);
  hearClicks(ring);
  return {
    show(map, [x, y]) {
      if (!live.held()) put(ring, [map.x(x), map.y(y)]);
    },
  };
}

/**
 * Starts at a place of the map; without one the ring goes back to where the start is.
 * @param {Ring} ring
 * @param {Place | null} place
 */
function pick(ring, place) {
  if (!place) return putBack(ring);
  if (!player.shownRace().stale) live.glance(place);
  turn("picked", { place });
}

/** @param {Ring} ring */
function hearDrags(ring) {
  const { handle } = ring;
  let held = false;
  const letGo = () => {
    held = false;
    live.letGo();
    handle.classList.remove("moving");
  };
  handle.addEventListener("pointerdown", ({ pointerId }) => {
    held = true;
    handle.setPointerCapture(pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (held) drag(ring, pixelOf(ring, event));
  });
  handle.addEventListener("pointerup", (event) => {
    const dragged = live.held();
    letGo();
    if (dragged) drop(ring, placeAt(ring, pixelOf(ring, event)));
  });
  handle.addEventListener("pointercancel", () => {
    letGo();
    endPreview(false);
    putBack(ring);
  });
}

/**
 * @param {Ring} ring
 * @param {Pixel} pixel
 */
function drag(ring, pixel) {
  put(ring, pixel);
  live.hold();
  ring.handle.classList.add("moving");
  const place = placeAt(ring, pixel);
  if (place) live.want({ start: place }, place);
}

/**
 * @param {Ring} ring
 * @param {Place | null} place
 */
function drop(ring, place) {
  endPreview(place !== null);
  pick(ring, place);
}

/** @param {Ring} ring */
function hearKeys(ring) {
  ring.handle.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? FAR : NEAR;
    const [x, y] = stand(ring);
    const pixel = /** @type {Pixel} */ ([x + far * by[0], y + far * by[1]]);
    const place = placeAt(ring, pixel);
    if (!place) return;
    put(ring, pixel); // so that quick presses add up
    pick(ring, place);
  });
}

/**
 * A click (not a drag or a scroll) anywhere on the map starts there.
 * @param {Ring} ring
 */
function hearClicks(ring) {
  const { frame, handle } = ring;
  /** @type {PointerEvent | null} */
  let down = null;
  const up = (/** @type {PointerEvent} */ event) => {
    const from = down;
    down = null;
    if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL) return;
    const place = placeAt(ring, pixelOf(ring, event));
    if (place && !taker?.(place)) pick(ring, place);
  };
  frame.addEventListener("pointerdown", (event) => (down = event.target === handle ? null : event), true);
  window.addEventListener("pointerup", up, true); // since Plotly covers the page while a button is down
}
