/** How an answer to a question is taken: as a place on the map, as one of several, or as a number. */
import { make } from "fallline/core/dom.js";
import { short } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";
import { distance, isRight, verdictOnNumber, verdictOnPlace, writtenPlace } from "fallline/race/verdicts.js";
import * as player from "fallline/player/player.js";
import { swatch } from "fallline/painters/swatch.js";
import { takeClicks } from "fallline/page/aim.js";
import { clearMarks, mark } from "fallline/page/guess_marks.js";

/** @import { LessonBlock, Place } from "fallline/types.js" */
/** @import { Verdict } from "fallline/race/verdicts.js" */
/** @typedef {Place | string | number} Guess */
/** @typedef {{ right: boolean, words: HTMLElement[] }} Judged what to say of a guess */
/** @typedef {(known: boolean) => void} Ready hears whether there is a guess */
/**
 * Takes guesses until it is closed.
 * @typedef {object} Taker
 * @property {HTMLElement} node
 * @property {() => Guess} guess
 * @property {() => void} close
 * @property {(guessed: any, happened: any) => Judged} judge of a guess of its own, null for none
 */

const WORDS = { "spot on": say("Spot on."), close: say("Close."), missed: say("Not this time.") };

/**
 * What takes the answers to a question.
 * @param {LessonBlock} block
 * @param {Ready} ready
 * @returns {Taker}
 */
export function takerOf(block, ready) {
  switch (block.answer) {
    case "place":
      return placeTaker(ready);
    case "run":
      return runTaker(ready);
    case "choice":
      return choiceTaker(block, ready);
    default:
      return numberTaker(block, ready);
  }
}

/** @param {Verdict} verdict */
const strong = (verdict) => make("strong", { className: isRight(verdict) ? "right" : "wrong" }, WORDS[verdict]);

/**
 * @param {Verdict} verdict
 * @param {...HTMLElement} more
 * @returns {Judged}
 */
const judged = (verdict, ...more) => ({ right: isRight(verdict), words: [strong(verdict), ...more] });

/**
 * @param {...HTMLElement} words
 * @returns {Judged}
 */
const withoutGuess = (...words) => ({ right: false, words });

/** @param {string} words */
const paragraph = (words) => make("p", {}, words);

/** @param {string} ariaLabel */
const numberField = (ariaLabel) => make("input", { type: "number", step: "any", ariaLabel });

/** @param {HTMLInputElement} field */
const isKnown = (field) => field.value !== "" && Number.isFinite(Number(field.value));

/**
 * Where will it be? A click on the map, or two numbers.
 * @param {Ready} ready
 * @returns {Taker}
 */
function placeTaker(ready) {
  const { axes } = player.shownRace();
  const fields = axes.map((axis) => numberField(say("Guess, {axis}", { axis })));
  const labels = fields.map((field, axis) => make("label", {}, make("i", {}, axes[axis]), field));
  const guess = () => /** @type {Place} */ (fields.map((field) => Number(field.value)));
  const tell = () => {
    const known = fields.every(isKnown);
    ready(known);
    clearMarks();
    if (known) mark("guessed", guess());
  };
  for (const field of fields) field.addEventListener("input", tell);
  takeClicks((place) => {
    place.forEach((value, axis) => (fields[axis].value = String(Number(value.toPrecision(3)))));
    tell();
    return true;
  });
  const close = () => {
    takeClicks(null);
    for (const field of fields) field.disabled = true;
  };
  return { node: make("div", { className: "numbers-guess" }, ...labels), guess, close, judge: judgePlace };
}

/**
 * @param {Place | null} guessed
 * @param {{ place: Place, way: number }} happened
 */
function judgePlace(guessed, { place, way }) {
  mark("happened", place);
  const at = writtenPlace(place, way);
  if (guessed === null) return withoutGuess(paragraph(say("It is at {at}.", { at })));
  const off = distance(guessed, place);
  const facts = { at, off: short(off), share: Math.round((100 * off) / way) };
  const words = say("It is at {at}; you were {off} off, {share} % of its way.", facts);
  return judged(verdictOnPlace(off, way), paragraph(words));
}

/**
 * Which run?
 * @param {Ready} ready
 */
function runTaker(ready) {
  const { runs } = player.shownRace();
  const named = runs.map((run) => make("span", { className: "run-name" }, swatch(run), run.title));
  return oneOf(named.map((name, i) => [String(i), name]), ready);
}

/**
 * @param {LessonBlock} block
 * @param {Ready} ready
 */
function choiceTaker({ options = {} }, ready) {
  return oneOf(Object.entries(options).map(([key, words]) => [key, make("span", {}, words)]), ready);
}

/**
 * One of several.
 * @param {[string, HTMLElement][]} options each [what it is known by, what it says]
 * @param {Ready} ready
 * @returns {Taker}
 */
function oneOf(options, ready) {
  const inputs = options.map(([value]) => make("input", { type: "radio", name: "guess", value }));
  const labels = options.map(([key, words], i) => make("label", { "data-key": key }, inputs[i], words));
  for (const input of inputs) input.addEventListener("change", () => ready(true));
  return {
    node: make("div", { className: "options", role: "radiogroup" }, ...labels),
    guess: () => inputs.find((input) => input.checked)?.value ?? "",
    close: () => inputs.forEach((input) => (input.disabled = true)),
    judge(guessed, happened) {
      const found = String(happened);
      for (const label of labels) label.classList.toggle("answer", label.dataset.key === found);
      if (guessed === null) return withoutGuess(make("span", {}, say("The one that is marked.")));
      return judged(guessed === found ? "spot on" : "missed");
    },
  };
}

/**
 * A number; right within a factor.
 * @param {LessonBlock} block
 * @param {Ready} ready
 * @returns {Taker}
 */
function numberTaker({ unit = "" }, ready) {
  const field = numberField(say("Your guess"));
  field.addEventListener("input", () => ready(isKnown(field)));
  return {
    node: make("label", { className: "numbers-guess" }, field, make("span", {}, unit)),
    guess: () => Number(field.value),
    close: () => (field.disabled = true),
    judge(guessed, found) {
      const was = found === null ? say("It never happened.") : say("It was {n} {unit}.", { n: short(found), unit });
      return guessed === null ? withoutGuess(paragraph(was)) : judged(verdictOnNumber(guessed, found), paragraph(was));
    },
  };
}
