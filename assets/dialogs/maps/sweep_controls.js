/** The controls of a sweep: the run, the settings on both axes, the number of cells, and the colours. */
import { makeButton, makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { durationText } from "fallline/dialogs/duration_text.js";

/**
 * The values of the controls, by the names in requests: the index of the run, the paths of the settings on the
 * horizontal and the vertical axis, the number of cells along each axis, and what the colours show ("steps" or "gap").
 * @typedef {{ run: number, across: string, up: string, count: number, shows: string }} SweepChoice
 */

/**
 * The controls; `toolbar` contains all but `plot`. `status` shows the progress, and how the computation has ended.
 * @typedef {object} SweepControls
 * @property {HTMLElement} toolbar
 * @property {HTMLElement} status
 * @property {HTMLElement} plot
 * @property {HTMLSelectElement} run
 * @property {HTMLSelectElement} across
 * @property {HTMLSelectElement} up
 * @property {HTMLSelectElement} count
 * @property {HTMLSelectElement} shows
 * @property {HTMLButtonElement} cancel
 * @property {HTMLProgressElement} progress
 */

const COUNTS = [16, 32, 64]; // cells along each axis
/** What the colours can show. */
const COLOURINGS = { steps: say("steps to the target"), gap: say("last gap f − f*") };

/** The latest values of the controls. */
export let lastChoice = /** @type {SweepChoice} */ ({ run: 0, across: "lr", up: "", count: 32, shows: "steps" });

/**
 * Store the values of the controls.
 * @param {SweepChoice} choice
 */
export function setLastChoice(choice) {
  lastChoice = choice;
}

/**
 * Make the controls with their latest values, but without axes.
 * @param {readonly string[]} titles of the runs
 * @returns {SweepControls}
 */
export function makeSweepControls(titles) {
  const status = makeElement("p", { className: "fact", role: "status" });
  const progress = makeElement("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
  const plot = makeElement("div", { className: "sweep" });
  const run = makeSelect(titles.map((title, i) => [i, title]), Math.min(lastChoice.run, titles.length - 1));
  const [across, up] = [makeSelect([], ""), makeSelect([], "")];
  const count = makeSelect(COUNTS.map((each) => [each, `${each} × ${each}`]), lastChoice.count);
  const shows = makeSelect(Object.entries(COLOURINGS), lastChoice.shows);
  const cancel = makeButton(say("Cancel"), () => {});
  const fields = [
    makeField(say("Selected run"), run),
    makeField(say("Horizontal axis"), across),
    makeField(say("Vertical axis"), up),
    makeField(say("Cells"), count),
    makeField(say("Colours"), shows),
  ];
  const buttons = makeElement("div", { className: "buttons" }, cancel);
  const toolbar = makeElement("div", { className: "fields" }, ...fields, progress, status, buttons);
  return { toolbar, status, plot, run, across, up, count, shows, cancel, progress };
}

/**
 * Write the estimated time behind each number of cells.
 * @param {SweepControls} controls
 * @param {(cells: number) => number | null} secondsFor
 */
export function showEstimates({ count }, secondsFor) {
  COUNTS.forEach((each, i) => {
    const seconds = secondsFor(each * each);
    count.options[i].text = seconds === null ? `${each} × ${each}` : `${each} × ${each}, ${durationText(seconds)}`;
  });
}

/**
 * Return the values of the controls.
 * @param {SweepControls} controls
 * @returns {SweepChoice}
 */
export function readChoice({ run, across, up, count, shows }) {
  return {
    run: Number(run.value),
    across: across.value,
    up: up.value,
    count: Number(count.value),
    shows: shows.value,
  };
}
