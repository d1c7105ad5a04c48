/** The ring on the map that marks the start: its pixel, and the place in data units that belongs to a pixel. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { roundToPixel } from "fallline/race/rounding.js";
import * as player from "fallline/player/player.js";
import { mappingOf } from "fallline/painters/plane.js";

/** @import { PlanePoint } from "fallline/types.js" */
/** @typedef {{ frame: HTMLElement, handle: HTMLButtonElement }} Ring the map's frame, and the button in it */
/** @typedef {[x: number, y: number]} Pixel in CSS pixels from the frame's upper left corner */

/**
 * Add a ring to a map's frame.
 * @param {HTMLElement} frame
 * @returns {Ring}
 */
export function makeRing(frame) {
  const label = say("Start point: drag it, or move it with the arrow keys");
  const handle = makeElement("button", { className: "start-handle", "aria-label": label });
  frame.append(handle);
  return { frame, handle };
}

/**
 * Move a ring to a pixel, or to the point of the curve above or below it.
 * @param {Ring} ring
 * @param {Pixel} pixel
 */
export function moveRing({ frame, handle }, pixel) {
  const [x, y] = mappingOf(frame)?.snap(...pixel) ?? pixel;
  handle.style.left = `${x}px`;
  handle.style.top = `${y}px`;
}

/**
 * Show beside a ring why no race can start there, or nothing if it can.
 * @param {Ring} ring
 * @param {string} problem
 */
export function showProblem({ handle }, problem) {
  if (problem) handle.dataset.problem = problem;
  else delete handle.dataset.problem;
}

/**
 * Move a ring back to the start of the race on the screen.
 * @param {Ring} ring
 */
export function resetRing(ring) {
  const mapping = mappingOf(ring.frame);
  const [x, y] = player.shownRace().start;
  if (mapping) moveRing(ring, [mapping.x(x), mapping.y(y)]);
}

/**
 * Return the pixel of a ring's centre.
 * @param {Ring} ring
 * @returns {Pixel}
 */
export const ringPixel = ({ handle: { style } }) => [parseFloat(style.left), parseFloat(style.top)];

/**
 * Return the pixel of a pointer event.
 * @param {Ring} ring
 * @param {PointerEvent} event
 * @returns {Pixel}
 */
export function eventPixel({ frame }, event) {
  const edge = frame.getBoundingClientRect();
  return [event.clientX - edge.left, event.clientY - edge.top];
}

/**
 * Return the place at a pixel, in data units rounded to the size of a pixel, or null outside the map.
 * @param {Ring} ring
 * @param {Pixel} pixel
 * @returns {PlanePoint | null}
 */
export function pixelToPlace({ frame }, [x, y]) {
  const mapping = mappingOf(frame);
  return mapping && mapping.contains(x, y) ? roundToPixel(mapping, mapping.toData(...mapping.snap(x, y))) : null;
}
