/** The elements of one basin map: a heading, a canvas of tiles with a canvas of marks over it, and a line of facts. */
import { makeElement } from "fallline/core/dom.js";

/** @import { MapFacts, PlanePoint } from "fallline/types.js" */

/**
 * @typedef {object} Picture
 * @property {HTMLElement} figure
 * @property {HTMLElement} heading
 * @property {HTMLCanvasElement} tiles
 * @property {HTMLCanvasElement} marks
 * @property {HTMLElement} facts
 */

/** @typedef {(position: PlanePoint) => void} OnPosition takes fractions of the sides, from the lower left */

const [MIN_RATIO, MAX_RATIO] = [0.6, 1.67]; // width / height; a plot plane beyond these is drawn as a square
const CURVE_RATIO = 2.4; // of the picture of a function of one variable

/**
 * Make the elements of one map.
 * @param {string} title
 * @param {MapFacts["box"]} box the plot range
 * @param {OnPosition} onMove called with the position under the pointer
 * @param {OnPosition} onClick called with a clicked position
 * @returns {Picture}
 */
export function makeMapElements(title, box, onMove, onClick) {
  const tiles = makeElement("canvas", { className: "tiles" });
  const marks = makeElement("canvas", { className: "marks" });
  const facts = makeElement("p", { className: "fact" });
  const heading = makeElement("h3", {}, title);
  const canvases = makeElement("div", { className: "canvases" }, tiles, marks);
  canvases.style.aspectRatio = `${ratioOf(box)}`;
  marks.addEventListener("mousemove", (event) => onMove(positionOf(event, marks)));
  marks.addEventListener("click", (event) => onClick(positionOf(event, marks)));
  return { figure: makeElement("figure", {}, heading, canvases, facts), heading, tiles, marks, facts };
}

/** @param {MapFacts["box"]} box */
function ratioOf([[left, right], upward]) {
  if (!upward) return CURVE_RATIO;
  const [low, high] = upward;
  const ratio = (right - left) / (high - low);
  return ratio > MIN_RATIO && ratio < MAX_RATIO ? ratio : 1;
}

/**
 * @param {MouseEvent} event
 * @param {HTMLElement} element
 * @returns {PlanePoint}
 */
function positionOf(event, element) {
  const rect = element.getBoundingClientRect();
  return [(event.clientX - rect.left) / rect.width, 1 - (event.clientY - rect.top) / rect.height];
}
