/** A lesson beside the race: its text page by page, forward and back. */
import { byId, closest, find, make } from "fallline/core/dom.js";
import { get } from "fallline/core/server.js";
import { takeClicks } from "fallline/page/aim.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import * as player from "fallline/player/player.js";
import { turn } from "fallline/player/store.js";
import { openLessons } from "fallline/lessons/lesson_list.js";
import { showPage } from "fallline/lessons/lesson_page.js";
import { setPlace, shownPlace, takeWaiting } from "fallline/lessons/lesson_place.js";
import { notePage } from "fallline/lessons/progress.js";

/** @import { Answer, LessonText } from "fallline/types.js" */

const PREDICTION = ".question :is(.run:enabled, .skip-guess):not([hidden])"; // with a guess it is run, else just shown

/** @type {Map<string, Promise<Answer<LessonText>>>} what was asked for, by the lesson's id */
const fetched = new Map();

const panel = () => byId("lesson");

/**
 * A race has come: shows the page that its link names.
 * @param {string} place "id,page", "" for no lesson
 * @returns {Promise<void>}
 */
export async function showLesson(place) {
  document.documentElement.toggleAttribute("data-lesson", Boolean(place));
  panel().hidden = !place;
  if (!place) return putAway();
  const then = takeWaiting();
  if (then) return then();
  const [id, page] = place.split(",");
  const lesson = await lessonAt(id);
  if (player.race?.lesson !== place) return undefined; // the reader has gone on meanwhile
  if (lesson.problem !== undefined) return panel().replaceChildren(make("p", { className: "page" }, lesson.problem));
  if (shownPlace === place && panel().childElementCount) return undefined;
  setPlace(place);
  showPage(lesson, Number(page));
  return notePage(id, Number(page));
}

function putAway() {
  setPlace("");
  document.documentElement.removeAttribute("data-asking");
  clearMarks();
  takeClicks(null);
  panel().replaceChildren();
}

/**
 * A lesson, which is fetched once.
 * @param {string} id
 * @returns {Promise<Answer<LessonText>>}
 */
async function lessonAt(id) {
  const asked = fetched.get(id) ?? get(`/lesson/${id}`);
  fetched.set(id, asked);
  const lesson = await asked;
  if (lesson.problem !== undefined) fetched.delete(id);
  return lesson;
}

/**
 * A clicker's next (1) and back (-1): first what is asked, then the page after.
 * @param {number} by
 * @returns {boolean} whether there is a lesson
 */
export function turnLesson(by) {
  if (!shownPlace) return false;
  const prediction = panel().querySelector(PREDICTION);
  if (by > 0 && prediction instanceof HTMLElement) prediction.click();
  else find(panel(), `.turning .button:${by > 0 ? "last" : "first"}-child`).click();
  return true;
}

/** Hears the button of all lessons, and links in the text, which lead to races while the lesson stays. */
export function install() {
  document.addEventListener("click", (event) => {
    const link = closest(event, "#lesson .words a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      turn("link", (link.getAttribute("href") ?? "").slice(1));
    }
    if (closest(event, "#lessons")) openLessons();
  });
}
