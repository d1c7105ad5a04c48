/** The panel with a lesson beside the race: shows the page that belongs to the race, and turns pages. */
import { closest, findElement, getById, makeButton, makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { setMapClickHandler } from "fallline/page/start_handle.js";
import { selectSheet, updateStage } from "fallline/page/stage.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { openLessonList } from "fallline/lessons/lesson_list.js";
import { showPage } from "fallline/lessons/lesson_page.js";
import * as places from "fallline/lessons/lesson_place.js";
import { saveLastPage } from "fallline/lessons/progress.js";

/** @import { Answer, LessonText } from "fallline/types.js" */

// "Run" once there is a guess, until then "Show me".
const PREDICTION_BUTTON = ".question :is(.run:enabled, .skip-guess):not([hidden])";

/** @type {Map<string, Promise<Answer<LessonText>>>} the requested lessons by id */
const requested = new Map();

const panel = () => getById("lesson");

/**
 * Show the lesson's page that the link of a new race names, or close the lesson.
 * @param {string} place "id,page", "" for no lesson
 * @returns {Promise<void>}
 */
export async function showLesson(place) {
  if (document.documentElement.toggleAttribute("data-lesson", Boolean(place)) === panel().hidden) {
    selectSheet(place ? "lesson" : "runs");
  }
  panel().hidden = !place;
  if (!place) return clearPanel();
  const then = places.takePendingCallback();
  if (then) {
    removeRaceNote();
    return then();
  }
  const isNew = places.mustRender(place) || !panel().childElementCount;
  const { id, page } = places.parsePlace(place);
  const lesson = await fetchLesson(id);
  if (player.race?.lesson !== place) return undefined; // the reader has opened another page meanwhile
  if (lesson.problem !== undefined) {
    return panel().replaceChildren(makeElement("p", { className: "page" }, lesson.problem));
  }
  if (isNew) {
    places.setShownPlace(place);
    showPage(lesson, page);
    saveLastPage(id, page);
  }
  return updateRaceNote(lesson.pages[page - 1].race);
}

/** Render the page on the screen anew, with its question open. */
async function renderAgain() {
  const { id, page } = places.parsePlace(places.shownPlace);
  const lesson = await fetchLesson(id);
  if (lesson.problem !== undefined || !page) return;
  showPage(lesson, page);
  updateRaceNote(lesson.pages[page - 1].race);
}

const removeRaceNote = () => panel().querySelector(".other-race")?.remove();

/**
 * Show above the page that the race on the screen is not its own, if this is so.
 * @param {string} race the link of the page's race
 */
function updateRaceNote(race) {
  removeRaceNote();
  if (places.isShownRace(race)) return;
  const open = () => places.openLesson(places.shownPlace);
  const button = makeButton(say("Back to the page's race"), open, { className: "button small" });
  const text = makeElement("span", {}, say("The race is not the one of this page."));
  findElement(panel(), ".page").before(makeElement("div", { className: "other-race" }, text, button));
}

function clearPanel() {
  places.setShownPlace("");
  for (const name of ["data-asking", "data-asks-place"]) document.documentElement.removeAttribute(name);
  updateStage();
  clearMarks();
  setMapClickHandler(null);
  panel().replaceChildren();
}

/**
 * Return a lesson, which is requested from the server once.
 * @param {string} id
 * @returns {Promise<Answer<LessonText>>}
 */
async function fetchLesson(id) {
  const request = requested.get(id) ?? getJson(`/lesson/${id}`);
  requested.set(id, request);
  const lesson = await request;
  if (lesson.problem !== undefined) requested.delete(id);
  return lesson;
}

/**
 * Go forward or back in the lesson. Forward first runs the question of the page, if it is open, then opens the next
 * page.
 * @param {1 | -1} direction
 * @returns {boolean} whether a lesson is open
 */
export function advanceLesson(direction) {
  if (!places.shownPlace) return false;
  const button = panel().querySelector(PREDICTION_BUTTON);
  if (direction > 0 && button instanceof HTMLElement) button.click();
  else findElement(panel(), `.turning .button:${direction > 0 ? "last" : "first"}-child`).click();
  return true;
}

/**
 * Add the listeners for the button of the lessons and for links in a lesson's text, which open races beside the lesson.
 */
export function install() {
  places.setRenderer(renderAgain);
  document.addEventListener("click", (event) => {
    const link = closest(event, "#lesson .words a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      changeControl("link", (link.getAttribute("href") ?? "").slice(1));
    }
    if (closest(event, "#lessons")) openLessonList();
  });
}
