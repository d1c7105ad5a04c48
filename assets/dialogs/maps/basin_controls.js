/** The controls of basin maps: number of tiles, colours, and the two runs of a comparison. */
import { makeButton, makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { lastChoice } from "fallline/dialogs/maps/basin_cache.js";
import { durationText } from "fallline/dialogs/duration_text.js";

/** @import { BasinChoice } from "fallline/dialogs/maps/basin_cache.js" */

/**
 * The controls; `toolbar` contains all but `pairChoice`, which contains `pair`, the two runs of a comparison. `status`
 * shows the progress, and how the computation has ended.
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
/** What the colours can show. */
const COLOURINGS = { minimum: say("minimum reached"), steps: say("steps to the target") };
const LEAST_SECONDS = 1; // that are worth saying

/**
 * Make the controls with their latest values.
 * @param {readonly string[]} titles of the runs
 * @param {number} dim the number of variables: starts over one are a line of tiles
 * @returns {BasinControls}
 */
export function makeBasinControls(titles, dim) {
  const level = makeSelect(LEVELS.map((each) => [each, levelText(each, dim)]), lastChoice.level);
  const shows = makeSelect(Object.entries(COLOURINGS), lastChoice.shows);
  const pair = [0, 1].map((side) => makeRunSelect(titles, lastChoice.pair[side]));
  const pairParts = [pair[0], say(" against "), pair[1]];
  const pairChoice = makeElement("span", { className: "versus" }, ...pairParts);
  pair.forEach((each, side) => (each.ariaLabel = side ? say("The second run") : say("The first run")));
  const compute = makeButton(say("Compute"), () => {}, { className: "button strong" });
  const save = makeButton(say("Save as PNG"), () => {});
  const progress = makeElement("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
  const status = makeElement("p", { className: "fact", role: "status" });
  const buttons = makeElement("div", { className: "buttons" }, compute, save);
  const fields = [makeField(say("Tiles"), level), makeField(say("Colours"), shows)];
  const toolbar = makeElement("div", { className: "fields" }, ...fields, buttons, progress, status);
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
 * @param {number} level
 * @param {number} dim
 */
const levelText = (level, dim) => (dim === 1 ? `${level}` : `${level} × ${level}`);

/**
 * Write the estimated time behind each number of tiles of which some are not computed yet.
 * @param {BasinControls} controls
 * @param {number} dim
 * @param {(levels: readonly number[]) => number | null} secondsFor the seconds that levels will take, null if unknown
 */
export function showEstimates({ level }, dim, secondsFor) {
  LEVELS.forEach((size, i) => {
    const seconds = secondsFor(LEVELS.slice(0, i + 1));
    const isWorthSaying = seconds !== null && seconds >= LEAST_SECONDS;
    level.options[i].text = isWorthSaying ? `${levelText(size, dim)}, ${durationText(seconds)}` : levelText(size, dim);
  });
}

/**
 * Return the values of the controls, with the index of the large map.
 * @param {BasinControls} controls
 * @param {number} large
 * @returns {BasinChoice}
 */
export const readChoice = ({ shows, level, pair }, large) => ({
  shows: shows.value,
  level: Number(level.value),
  pair: pair.map((run) => Number(run.value)),
  large,
});
