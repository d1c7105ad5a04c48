/**
 * The place of the lesson's page on the screen, and requests for other pages; a place is "id,page", pages count from 1.
 */
import { getById } from "fallline/core/dom.js";
import { removeWords } from "fallline/core/links.js";
import { shownLink, viewKeys } from "fallline/player/link.js";
import { changeControl } from "fallline/player/store.js";

/** The place of the page that is rendered; "" if there is none. */
export let shownPlace = "";
/** Called once the page's own race is on the screen. @type {(() => void) | null} */
let pendingCallback = null;
let isRequested = false; // whether a page is requested that is not rendered yet
/** Renders the page at `shownPlace` anew. @type {() => unknown} */
let renderAgain = () => {};

/**
 * Set the function that renders the page at `shownPlace` anew.
 * @param {() => unknown} render
 */
export function setRenderer(render) {
  renderAgain = render;
}

/**
 * Return a page's place.
 * @param {string} id of the lesson
 * @param {number} page from 1
 * @returns {string} "id,page"
 */
export const formatPlace = (id, page) => `${id},${page}`;

/**
 * Return the lesson's id and the page of a place; of "", the id is "".
 * @param {string} place
 * @returns {{ id: string, page: number }}
 */
export function parsePlace(place) {
  const [id, page] = place.split(",");
  return { id, page: Number(page) };
}

/**
 * Store which page is rendered, also on the element #lesson, where the presenter's page of a class reads it.
 * @param {string} place
 */
export function setShownPlace(place) {
  shownPlace = place;
  getById("lesson").dataset.place = place;
}

/**
 * Request a page with its race; "" closes the lesson. The page is rendered anew, also if it is the one on the screen.
 * @param {string} place
 * @returns {Promise<void>}
 */
export async function openLesson(place) {
  pendingCallback = null;
  isRequested = true;
  await changeControl("lesson", place);
  const wasRendered = !isRequested;
  isRequested = false;
  if (!wasRendered && place && place === shownPlace) renderAgain(); // its race was on the screen, so none has arrived
}

/**
 * Return whether a page must be rendered: it is another than the one on the screen, or it was requested. A request is
 * fulfilled by this.
 * @param {string} place
 * @returns {boolean}
 */
export function mustRender(place) {
  const must = isRequested || place !== shownPlace;
  isRequested = false;
  return must;
}

/**
 * Return whether the race on the screen has the numbers of another.
 * @param {string} race a link without words of a view
 * @returns {boolean}
 */
export const isShownRace = (race) => removeWords(shownLink, viewKeys) === race;

/**
 * Show the page's own race, which is requested if the reader has changed the race, and then call `then`. If the race
 * does not arrive, the page is rendered anew, so that its question is open again.
 * @param {string} race the link of the page's race
 * @param {() => void} then
 */
export async function showPageRace(race, then) {
  if (isShownRace(race)) return then();
  pendingCallback = then;
  await changeControl("lesson", shownPlace);
  if (pendingCallback !== then) return undefined;
  pendingCallback = null;
  return renderAgain();
}

/**
 * Return the function that waits for the page's own race, and forget it.
 * @returns {(() => void) | null} null if there is none
 */
export function takePendingCallback() {
  const then = pendingCallback;
  pendingCallback = null;
  return then;
}
