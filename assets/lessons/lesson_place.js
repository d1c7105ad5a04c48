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
let isRequested = false; // whether a page is requested that has not arrived yet

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
 * Request a page with its race; "" closes the lesson. The page is rendered anew, also if it is the one on the screen,
 * unless nothing has changed.
 * @param {string} place
 * @returns {Promise<void>}
 */
export async function openLesson(place) {
  pendingCallback = null;
  isRequested = true;
  await changeControl("lesson", place);
  isRequested = false;
}

/**
 * Return whether a page must be rendered: it is another than the one on the screen, or it was requested.
 * @param {string} place
 * @returns {boolean}
 */
export const mustRender = (place) => isRequested || place !== shownPlace;

/**
 * Show the page's own race, which is requested if the reader has changed the race, and then call `then`.
 * @param {string} race the link of the page's race
 * @param {() => void} then
 */
export function showPageRace(race, then) {
  if (removeWords(shownLink, viewKeys) === race) return then();
  pendingCallback = then;
  changeControl("lesson", shownPlace);
  return undefined;
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
