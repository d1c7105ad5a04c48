/** The painter of the table: one row per quantity and axis, one column per run; only texts that changed are written. */
import { find, make, write } from "fallline/core/dom.js";
import { say, told } from "fallline/core/text.js";
import { coordinateName, gaugeShare, numberText } from "fallline/race/table_text.js";

/** @import { Numbers, Painter, Race, Run, TableActors, TableLine } from "fallline/types.js" */
/** @typedef {(t: number) => void} Slot writes the number of step t into one cell */

const WORDS = 132; // the width of the column of words, px
const RUN = 96; // the least width of a run's column, px

/**
 * Makes the painter of the table, and the table in its panel.
 * @param {HTMLElement} panel
 * @param {TableActors} needs
 * @param {Race} race
 * @returns {Painter}
 */
export function table(panel, { lines }, race) {
  const counter = make("th", { className: "count" });
  const head = make("tr", {}, counter, ...race.runs.map((run) => heading(run, race.starts)));
  /** @type {Slot[]} */
  const slots = [];
  const rows = lines.flatMap((each) => rowsOf(each, race, slots));
  const columns = make("colgroup", {}, make("col", { className: "words" }));
  const parts = [columns, make("thead", {}, head), make("tbody", {}, ...rows)];
  const made = make("table", { className: "numbers-table" }, ...parts);
  made.style.minWidth = `${WORDS + RUN * race.runs.length}px`;
  find(panel, ".frame").replaceChildren(made);
  return {
    lay() {},
    draw(t) {
      write(counter, say("step {t}", { t }));
      for (const show of slots) show(t);
    },
  };
}

/**
 * @param {Run} run
 * @param {number} starts
 */
function heading(run, starts) {
  const name = make("span", { className: "name" }, run.title);
  name.style.color = run.colour;
  const which = starts > 1 ? say("start 1 of {n}: ", { n: starts }) : "";
  return make("th", {}, name, make("small", { className: "outcome" }, which + told(run.outcome)));
}

/**
 * The rows of a line, one per entry of the longest of the runs' arrays; their slots are added to `slots`.
 * @param {TableLine} line
 * @param {Race} race
 * @param {Slot[]} slots
 */
function rowsOf(line, race, slots) {
  const count = Math.max(...race.runs.map((run) => (run.arrays[line.array] || { shape: [0, 1] }).shape[1]));
  return Array.from({ length: count }, (_, axis) => {
    const words = [say(line.words), coordinateName(race.axes, axis, count)].filter(Boolean).join(" ");
    const cells = race.runs.map((run) => {
      const cell = make("td");
      slots.push(slotOf(cell, line, run, axis));
      return cell;
    });
    const head = make("th", { title: say(line.help), scope: "row" }, words);
    return make("tr", { "data-array": line.array }, head, ...cells);
  });
}

/**
 * Fills one cell.
 * @param {HTMLElement} cell
 * @param {TableLine} line
 * @param {Run} run
 * @param {number} axis
 * @returns {Slot}
 */
function slotOf(cell, line, run, axis) {
  /** @type {Numbers | undefined} */
  const array = run.arrays[line.array];
  const edge = line.edge === undefined ? undefined : run.arrays[line.edge];
  const bar = line.array === "step_by_ideal" ? gauge(cell, run.colour) : null;
  const text = document.createTextNode("");
  cell.append(text);
  if (!array) return () => write(text, "–");
  return (t) => {
    const value = array.values[t * array.shape[1] + axis];
    const isBound = Boolean(edge && edge.values[t]) && Number.isFinite(value);
    write(text, numberText(line.array, value, isBound ? line.cut : ""));
    if (bar) lean(bar, isBound && value > 1 ? NaN : value);
  };
}

/**
 * A small scale of three decades to each side of 'just right'.
 * @param {HTMLElement} cell
 * @param {string} colour
 * @returns {HTMLElement} its bar
 */
function gauge(cell, colour) {
  const bar = make("i");
  bar.style.background = colour;
  cell.append(make("span", { className: "gauge" }, bar));
  return bar;
}

/**
 * @param {HTMLElement} bar
 * @param {number} ratio
 */
function lean(bar, ratio) {
  bar.style.transform = `scaleX(${gaugeShare(ratio).toFixed(3)})`;
}
