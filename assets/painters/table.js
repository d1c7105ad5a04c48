/**
 * The painter of the table: one row per quantity and axis, one column per run. A step writes only texts that change.
 */
import { findElement, makeElement, setText } from "fallline/core/dom.js";
import { say, saySentence } from "fallline/core/text.js";
import { coordinateName, formatTableNumber, gaugePosition } from "fallline/race/table_text.js";

/** @import { NdArray, Painter, Race, Run, TableLine, TablePainterData } from "fallline/types.js" */
/** @typedef {(t: number) => void} CellWriter writes the number of step t into one cell */

const HEADING_WIDTH_PX = 150; // of the column with the names of the quantities
const MIN_RUN_WIDTH_PX = 96; // of each run's column

/**
 * Create the painter of the table, and the table in its panel.
 * @param {HTMLElement} panel
 * @param {TablePainterData} painterData
 * @param {Race} race
 * @returns {Painter}
 */
export function createTablePainter(panel, { lines }, race) {
  const stepCell = makeElement("th", { className: "count" });
  const head = makeElement("tr", {}, stepCell, ...race.runs.map((run) => createHeading(run, race.starts)));
  /** @type {CellWriter[]} */
  const writers = [];
  const rows = lines.flatMap((line) => createRows(line, race, writers));
  const column = makeElement("col");
  column.style.width = `${HEADING_WIDTH_PX}px`;
  const parts = [makeElement("colgroup", {}, column), makeElement("thead", {}, head), makeElement("tbody", {}, ...rows)];
  const table = makeElement("table", { className: "numbers-table" }, ...parts);
  table.style.minWidth = `${HEADING_WIDTH_PX + MIN_RUN_WIDTH_PX * race.runs.length}px`;
  findElement(panel, ".frame").replaceChildren(table);
  return {
    layOut() {},
    draw(t) {
      setText(stepCell, say("step {t}", { t }));
      for (const writeCell of writers) writeCell(t);
    },
  };
}

/**
 * @param {Run} run
 * @param {number} starts
 */
function createHeading(run, starts) {
  const name = makeElement("span", { className: "name" }, run.title);
  name.style.color = run.colour;
  const prefix = starts > 1 ? say("start 1 of {n}: ", { n: starts }) : "";
  return makeElement("th", {}, name, makeElement("small", { className: "outcome" }, prefix + saySentence(run.outcome)));
}

/**
 * Create the rows of a line: one for each entry, as many as the widest array of any run has. Their writers are added to
 * `writers`.
 * @param {TableLine} line
 * @param {Race} race
 * @param {CellWriter[]} writers
 */
export function createRows(line, race, writers) {
  const count = Math.max(...race.runs.map((run) => (run.arrays[line.array] || { shape: [0, 1] }).shape[1]));
  return Array.from({ length: count }, (_, axis) => {
    const heading = [say(line.label), coordinateName(race.axes, axis, count)].filter(Boolean).join(" ");
    const cells = race.runs.map((run) => {
      const cell = makeElement("td");
      writers.push(createWriter(cell, line, run, axis));
      return cell;
    });
    const head = makeElement("th", { title: say(line.help), scope: "row" }, heading);
    return makeElement("tr", { "data-array": line.array }, head, ...cells);
  });
}

/**
 * Fill a cell, and return the function that writes the number of a step into it.
 * @param {HTMLElement} cell
 * @param {TableLine} line
 * @param {Run} run
 * @param {number} axis
 * @returns {CellWriter}
 */
function createWriter(cell, line, run, axis) {
  /** @type {NdArray | undefined} */
  const array = run.arrays[line.array];
  const edge = line.edge === undefined ? undefined : run.arrays[line.edge];
  const bar = line.array === "step_by_ideal" ? addGauge(cell, run.colour) : null;
  const text = document.createTextNode("");
  cell.append(text);
  if (!array) return () => setText(text, "–");
  return (t) => {
    const value = array.values[t * array.shape[1] + axis];
    const isBound = Boolean(edge && edge.values[t]) && Number.isFinite(value);
    setText(text, formatTableNumber(line.array, value, isBound ? line.cut : ""));
    if (bar) setGauge(bar, isBound && value > 1 ? NaN : value);
  };
}

/**
 * Add a gauge to a cell: a small logarithmic scale of a ratio, from three decades below 1 to three above.
 * @param {HTMLElement} cell
 * @param {string} colour
 * @returns {HTMLElement} the gauge's bar
 */
function addGauge(cell, colour) {
  const bar = makeElement("i");
  bar.style.background = colour;
  cell.append(makeElement("span", { className: "gauge" }, bar));
  return bar;
}

/**
 * @param {HTMLElement} bar
 * @param {number} ratio
 */
function setGauge(bar, ratio) {
  bar.style.transform = `scaleX(${gaugePosition(ratio).toFixed(3)})`;
}
