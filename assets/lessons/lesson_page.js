/** A page of a lesson, rendered: its bar, its blocks, and the buttons that turn it. */
import { button, byId, make } from "fallline/core/dom.js";
import { keep, kept } from "fallline/core/storage.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { takeClicks } from "fallline/page/aim.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import { openLessons } from "fallline/lessons/lesson_list.js";
import { atHome, openLesson } from "fallline/lessons/lesson_place.js";
import { noteDone, noteScore, progressOf } from "fallline/lessons/progress.js";
import { question } from "fallline/lessons/question.js";

/** @import { LessonBlock, LessonText } from "fallline/types.js" */
/**
 * @typedef {object} Parts
 * @property {HTMLElement} intro
 * @property {HTMLElement} later why it happened and what to try, hidden until it was predicted
 * @property {HTMLElement} notes those of the teacher
 */

const NOTES = "fallline.notes"; // whether the teacher's notes are open
const root = document.documentElement;

/** @param {LessonBlock} block */
const isQuestion = (block) => block.kind === "predict";

/**
 * Shows a page of a lesson.
 * @param {LessonText} lesson
 * @param {number} number the page, from 1
 */
export function showPage(lesson, number) {
  const page = lesson.pages[number - 1];
  const asks = page.blocks.some(isQuestion);
  root.toggleAttribute("data-asking", asks);
  takeClicks(null); // of a question that was left without an answer
  clearMarks();
  if (asks) {
    player.pause(); // before there is a question that would take the end for an answer
    player.seek(0);
  }
  const { intro, later, notes } = partsOf(lesson, number, asks);
  if (!asks) noteDone(lesson.id, number);
  const title = make("h2", {}, page.title);
  const foldedNotes = notes.childElementCount ? folded(notes) : "";
  const content = make("div", { className: "page", tabIndex: -1 }, title, intro, later, foldedNotes);
  const panel = byId("lesson");
  panel.replaceChildren(bar(lesson, number), content, turning(lesson, number));
  panel.scrollTop = 0;
  player.changed(); // a presenter tells the class
}

/**
 * The parts of a page with its blocks in them.
 * @param {LessonText} lesson
 * @param {number} number
 * @param {boolean} asks
 * @returns {Parts}
 */
function partsOf(lesson, number, asks) {
  const page = lesson.pages[number - 1];
  const place = `${lesson.id},${number}`;
  const later = make("div", { className: "later", hidden: asks });
  const parts = { intro: make("div", { className: "intro" }), later, notes: make("div") };
  /** @param {boolean | undefined} right */
  const answered = (right) => {
    if (right !== undefined) noteScore(lesson.id, place, right);
    later.hidden = false;
    root.removeAttribute("data-asking");
    setDone(lesson.id, number);
  };
  /** @param {() => void} then */
  const withItsRace = (then) => atHome(page.race, then);
  for (const block of page.blocks) {
    const node = isQuestion(block) ? question(place, block, answered, withItsRace) : written(block);
    partFor(block.section, parts).append(node);
  }
  return parts;
}

/**
 * Where a block of a section belongs, with the section's heading there.
 * @param {string} section "intro", "why", "try" or "teacher"
 * @param {Parts} parts
 */
function partFor(section, { intro, later, notes }) {
  if (section === "intro") return intro;
  if (section === "teacher") return notes;
  if (later.dataset[section] === undefined) {
    later.dataset[section] = "";
    later.append(make("h3", {}, section === "why" ? say("Why") : say("Try this")));
  }
  return later;
}

/**
 * A paragraph, or the card of a rule.
 * @param {LessonBlock} block
 */
function written(block) {
  const isCard = block.kind === "card";
  const title = isCard ? make("strong", {}, block.title) : undefined;
  const lines = (isCard ? block.lines : undefined) ?? [block.html ?? ""];
  const parts = lines.map((html) => htmlPart(isCard ? "line" : "", html));
  return make("div", { className: isCard ? "rule-card" : "words" }, title, ...parts);
}

/**
 * @param {string} className
 * @param {string} html made by the server from the lesson's own file; html in that is shown as text
 */
const htmlPart = (className, html) => make("div", { className, innerHTML: html });

/**
 * Notes that a page was read to the end, also in the bar.
 * @param {string} id
 * @param {number} number
 */
function setDone(id, number) {
  noteDone(id, number);
  const dot = byId("lesson").querySelectorAll(".pages button")[number - 1];
  if (dot) dot.classList.add("seen");
}

/**
 * @param {LessonText} lesson
 * @param {number} number
 */
function bar(lesson, number) {
  const [closing, listing] = [say("Close the lesson"), say("All lessons")];
  const close = button("×", () => openLesson(""), { className: "quiet", ariaLabel: closing, title: closing });
  const all = button("☰", openLessons, { className: "quiet all", ariaLabel: listing, title: listing });
  const { done } = progressOf(lesson.id);
  const dots = lesson.pages.map(({ title }, index) => {
    const n = index + 1;
    const current = n === number ? "page" : "false";
    const facts = { className: done.includes(n) ? "seen" : "", "aria-current": current, title };
    const open = () => openLesson(`${lesson.id},${n}`);
    return make("li", {}, button("", open, { ...facts, ariaLabel: say("Page {n}", { n }) }));
  });
  const pages = make("ol", { className: "pages" }, ...dots);
  return make("div", { className: "lesson-bar" }, all, make("strong", {}, lesson.title), close, pages);
}

/**
 * @param {LessonText} lesson
 * @param {number} number
 */
function turning(lesson, number) {
  const isLast = number === lesson.count;
  const back = button(say("Back"), () => openLesson(`${lesson.id},${number - 1}`), { disabled: number === 1 });
  const next = () => (isLast ? openLessons() : openLesson(`${lesson.id},${number + 1}`));
  const forward = button(isLast ? say("All lessons") : say("Next"), next, { className: "button strong" });
  const shown = String(root.hasAttribute("data-controls"));
  const controls = button(say("Controls"), showControls, { "aria-pressed": shown });
  function showControls() {
    controls.setAttribute("aria-pressed", String(root.toggleAttribute("data-controls")));
  }
  return make("div", { className: "turning" }, back, controls, forward);
}

/**
 * The teacher's notes, folded up or as they were left.
 * @param {HTMLElement} notes
 */
function folded(notes) {
  const fold = make("details", { className: "teacher" }, make("summary", {}, say("For the teacher")), notes);
  fold.open = Boolean(kept(NOTES));
  fold.addEventListener("toggle", () => keep(NOTES, fold.open));
  return fold;
}
