/** The controls of basin maps: how many tiles, which colours, which two runs are compared. */
import { field, make, select } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { chosen } from "fallline/dialogs/maps/basin_kept.js";

/** @import { Choice } from "fallline/dialogs/maps/basin_kept.js" */

/**
 * `versus` holds `pair`, the two runs of a comparison; `says` tells what has become of the computation, `bar` how far
 * it is.
 * @typedef {object} BasinControls
 * @property {HTMLElement} tools all but `says`
 * @property {HTMLElement} says
 * @property {HTMLSelectElement} level
 * @property {HTMLSelectElement} shows
 * @property {HTMLSelectElement[]} pair
 * @property {HTMLElement} versus
 * @property {HTMLButtonElement} go
 * @property {HTMLButtonElement} save
 * @property {HTMLProgressElement} bar
 */

/** How many tiles a map may have across; each is computed after the coarser ones. */
export const LEVELS = [64, 128, 256, 512, 1024];

const DIFFERENCE = "difference";
const SHOWS = {
  minimum: say("minimum reached"),
  steps: say("steps to arrival"),
  [DIFFERENCE]: say("difference of two"),
};

/**
 * The controls, as they were left.
 * @param {readonly string[]} titles of the runs
 * @returns {BasinControls}
 */
export function basinControls(titles) {
  const level = select(LEVELS.map((each) => [each, `${each} × ${each}`]), chosen.level);
  const offered = Object.entries(SHOWS).filter(([name]) => name !== DIFFERENCE || titles.length > 1);
  const shows = select(offered, chosen.shows);
  const pair = [0, 1].map((side) => runField(titles, chosen.pair[side]));
  const against = [pair[0], say(" against "), pair[1]];
  const versus = make("span", { className: "versus", hidden: shows.value !== DIFFERENCE }, ...against);
  const go = make("button", { className: "button strong", type: "button" }, say("Compute"));
  const save = make("button", { className: "button small", type: "button" }, "PNG");
  const bar = make("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
  const fields = [field(say("Tiles"), level), field(say("Colours"), shows)];
  const tools = make("div", { className: "tools" }, ...fields, versus, go, save, bar);
  const says = make("p", { className: "fact", role: "status" });
  return { tools, says, level, shows, pair, versus, go, save, bar };
}

/**
 * @param {readonly string[]} titles
 * @param {number} run the one that was chosen
 */
function runField(titles, run) {
  return select(titles.map((title, which) => [which, title]), Math.min(run, titles.length - 1));
}

/**
 * What the controls say.
 * @param {BasinControls} controls
 * @returns {Choice}
 */
export function choiceOf({ shows, level, pair }) {
  return { shows: shows.value, level: Number(level.value), pair: pair.map((run) => Number(run.value)) };
}

/**
 * Whether two maps are held against each other.
 * @param {Choice} choice
 * @returns {boolean}
 */
export const isComparison = ({ shows }) => shows === DIFFERENCE;
