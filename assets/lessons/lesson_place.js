/** Which page of which lesson is on show, and how it is asked for with its race; a place is "id,page". */
import { byId } from "fallline/core/dom.js";
import { without } from "fallline/core/links.js";
import { looks, shown } from "fallline/player/link.js";
import { turn } from "fallline/player/store.js";

/** The place of the page that is rendered; "" while none is. */
export let shownPlace = "";
/** What is to be done once the page's own race is on show. @type {(() => void) | null} */
let waiting = null;

/**
 * Notes which page is rendered, on the element too, where the presenter of a class looks it up.
 * @param {string} place
 */
export function setPlace(place) {
  shownPlace = place;
  byId("lesson").dataset.place = place;
}

/**
 * Opens a page with its race; "" puts the lesson away.
 * @param {string} place
 */
export function openLesson(place) {
  waiting = null;
  setPlace("");
  turn("lesson", place);
}

/**
 * Sees to it that the page's own race is on show, whatever was turned since; then goes on.
 * @param {string} race the link of the page's race
 * @param {() => void} then
 */
export function atHome(race, then) {
  if (without(shown, looks) === race) return then();
  waiting = then;
  turn("lesson", shownPlace);
  return undefined;
}

/**
 * What was to be done with the next race, which is no longer waited for.
 * @returns {(() => void) | null}
 */
export function takeWaiting() {
  const then = waiting;
  waiting = null;
  return then;
}
