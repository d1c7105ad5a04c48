/** A question of a lesson: a guess is made, the race is run, and the guess is scored against what happened. */
import { make } from "fallline/core/dom.js";
import { wantsNoMotion } from "fallline/core/page.js";
import { get } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import * as session from "fallline/classroom/session.js";
import { takerOf } from "fallline/lessons/takers.js";

/** @import { Answer, Happened, LessonBlock } from "fallline/types.js" */
/** @import { Guess, Taker } from "fallline/lessons/takers.js" */
/**
 * @typedef {object} Form
 * @property {HTMLElement} form
 * @property {HTMLButtonElement} run
 * @property {HTMLButtonElement} skip
 * @property {HTMLElement} verdict
 * @property {Taker} taker
 */

/**
 * The form of a question.
 * @param {string} place of its page
 * @param {LessonBlock} block
 * @param {(right?: boolean) => void} answered called when the reader has seen what happened; undefined after a skip
 * @param {(then: () => void) => void} atHome sees to it that the page's own race is on show, then goes on
 * @returns {HTMLElement}
 */
export function question(place, block, answered, atHome) {
  clearMarks();
  const parts = formOf(block);
  const { form, run, skip, verdict, taker } = parts;
  /** @type {Guess | null} */
  let guess = null;
  const reveal = () => judged(place, parts, guess, answered);
  const go = () => {
    close(parts);
    verdict.replaceChildren(fact(say("Watch …")));
    atHome(() => watch(form, block, reveal));
  };
  run.addEventListener("click", () => {
    guess = taker.guess();
    if (!session.following()) return go();
    session.guess(place, guess);
    return verdict.replaceChildren(fact(say("Sent. The presenter will run it; until then you may send another.")));
  });
  skip.addEventListener("click", go);
  if (session.following()) {
    run.textContent = say("Send");
    skip.hidden = true;
    reached(form, block, reveal);
  }
  return form;
}

/**
 * @param {LessonBlock} block
 * @returns {Form}
 */
function formOf(block) {
  const run = make("button", { className: "button strong run", type: "button", disabled: true }, say("Run"));
  const skip = make("button", { className: "button skip-guess", type: "button" }, say("Show me"));
  const verdict = make("div", { className: "verdict", role: "status" });
  const taker = takerOf(block, (known) => (run.disabled = !known));
  const asked = make("p", { className: "ask" }, make("strong", {}, say("Predict: ")), block.ask);
  const acts = make("div", { className: "acts" }, run, skip);
  const form = make("div", { className: `question ${block.answer}` }, asked, taker.node, acts, verdict);
  return { form, run, skip, verdict, taker };
}

/** @param {string} words */
const fact = (words) => make("p", { className: "fact" }, words);

/** @param {Form} parts */
function close({ taker, run, skip }) {
  taker.close();
  for (const each of [run, skip]) each.hidden = true;
}

/**
 * Asks what happened, and says how near the guess was.
 * @param {string} place
 * @param {Form} parts
 * @param {Guess | null} guess
 * @param {(right?: boolean) => void} answered
 */
async function judged(place, parts, guess, answered) {
  close(parts);
  /** @type {Answer<Happened>} */
  const told = await get("/happened", { place });
  if (!parts.form.isConnected) return undefined; // the reader has gone on meanwhile
  if (told.problem !== undefined) return parts.verdict.replaceChildren(make("p", {}, told.problem));
  const { right, words } = parts.taker.judge(guess, told.happened);
  parts.verdict.replaceChildren(...words);
  return answered(guess === null ? undefined : right);
}

/**
 * The step in question; the last one where the block asks for none.
 * @param {LessonBlock} block
 */
const endOf = ({ answer, t }) => (answer === "place" && t !== undefined ? t : player.shownRace().steps);

/**
 * Plays from the start to the step in question, and calls back there; at once for those who want no motion.
 * @param {HTMLElement} form
 * @param {LessonBlock} block
 * @param {() => void} then
 */
function watch(form, block, then) {
  const still = wantsNoMotion();
  player.seek(still ? endOf(block) : 0);
  if (still) player.pause();
  else player.play();
  reached(form, block, () => {
    if (player.playing) player.pause();
    if (player.t > endOf(block)) player.seek(endOf(block));
    then();
  });
  player.seek(player.t);
}

/**
 * Calls back once the clock has come to the step in question, unless the question is taken off the page before.
 * @param {HTMLElement} form
 * @param {LessonBlock} block
 * @param {() => void} then
 */
function reached(form, block, then) {
  let placed = false; // a form is made before it is on the page
  const end = player.onChange(() => {
    placed ||= form.isConnected;
    const over = form.isConnected && player.t >= endOf(block);
    if (!over && (form.isConnected || !placed)) return;
    end();
    if (over) then();
  });
}
