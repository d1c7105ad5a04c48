/** The inputs for predictions in lessons: a place on the map, a run, one of several options, or a number. */
import { makeElement } from "fallline/core/dom.js";
import { formatShort } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";
import { distance, formatPoint, gradeNumber, gradePoint, isCorrect } from "fallline/race/guess_grades.js";
import * as player from "fallline/player/player.js";
import { makeSwatch } from "fallline/painters/swatch.js";
import { setMapClickHandler } from "fallline/page/start_handle.js";
import { addMark, clearMarks } from "fallline/page/guess_marks.js";

/** @import { LessonBlock, PlanePoint } from "fallline/types.js" */
/** @import { Grade } from "fallline/race/guess_grades.js" */
/** @typedef {PlanePoint | string | number} Guess */
/** @typedef {{ right: boolean, elements: HTMLElement[] }} Judgement of a guess, and the elements that show it */
/** @typedef {(isComplete: boolean) => void} OnGuess called after each input, with whether there is a complete guess */
/**
 * `guess` returns the present guess, `close` ends the input, and `judge` compares a guess (null for none) with the
 * right answer, both of the kind that this input takes.
 * @typedef {object} AnswerInput
 * @property {HTMLElement} node
 * @property {() => Guess} guess
 * @property {() => void} close
 * @property {(guessed: any, result: any) => Judgement} judge
 */

const GRADES = { "spot on": say("Spot on."), close: say("Close."), missed: say("Not this time.") };

/**
 * Make the input for the answer to a question.
 * @param {LessonBlock} block of the question
 * @param {OnGuess} onGuess
 * @returns {AnswerInput}
 */
export function makeAnswerInput(block, onGuess) {
  switch (block.answer) {
    case "place":
      return makePlaceInput(onGuess);
    case "run":
      return makeRunInput(onGuess);
    case "choice":
      return makeChoiceInput(block, onGuess);
    default:
      return makeNumberInput(block, onGuess);
  }
}

/** @param {Grade} grade */
const makeGrade = (grade) => makeElement("strong", { className: isCorrect(grade) ? "right" : "wrong" }, GRADES[grade]);

/**
 * Make the judgement of a guess.
 * @param {Grade} grade
 * @param {...HTMLElement} elements that follow the grade
 * @returns {Judgement}
 */
const judgeGuess = (grade, ...elements) => ({ right: isCorrect(grade), elements: [makeGrade(grade), ...elements] });

/**
 * Make the judgement for a reader who made no guess.
 * @param {...HTMLElement} elements
 * @returns {Judgement}
 */
const judgeNoGuess = (...elements) => ({ right: false, elements });

/** @param {string} text */
const makeParagraph = (text) => makeElement("p", {}, text);

/** @param {string} ariaLabel */
const makeNumberField = (ariaLabel) => makeElement("input", { type: "number", step: "any", ariaLabel });

/** @param {HTMLInputElement} field */
const hasNumber = (field) => field.value !== "" && Number.isFinite(Number(field.value));

/**
 * Make the input for a place: a click on the map, or one number per axis.
 * @param {OnGuess} onGuess
 * @returns {AnswerInput}
 */
function makePlaceInput(onGuess) {
  const { axes } = player.shownRace();
  const fields = axes.map((axis) => makeNumberField(say("Guess, {axis}", { axis })));
  const labels = fields.map((field, axis) => makeElement("label", {}, makeElement("i", {}, axes[axis]), field));
  const guess = () => /** @type {PlanePoint} */ (fields.map((field) => Number(field.value)));
  const onInput = () => {
    const isComplete = fields.every(hasNumber);
    onGuess(isComplete);
    clearMarks();
    if (isComplete) addMark("guessed", guess());
  };
  for (const field of fields) field.addEventListener("input", onInput);
  setMapClickHandler((place) => {
    place.forEach((value, axis) => (fields[axis].value = String(Number(value.toPrecision(3)))));
    onInput();
    return true;
  });
  const close = () => {
    setMapClickHandler(null);
    for (const field of fields) field.disabled = true;
  };
  return { node: makeElement("div", { className: "numbers-guess" }, ...labels), guess, close, judge: judgePlace };
}

/**
 * @param {PlanePoint | null} guessed
 * @param {{ place: PlanePoint, way: number }} result `way` is the length of the run's path up to the place, in data
 *   units
 */
function judgePlace(guessed, { place, way }) {
  addMark("happened", place);
  const at = formatPoint(place, way);
  if (guessed === null) return judgeNoGuess(makeParagraph(say("It is at {at}.", { at })));
  const off = distance(guessed, place);
  const values = { at, off: formatShort(off), way: formatShort(way) };
  const text = say("It is at {at}. Your guess was {off} away; the ball itself moved {way}.", values);
  return judgeGuess(gradePoint(off, way), makeParagraph(text));
}

/** @param {OnGuess} onGuess */
function makeRunInput(onGuess) {
  const { runs } = player.shownRace();
  const names = runs.map((run) => makeElement("span", { className: "run-name" }, makeSwatch(run), run.title));
  return makeRadioInput(names.map((name, i) => [String(i), name]), onGuess);
}

/**
 * @param {LessonBlock} block
 * @param {OnGuess} onGuess
 */
function makeChoiceInput({ options = {} }, onGuess) {
  return makeRadioInput(Object.entries(options).map(([key, label]) => [key, makeElement("span", {}, label)]), onGuess);
}

/**
 * Make an input with one radio button per option.
 * @param {[key: string, label: HTMLElement][]} options
 * @param {OnGuess} onGuess
 * @returns {AnswerInput}
 */
function makeRadioInput(options, onGuess) {
  const inputs = options.map(([value]) => makeElement("input", { type: "radio", name: "guess", value }));
  const labels = options.map(([key, label], i) => makeElement("label", { "data-key": key }, inputs[i], label));
  for (const input of inputs) input.addEventListener("change", () => onGuess(true));
  return {
    node: makeElement("div", { className: "options", role: "radiogroup" }, ...labels),
    guess: () => inputs.find((input) => input.checked)?.value ?? "",
    close: () => inputs.forEach((input) => (input.disabled = true)),
    judge(guessed, result) {
      const answer = String(result);
      for (const label of labels) label.classList.toggle("answer", label.dataset.key === answer);
      if (guessed === null) return judgeNoGuess(makeElement("span", {}, say("The one that is marked.")));
      return judgeGuess(guessed === answer ? "spot on" : "missed");
    },
  };
}

/**
 * Make the input for a number, which is right within a factor of the answer.
 * @param {LessonBlock} block
 * @param {OnGuess} onGuess
 * @returns {AnswerInput}
 */
function makeNumberInput({ unit = "" }, onGuess) {
  const field = makeNumberField(say("Your guess"));
  field.addEventListener("input", () => onGuess(hasNumber(field)));
  return {
    node: makeElement("label", { className: "numbers-guess" }, field, makeElement("span", {}, unit)),
    guess: () => Number(field.value),
    close: () => (field.disabled = true),
    judge(guessed, result) {
      const never = say("It never happened.");
      const text = makeParagraph(result === null ? never : say("It was {n} {unit}.", { n: formatShort(result), unit }));
      return guessed === null ? judgeNoGuess(text) : judgeGuess(gradeNumber(guessed, result), text);
    },
  };
}
