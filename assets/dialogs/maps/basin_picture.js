/** The picture of one basin map: a title, tiles below, marks above, and a line of facts. */
import { make } from "fallline/core/dom.js";

/** @import { MapFacts, Place } from "fallline/types.js" */

/**
 * @typedef {object} Picture
 * @property {HTMLElement} figure
 * @property {HTMLElement} heading
 * @property {HTMLCanvasElement} tiles
 * @property {HTMLCanvasElement} marks
 * @property {HTMLElement} facts
 */

/** @typedef {(place: Place) => void} PlaceHeard hears of a place: shares of the sides, from the lower left */

const FLATTEST = 0.6; // a plane that is longer than that is drawn as a square
const WIDEST = 1.67;

/**
 * A picture that tells where it is pointed at and where it is clicked.
 * @param {string} title
 * @param {MapFacts["box"]} box
 * @param {PlaceHeard} pointed
 * @param {PlaceHeard} clicked
 * @returns {Picture}
 */
export function basinPicture(title, box, pointed, clicked) {
  const tiles = make("canvas", { className: "tiles" });
  const marks = make("canvas", { className: "marks" });
  const facts = make("p", { className: "fact" });
  const heading = make("h3", {}, title);
  const canvases = make("div", { className: "canvases" }, tiles, marks);
  canvases.style.aspectRatio = `${ratioOf(box)}`;
  marks.addEventListener("mousemove", (event) => pointed(placeOf(event, marks)));
  marks.addEventListener("click", (event) => clicked(placeOf(event, marks)));
  return { figure: make("figure", {}, heading, canvases, facts), heading, tiles, marks, facts };
}

/** @param {MapFacts["box"]} box */
function ratioOf([[left, right], [low, high]]) {
  const ratio = (right - left) / (high - low);
  return ratio > FLATTEST && ratio < WIDEST ? ratio : 1;
}

/**
 * @param {MouseEvent} event
 * @param {HTMLElement} over
 * @returns {Place}
 */
function placeOf(event, over) {
  const box = over.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
}
