/** Renders a page of a lesson: its bar, its blocks of text and questions, and the buttons that turn pages. */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { readStored, writeStored } from "fallline/core/storage.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { setMapClickHandler } from "fallline/page/start_handle.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import { updateStage } from "fallline/page/stage.js";
import { openLessonList } from "fallline/lessons/lesson_list.js";
import { formatPlace, openLesson, showPageRace } from "fallline/lessons/lesson_place.js";
import { readProgress, savePageDone, saveScore } from "fallline/lessons/progress.js";
import { makeQuestion } from "fallline/lessons/question.js";

/** @import { LessonBlock, LessonText } from "fallline/types.js" */
/**
 * @typedef {object} Parts
 * @property {HTMLElement} intro
 * @property {HTMLElement} later the explanation and what to try, hidden until the question is answered
 * @property {HTMLElement} notes the teacher's notes
 */

const NOTES_KEY = "fallline.notes"; // of localStorage: whether the teacher's notes are open
const root = document.documentElement;

/** @param {LessonBlock} block */
const isQuestion = (block) => block.kind === "predict";

/**
 * Show a page of a lesson in #lesson.
 * @param {LessonText} lesson
 * @param {number} number of the page, from 1
 */
export function showPage(lesson, number) {
  const page = lesson.pages[number - 1];
  const hasQuestion = page.blocks.some(isQuestion);
  root.toggleAttribute("data-asking", hasQuestion);
  root.toggleAttribute(
    "data-asks-place",
    page.blocks.some(({ answer }) => answer === "place"),
  );
  updateStage();
  setMapClickHandler(null); // a question that was left without an answer may have set it
  clearMarks();
  if (hasQuestion) {
    player.pause(); // before the question is made, which is answered when the clock reaches its step
    player.seek(0);
  }
  const { intro, later, notes } = makeParts(lesson, number, hasQuestion);
  if (!hasQuestion) savePageDone(lesson.id, number);
  const title = makeElement("h2", {}, page.title);
  const foldedNotes = notes.childElementCount ? foldNotes(notes) : "";
  const content = makeElement("div", { className: "page", tabIndex: -1 }, title, intro, later, foldedNotes);
  const panel = getById("lesson");
  panel.replaceChildren(makeBar(lesson, number), content, makePageButtons(lesson, number));
  panel.scrollTop = 0;
  player.notifyListeners(); // so that a presenter's page sends the new page to the class
}

/**
 * Make the parts of a page with its blocks in them.
 * @param {LessonText} lesson
 * @param {number} number of the page, from 1
 * @param {boolean} hasQuestion
 * @returns {Parts}
 */
function makeParts(lesson, number, hasQuestion) {
  const page = lesson.pages[number - 1];
  const place = formatPlace(lesson.id, number);
  const later = makeElement("div", { className: "later", hidden: hasQuestion });
  const parts = { intro: makeElement("div", { className: "intro" }), later, notes: makeElement("div") };
  /** @param {boolean | undefined} right */
  const onAnswered = (right) => {
    if (right !== undefined) saveScore(lesson.id, place, right);
    later.hidden = false;
    root.removeAttribute("data-asking");
    setDone(lesson.id, number);
  };
  /** @param {() => void} then */
  const showItsRace = (then) => showPageRace(page.race, then);
  for (const block of page.blocks) {
    const node = isQuestion(block) ? makeQuestion(place, block, onAnswered, showItsRace) : makeBlock(block);
    partFor(block.section, parts).append(node);
  }
  return parts;
}

/**
 * Return the part that the blocks of a section belong to; the first call for a section adds its heading.
 * @param {string} section "intro", "why", "try" or "teacher"
 * @param {Parts} parts
 */
function partFor(section, { intro, later, notes }) {
  if (section === "intro") return intro;
  if (section === "teacher") return notes;
  if (later.dataset[section] === undefined) {
    later.dataset[section] = "";
    later.append(makeElement("h3", {}, section === "why" ? say("Why") : say("Try this")));
  }
  return later;
}

/**
 * Make a paragraph, or the card of an update rule.
 * @param {LessonBlock} block
 */
function makeBlock(block) {
  const isCard = block.kind === "card";
  const title = isCard ? makeElement("strong", {}, block.title) : undefined;
  const lines = (isCard ? block.lines : undefined) ?? [block.html ?? ""];
  const parts = lines.map((html) => makeHtml(isCard ? "line" : "", html));
  return makeElement("div", { className: isCard ? "rule-card" : "words" }, title, ...parts);
}

/**
 * @param {string} className
 * @param {string} html from the server, which makes it from the lesson's file and escapes HTML in there
 */
const makeHtml = (className, html) => makeElement("div", { className, innerHTML: html });

/**
 * Save that a page was read to the end, and show it in the bar.
 * @param {string} id
 * @param {number} number
 */
function setDone(id, number) {
  savePageDone(id, number);
  const dot = getById("lesson").querySelectorAll(".pages button")[number - 1];
  if (dot) dot.classList.add("seen");
}

/**
 * @param {LessonText} lesson
 * @param {number} number
 */
function makeBar(lesson, number) {
  const [closing, listing] = [say("Close the lesson"), say("All lessons")];
  const close = makeButton("×", () => openLesson(""), { className: "quiet", ariaLabel: closing, title: closing });
  const all = makeButton("☰", openLessonList, { className: "quiet all", ariaLabel: listing, title: listing });
  const { done } = readProgress(lesson.id);
  const dots = lesson.pages.map(({ title }, index) => {
    const n = index + 1;
    const current = n === number ? "page" : "false";
    const properties = { className: done.includes(n) ? "seen" : "", "aria-current": current, title };
    const open = () => openLesson(formatPlace(lesson.id, n));
    return makeElement("li", {}, makeButton("", open, { ...properties, ariaLabel: say("Page {n}", { n }) }));
  });
  const pages = makeElement("ol", { className: "pages" }, ...dots);
  return makeElement("div", { className: "lesson-bar" }, all, makeElement("strong", {}, lesson.title), close, pages);
}

/**
 * @param {LessonText} lesson
 * @param {number} number
 */
function makePageButtons(lesson, number) {
  const isLast = number === lesson.count;
  const openPrevious = () => openLesson(formatPlace(lesson.id, number - 1));
  const back = makeButton(say("Back"), openPrevious, { disabled: number === 1 });
  const next = () => (isLast ? openLessonList() : openLesson(formatPlace(lesson.id, number + 1)));
  const forward = makeButton(isLast ? say("All lessons") : say("Next"), next, { className: "button strong" });
  const areShown = String(root.hasAttribute("data-controls"));
  const controls = makeButton(say("Controls"), toggleControls, { "aria-pressed": areShown });
  function toggleControls() {
    controls.setAttribute("aria-pressed", String(root.toggleAttribute("data-controls")));
  }
  return makeElement("div", { className: "turning" }, back, controls, forward);
}

/**
 * Put the teacher's notes into an element that opens and closes; it keeps its state across pages and visits.
 * @param {HTMLElement} notes
 */
function foldNotes(notes) {
  const fold = makeElement("details", { className: "teacher" }, makeElement("summary", {}, say("For the teacher")), notes);
  fold.open = Boolean(readStored(NOTES_KEY));
  fold.addEventListener("toggle", () => writeStored(NOTES_KEY, fold.open));
  return fold;
}
