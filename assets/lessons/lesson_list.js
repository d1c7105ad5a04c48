/** The dialog of all lessons, and how far the reader has come in each. */
import { make } from "fallline/core/dom.js";
import { get } from "fallline/core/server.js";
import { plural, say } from "fallline/core/text.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { openLesson, shownPlace } from "fallline/lessons/lesson_place.js";
import { progressOf, scoreOf } from "fallline/lessons/progress.js";

/** @import { LessonCard } from "fallline/types.js" */
/** @import { Progress } from "fallline/lessons/progress.js" */

/**
 * Opens the dialog.
 * @returns {Promise<void>}
 */
export async function openLessons() {
  const words = say("Predict, then run: five to ten minutes each. What you have done is kept in this browser only.");
  const list = make("ol", { className: "lesson-list" });
  const opened = dialog("all-lessons", say("Lessons"), make("p", { className: "fact" }, words), list);
  const cards = await get("/lessons");
  if (cards.problem !== undefined) {
    return list.append(make("p", {}, say("The server does not answer; close this and try again.")));
  }
  return list.append(...cards.map((/** @type {LessonCard} */ card) => choiceOf(card, opened)));
}

/**
 * @param {LessonCard} card
 * @param {HTMLDialogElement} opened
 */
function choiceOf(card, opened) {
  const progress = progressOf(card.id);
  const now = shownPlace.split(",")[0];
  const facts = { className: "card-choice lesson-card", "data-id": card.id, "aria-current": String(card.id === now) };
  const choice = make(
    "button",
    facts,
    make("strong", {}, card.title),
    make("span", { className: "says" }, card.says),
    make("span", { className: "fact" }, factsOf(card, progress).filter(Boolean).join(" · ")),
  );
  choice.addEventListener("click", () => {
    opened.close();
    openLesson(`${card.id},${isDone(card, progress) ? 1 : progress.page}`);
  });
  return make("li", {}, choice);
}

/**
 * @param {LessonCard} card
 * @param {Progress} progress
 */
const isDone = (card, { done }) => done.length === card.count;

/**
 * @param {LessonCard} card
 * @param {Progress} progress
 */
function factsOf(card, progress) {
  const { asked, right } = scoreOf(progress);
  const score = { n: right, all: asked };
  return [
    say("{n} min", { n: card.minutes }),
    pagesDone(card, progress),
    asked ? plural(asked, "{n} of {all} prediction right", "{n} of {all} predictions right", score) : "",
  ];
}

/**
 * @param {LessonCard} card
 * @param {Progress} progress
 */
function pagesDone(card, progress) {
  if (isDone(card, progress)) return say("done");
  const values = { n: progress.done.length, all: card.count };
  return values.n ? plural(card.count, "{n} of {all} page", "{n} of {all} pages", values) : "";
}
