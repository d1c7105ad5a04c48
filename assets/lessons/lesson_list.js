/** The dialog of all lessons, with the reader's progress in each. */
import { makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { plural, say } from "fallline/core/text.js";
import { closeOnChoice, openDialog } from "fallline/dialogs/dialog.js";
import { formatPlace, openLesson, parsePlace, shownPlace } from "fallline/lessons/lesson_place.js";
import { countScores, readProgress } from "fallline/lessons/progress.js";

/** @import { LessonCard } from "fallline/types.js" */
/** @import { Progress } from "fallline/lessons/progress.js" */

/**
 * Open the dialog of all lessons.
 * @returns {Promise<void>}
 */
export async function openLessonList() {
  const about = say("Predict, then run: five to ten minutes each. What you have done is kept in this browser only.");
  const list = makeElement("ol", { className: "lesson-list" });
  const opened = openDialog("all-lessons", say("Lessons"), makeElement("p", { className: "fact" }, about), list);
  const cards = await getJson("/lessons");
  if (cards.problem !== undefined) {
    return list.append(makeElement("p", {}, say("The server does not answer; close this and try again.")));
  }
  return list.append(...cards.map((/** @type {LessonCard} */ card) => makeChoice(card, opened)));
}

/**
 * @param {LessonCard} card
 * @param {HTMLDialogElement} opened
 */
function makeChoice(card, opened) {
  const progress = readProgress(card.id);
  const isCurrent = card.id === parsePlace(shownPlace).id;
  const properties = { className: "card-choice lesson-card", "data-id": card.id, "aria-current": String(isCurrent) };
  const choice = makeElement(
    "button",
    properties,
    makeElement("strong", {}, card.title),
    makeElement("span", { className: "says" }, card.description),
    makeElement("span", { className: "fact" }, listFacts(card, progress).filter(Boolean).join(" · ")),
  );
  choice.addEventListener("click", () => {
    closeOnChoice(opened);
    openLesson(formatPlace(card.id, isDone(card, progress) ? 1 : progress.page));
  });
  return makeElement("li", {}, choice);
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
function listFacts(card, progress) {
  const { count, right } = countScores(progress);
  const score = { n: right, all: count };
  return [
    say("{n} min", { n: card.minutes }),
    pagesDoneText(card, progress),
    count ? plural(count, "{n} of {all} prediction right", "{n} of {all} predictions right", score) : "",
  ];
}

/**
 * @param {LessonCard} card
 * @param {Progress} progress
 */
function pagesDoneText(card, progress) {
  if (isDone(card, progress)) return say("done");
  const values = { n: progress.done.length, all: card.count };
  return values.n ? plural(card.count, "{n} of {all} page", "{n} of {all} pages", values) : "";
}
