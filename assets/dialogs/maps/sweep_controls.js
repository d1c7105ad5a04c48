/** The controls of a sweep: which run, which setting against which, how many cells, which colours. */
import { field, make, select } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { plotSavers } from "fallline/dialogs/maps/plot_savers.js";

/**
 * `across` and `up` are the paths of settings, `count` is how many cells there are each way.
 * @typedef {{ run: number, across: string, up: string, count: number, shows: string }} Choice
 */

/**
 * `says` tells what has become of the computation, `bar` how far it is.
 * @typedef {object} SweepControls
 * @property {HTMLElement} tools all but `says` and `plot`
 * @property {HTMLElement} says
 * @property {HTMLElement} plot
 * @property {HTMLSelectElement} run
 * @property {HTMLSelectElement} across
 * @property {HTMLSelectElement} up
 * @property {HTMLSelectElement} count
 * @property {HTMLSelectElement} shows
 * @property {HTMLButtonElement} stop
 * @property {HTMLProgressElement} bar
 */

const COUNTS = [16, 32, 64];
const SHOWS = { steps: say("steps to arrival"), gap: say("last gap f − f*") };

/** What was chosen last. */
export let chosen = /** @type {Choice} */ ({ run: 0, across: "lr", up: "", count: 32, shows: "steps" });

/**
 * Keeps what was chosen.
 * @param {Choice} choice
 */
export function setChosen(choice) {
  chosen = choice;
}

/**
 * The controls, as they were left, but without axes yet.
 * @param {readonly string[]} titles of the runs
 * @returns {SweepControls}
 */
export function sweepControls(titles) {
  const says = make("p", { className: "fact", role: "status" });
  const bar = make("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
  const plot = make("div", { className: "sweep" });
  const run = select(titles.map((title, which) => [which, title]), Math.min(chosen.run, titles.length - 1));
  const [across, up] = [select([], ""), select([], "")];
  const count = select(COUNTS.map((each) => [each, `${each} × ${each}`]), chosen.count);
  const shows = select(Object.entries(SHOWS), chosen.shows);
  const stop = make("button", { className: "button", type: "button" }, say("Cancel"));
  const fields = [
    field(say("Run"), run),
    field(say("Right"), across),
    field(say("Up"), up),
    field(say("Cells"), count),
    field(say("Colours"), shows),
  ];
  const tools = make("div", { className: "tools" }, ...fields, stop, plotSavers(plot, "sweep"), bar);
  return { tools, says, plot, run, across, up, count, shows, stop, bar };
}

/**
 * What the controls say.
 * @param {SweepControls} controls
 * @returns {Choice}
 */
export function choiceOf({ run, across, up, count, shows }) {
  return {
    run: Number(run.value),
    across: across.value,
    up: up.value,
    count: Number(count.value),
    shows: shows.value,
  };
}
