/** The ring on the map that marks the start: where it stands, and which places of the map the pixels around it are. */
import { make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { rounded } from "fallline/race/rounding.js";
import * as player from "fallline/player/player.js";
import { mapOf } from "fallline/painters/plane.js";

/** @import { Place } from "fallline/types.js" */
/** @typedef {{ frame: HTMLElement, handle: HTMLButtonElement }} Ring the map's frame, and the target in it */
/** @typedef {[x: number, y: number]} Pixel in CSS pixels from the frame's upper left corner */

const REACH = 22; // half of a 44 px target

/**
 * A new ring in a map's frame.
 * @param {HTMLElement} frame
 * @returns {Ring}
 */
export function ringIn(frame) {
  const words = say("Start point: drag it, or move it with the arrow keys");
  const handle = make("button", { className: "start-handle", "aria-label": words });
  frame.append(handle);
  return { frame, handle };
}

/**
 * Puts a ring at a pixel.
 * @param {Ring} ring
 * @param {Pixel} pixel
 */
export function put({ handle }, [x, y]) {
  handle.style.left = `${x - REACH}px`;
  handle.style.top = `${y - REACH}px`;
}

/**
 * Puts a ring where the start of the race on show is.
 * @param {Ring} ring
 */
export function putBack(ring) {
  const map = mapOf(ring.frame);
  const [x, y] = player.shownRace().start;
  if (map) put(ring, [map.x(x), map.y(y)]);
}

/**
 * The pixel that a ring stands at.
 * @param {Ring} ring
 * @returns {Pixel}
 */
export const stand = ({ handle }) => [parseFloat(handle.style.left) + REACH, parseFloat(handle.style.top) + REACH];

/**
 * The pixel that an event happened at.
 * @param {Ring} ring
 * @param {PointerEvent} event
 * @returns {Pixel}
 */
export function pixelOf({ frame }, event) {
  const edge = frame.getBoundingClientRect();
  return [event.clientX - edge.left, event.clientY - edge.top];
}

/**
 * The place at a pixel, rounded to what the pixel can tell; null outside the map.
 * @param {Ring} ring
 * @param {Pixel} pixel
 * @returns {Place | null}
 */
export function placeAt({ frame }, [x, y]) {
  const map = mapOf(frame);
  return map && map.holds(x, y) ? rounded(map, map.point(x, y)) : null;
}
