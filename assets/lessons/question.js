/** A question of a lesson: the reader makes a guess, the race plays, and the guess is compared with the result. */
import { makeElement } from "fallline/core/dom.js";
import { prefersReducedMotion } from "fallline/core/page.js";
import { getJson } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { clearMarks } from "fallline/page/guess_marks.js";
import * as session from "fallline/classroom/session.js";
import { makeAnswerInput } from "fallline/lessons/answer_inputs.js";

/** @import { Answer, QuestionResult, LessonBlock } from "fallline/types.js" */
/** @import { Guess, AnswerInput } from "fallline/lessons/answer_inputs.js" */
/**
 * @typedef {object} FormParts
 * @property {HTMLElement} form
 * @property {HTMLButtonElement} run
 * @property {HTMLButtonElement} skip
 * @property {HTMLElement} verdict
 * @property {AnswerInput} input
 */

/**
 * Make the form of a question. A student's page that follows a presenter sends the guess, and shows the result when the
 * presenter's clock has reached the question's step.
 * @param {string} place of the question's page, "id,page"
 * @param {LessonBlock} block
 * @param {(right?: boolean) => void} onAnswered called when the result is shown; undefined if there was no guess
 * @param {(then: () => void) => void} showPageRace shows the page's own race, and then calls `then`
 * @returns {HTMLElement}
 */
export function makeQuestion(place, block, onAnswered, showPageRace) {
  clearMarks();
  const parts = makeForm(block);
  const { form, run, skip, verdict, input } = parts;
  /** @type {Guess | null} */
  let guess = null;
  const reveal = () => showResult(place, parts, guess, onAnswered);
  const start = () => {
    closeForm(parts);
    verdict.replaceChildren(makeFact(say("Watch …")));
    showPageRace(() => watch(form, block, reveal));
  };
  run.addEventListener("click", async () => {
    guess = input.guess();
    if (!session.isFollowing()) return start();
    const problem = await session.sendGuess(place, guess);
    if (run.hidden) return undefined; // meanwhile the result is shown
    const text = problem || say("Sent. The presenter will run it; until then you may send another.");
    return verdict.replaceChildren(makeFact(text));
  });
  skip.addEventListener("click", start);
  if (session.isFollowing()) {
    run.textContent = say("Send");
    skip.hidden = true;
    whenReached(form, block, reveal);
  }
  return form;
}

/**
 * @param {LessonBlock} block
 * @returns {FormParts}
 */
function makeForm(block) {
  const run = makeElement("button", { className: "button strong run", type: "button", disabled: true }, say("Run"));
  const skip = makeElement("button", { className: "button skip-guess", type: "button" }, say("Show me"));
  const verdict = makeElement("div", { className: "verdict", role: "status" });
  const input = makeAnswerInput(block, (isComplete) => (run.disabled = !isComplete));
  const text = makeElement("p", { className: "ask" }, makeElement("strong", {}, say("Predict: ")), block.ask);
  const buttons = makeElement("div", { className: "acts" }, run, skip);
  const form = makeElement("div", { className: `question ${block.answer}` }, text, input.node, buttons, verdict);
  return { form, run, skip, verdict, input };
}

/** @param {string} text */
const makeFact = (text) => makeElement("p", { className: "fact" }, text);

/** @param {FormParts} parts */
function closeForm({ input, run, skip }) {
  input.close();
  for (const each of [run, skip]) each.hidden = true;
}

/**
 * Request the result from the server, and show it with the judgement of the guess.
 * @param {string} place
 * @param {FormParts} parts
 * @param {Guess | null} guess
 * @param {(right?: boolean) => void} onAnswered
 */
async function showResult(place, parts, guess, onAnswered) {
  closeForm(parts);
  /** @type {Answer<QuestionResult>} */
  const answer = await getJson("/happened", { place });
  if (!parts.form.isConnected) return undefined; // the reader has opened another page meanwhile
  if (answer.problem !== undefined) return parts.verdict.replaceChildren(makeElement("p", {}, answer.problem));
  const { right, elements } = parts.input.judge(guess, answer.result);
  parts.verdict.replaceChildren(...elements);
  return onAnswered(guess === null ? undefined : right);
}

/**
 * Return the step that a question asks about: that of the place, or the race's last step.
 * @param {LessonBlock} block
 */
const lastStepOf = ({ answer, t }) => (answer === "place" && t !== undefined ? t : player.shownRace().steps);

/**
 * Play the race from its first step to the question's step, and call `then` there; jump there with reduced motion.
 * @param {HTMLElement} form
 * @param {LessonBlock} block
 * @param {() => void} then
 */
function watch(form, block, then) {
  const jumps = prefersReducedMotion();
  player.seek(jumps ? lastStepOf(block) : 0);
  if (jumps) player.pause();
  else player.play();
  whenReached(form, block, () => {
    if (player.playing) player.pause();
    if (player.shownStep > lastStepOf(block)) player.seek(lastStepOf(block));
    then();
  });
  player.seek(player.shownStep);
}

/**
 * Call `then` once the clock has reached the question's step, unless the question is removed from the page before.
 * @param {HTMLElement} form
 * @param {LessonBlock} block
 * @param {() => void} then
 */
function whenReached(form, block, then) {
  let wasConnected = false; // the form is made before it is put into the page
  const removeListener = player.onChange(() => {
    wasConnected ||= form.isConnected;
    const isReached = form.isConnected && player.shownStep >= lastStepOf(block);
    if (!isReached && (form.isConnected || !wasConnected)) return;
    removeListener();
    if (isReached) then();
  });
}
