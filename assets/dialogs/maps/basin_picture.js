/** The elements of the large basin map: a heading, canvases of axes, tiles and marks, and texts. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/** @import { MapFacts, PlanePoint } from "fallline/types.js" */

/**
 * `position` shows the outcomes at the pointer, or at the race's start while the pointer is elsewhere.
 * @typedef {object} Picture
 * @property {HTMLElement} figure
 * @property {HTMLElement} heading
 * @property {HTMLCanvasElement} axes around the tiles
 * @property {HTMLCanvasElement} tiles
 * @property {HTMLCanvasElement} marks
 * @property {HTMLElement} legend
 * @property {HTMLElement} position
 */

/**
 * `onMove` is called with the position under the pointer, null when it leaves the map, and `onClick` with a clicked
 * position. Positions are fractions of the sides, from the lower left.
 * @typedef {{ onMove: (position: PlanePoint | null) => void, onClick: (position: PlanePoint) => void }} PictureEvents
 */

const [MIN_RATIO, MAX_RATIO] = [0.6, 1.67]; // width / height; a plot plane beyond these is drawn as a square
const CURVE_RATIO = 2.4; // of the picture of a function of one variable

/**
 * Make the elements, hidden until `setRatio` is called.
 * @param {PictureEvents} events
 * @returns {Picture}
 */
export function makePicture({ onMove, onClick }) {
  const axes = makeElement("canvas", { className: "axes" });
  const tiles = makeElement("canvas", { className: "tiles" });
  const marks = makeElement("canvas", { className: "marks", role: "img" });
  const heading = makeElement("h3");
  const plot = makeElement("div", { className: "map-plot" }, axes, makeElement("div", { className: "canvases" }, tiles, marks));
  const position = makeElement("p", { className: "under" });
  const hint = makeElement("p", { className: "hint" }, say("Point at a tile to read it; click it to start there."));
  const room = makeElement("div", { className: "map-room" }, plot);
  const legend = makeElement("p", { className: "legend" });
  const top = makeElement("div", { className: "map-top" }, heading, hint);
  const parts = [top, makeElement("div", { className: "map-middle" }, room, legend), position];
  const figure = makeElement("figure", { className: "map-large", hidden: true }, ...parts);
  marks.addEventListener("mousemove", (event) => onMove(positionOf(event, marks)));
  marks.addEventListener("mouseleave", () => onMove(null));
  marks.addEventListener("click", (event) => onClick(positionOf(event, marks)));
  return { figure, heading, axes, tiles, marks, legend, position };
}

/**
 * Show the picture with the sides of a plot range.
 * @param {Picture} picture
 * @param {MapFacts["box"]} box
 */
export function showPicture({ figure }, box) {
  figure.hidden = false;
  figure.style.setProperty("--ratio", String(ratioOf(box)));
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
