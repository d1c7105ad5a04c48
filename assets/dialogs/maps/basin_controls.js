/** The controls of basin maps: number of tiles, colours, and the two runs of a comparison. */
import { makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { lastChoice } from "fallline/dialogs/maps/basin_cache.js";

/** @import { BasinChoice } from "fallline/dialogs/maps/basin_cache.js" */

/**
 * The controls; `toolbar` contains all but `status`, which shows how the computation has ended, and `pairChoice`
 * contains `pair`, the two runs of a comparison.
 * @typedef {object} BasinControls
 * @property {HTMLElement} toolbar
 * @property {HTMLElement} status
 * @property {HTMLSelectElement} level
 * @property {HTMLSelectElement} shows
 * @property {HTMLSelectElement[]} pair
 * @property {HTMLElement} pairChoice
 * @property {HTMLButtonElement} compute
 * @property {HTMLButtonElement} save
 * @property {HTMLProgressElement} progress
 */

/** The numbers of tiles along each side; a level is computed after the coarser ones. */
export const LEVELS = [64, 128, 256, 512, 1024];

const DIFFERENCE = "difference";
/** What the colours can show. */
const COLOURINGS = {
  minimum: say("minimum reached"),
  steps: say("steps to arrival"),
  [DIFFERENCE]: say("difference of two"),
};

/**
 * Make the controls with their latest values.
 * @param {readonly string[]} titles of the runs
 * @param {number} dim the number of variables: starts over one are a line of tiles
 * @returns {BasinControls}
 */
export function makeBasinControls(titles, dim) {
  const level = makeSelect(LEVELS.map((each) => [each, dim === 1 ? `${each}` : `${each} × ${each}`]), lastChoice.level);
  const offered = Object.entries(COLOURINGS).filter(([name]) => name !== DIFFERENCE || titles.length > 1);
  const shows = makeSelect(offered, lastChoice.shows);
  const pair = [0, 1].map((side) => makeRunSelect(titles, lastChoice.pair[side]));
  const pairParts = [pair[0], say(" against "), pair[1]];
  const pairChoice = makeElement("span", { className: "versus", hidden: shows.value !== DIFFERENCE }, ...pairParts);
  const compute = makeElement("button", { className: "button strong", type: "button" }, say("Compute"));
  const save = makeElement("button", { className: "button small", type: "button" }, "PNG");
  const progress = makeElement("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
  const fields = [makeField(say("Tiles"), level), makeField(say("Colours"), shows)];
  const toolbar = makeElement("div", { className: "tools" }, ...fields, pairChoice, compute, save, progress);
  const status = makeElement("p", { className: "fact", role: "status" });
  return { toolbar, status, level, shows, pair, pairChoice, compute, save, progress };
}

/**
 * @param {readonly string[]} titles
 * @param {number} chosen the index of the chosen run
 */
function makeRunSelect(titles, chosen) {
  return makeSelect(titles.map((title, run) => [run, title]), Math.min(chosen, titles.length - 1));
}

/**
 * Return the values of the controls.
 * @param {BasinControls} controls
 * @returns {BasinChoice}
 */
export function readChoice({ shows, level, pair }) {
  return { shows: shows.value, level: Number(level.value), pair: pair.map((run) => Number(run.value)) };
}

/**
 * Return whether two maps are compared.
 * @param {BasinChoice} choice
 * @returns {boolean}
 */
export const isComparison = ({ shows }) => shows === DIFFERENCE;
