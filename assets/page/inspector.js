/** The inspector: the selected run's step in numbers, one sentence on it, its rule, and all its numbers. */
import { findElement, makeElement, makeSelect, setText } from "fallline/core/dom.js";
import { formatNumber, formatShort } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";
import { barShare, describeRatio, lengthDecades } from "fallline/race/step_ratio.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";
import { makeSwatch } from "fallline/painters/swatch.js";
import { createRows } from "fallline/painters/table.js";
import { makeToggle } from "fallline/page/inside_step.js";
import { renderRule } from "fallline/page/rules.js";
import { explainStep } from "fallline/page/step_text.js";

/** @import { Race, RaceDrawing, Run, TableLine } from "fallline/types.js" */
/** @typedef {(t: number) => void} Writer writes what belongs to step t */

const DIGITS = 3; // of the key numbers
const PRECISE_DIGITS = 4; // of those that are compared from step to step
const MAX_AXES = 2; // of the key numbers

/** Which details are open; it stays so from race to race. @type {Record<string, boolean>} */
const open = { rule: false, all: false };
let isVisible = false;
/** The rows of the table of all numbers; none if the link hides the table. @type {readonly TableLine[]} */
let tableLines = [];
/** What the inspector was built for. @type {{ race: Race | null, index: number, writers: Writer[] }} */
let built = { race: null, index: -1, writers: [] };

/** Update the inspector with the page, while it is in sight. */
export function install() {
  const aside = document.getElementById("inspector");
  if (!aside) return;
  new ResizeObserver(() => {
    isVisible = aside.offsetWidth > 0;
    show();
  }).observe(aside);
  player.onChange(show);
}

/**
 * Take over the rows of the table of a race; called before the race is shown.
 * @param {RaceDrawing} drawing
 */
export function setTable({ painterData }) {
  tableLines = painterData.numbers?.lines ?? [];
}

function show() {
  const { race, shownStep } = player;
  const aside = document.getElementById("inspector");
  if (!race || !aside || !isVisible) return;
  if (built.race !== race || built.index !== selectedRun()) build(aside, race, selectedRun());
  for (const write of built.writers) write(shownStep);
}

/**
 * Fill the inspector for a run.
 * @param {HTMLElement} aside
 * @param {Race} race
 * @param {number} index of the run
 */
function build(aside, race, index) {
  const run = race.runs[index];
  /** @type {Writer[]} */
  const writers = [];
  const parts = [
    makeHead(race, index, writers),
    makeLengths(run, writers),
    makeWhy(race, run, writers),
    makeKeyNumbers(race, run, writers),
    makeDetails("rule", say("Update rule, with this step's values"), "rules", writers, (box) =>
      renderRule(box, run, race.axes),
    ),
  ];
  if (tableLines.length) {
    parts.push(makeDetails("all", say("All numbers"), "numbers", writers, (box) => renderAllNumbers(box, race, run)));
  }
  const content = makeElement("div", { className: "inspector-body" }, ...parts);
  content.style.setProperty("--ideal", race.arrowStyles.ideal.colour);
  const previous = aside.querySelector(".inspector-body");
  if (previous) previous.replaceWith(content);
  else aside.prepend(makeToggle(), content);
  built = { race, index, writers };
}

/**
 * @param {Race} race
 * @param {number} index
 * @param {Writer[]} writers
 */
function makeHead(race, index, writers) {
  const title = makeElement("h2");
  const names = race.runs.map((run, i) => /** @type {const} */ ([i, run.title]));
  const chooser = makeSelect(names, index);
  chooser.setAttribute("aria-label", say("Run shown"));
  chooser.addEventListener("change", () => {
    player.selectRun(Number(chooser.value));
    findElement(document, "#inspector select").focus(); // of the new contents
  });
  writers.push((t) => setText(title, say("Step {t}", { t })));
  const choice = makeElement("div", { className: "run-choice" }, makeSwatch(race.runs[index]), chooser);
  return makeElement("div", { className: "inspector-head" }, title, choice);
}

/**
 * Return two bars, of the step taken and of the ideal step, on one logarithmic scale, and their ratio in words.
 * @param {Run} run
 * @param {Writer[]} writers
 */
function makeLengths(run, writers) {
  const decades = lengthDecades(run);
  const taken = makeBar(say("Step taken"), run.colour);
  const ideal = makeBar(say("Ideal step"), "");
  const ratio = makeElement("p", { className: "ratio" });
  const ends = makeElement("div", { className: "bar-ends" });
  ends.append(...[decades.low, decades.high].map((power) => makeElement("span", {}, formatShort(10 ** power))));
  const { step_size, ideal_own, ideal_own_edge } = run.arrays;
  writers.push((t) => {
    taken.write(barShare(step_size.values[t], decades), formatNumber(step_size.values[t], 3));
    const sign = ideal_own_edge.values[t] && Number.isFinite(ideal_own.values[t]) ? "≥ " : "";
    ideal.write(barShare(ideal_own.values[t], decades), sign + formatNumber(ideal_own.values[t], 3));
    setText(ratio, describeRatio(run, t) || "–");
  });
  const lengths = makeElement("div", { className: "lengths" }, ...taken.cells, ...ideal.cells, ends);
  lengths.style.setProperty("--decades", String(decades.high - decades.low));
  return makeElement("section", {}, lengths, ratio);
}

/**
 * @param {string} label
 * @param {string} colour
 */
function makeBar(label, colour) {
  const fill = makeElement("i", { className: colour ? "" : "ideal" });
  if (colour) fill.style.background = colour;
  const number = makeElement("output");
  const cells = [makeElement("span", {}, label), makeElement("span", { className: "bar" }, fill), number];
  const write = (/** @type {number} */ share, /** @type {string} */ text) => {
    fill.style.transform = `scaleX(${share.toFixed(3)})`;
    setText(number, text);
  };
  return { cells, write };
}

/**
 * @param {Race} race
 * @param {Run} run
 * @param {Writer[]} writers
 */
function makeWhy(race, run, writers) {
  const why = makeElement("p", { className: "why", tabIndex: 0, "data-part": "story" });
  writers.push((t) => {
    setText(why, explainStep(race, run, t));
    why.classList.toggle("quiet-text", player.playing);
  });
  return why;
}

/**
 * @param {Race} race
 * @param {Run} run
 * @param {Writer[]} writers
 */
function makeKeyNumbers(race, run, writers) {
  const axes = race.axes.slice(0, MAX_AXES);
  /** @type {[string, string, boolean][]} heading, array, whether there is a number per axis */
  const rows = [
    [say("Position"), "x", true],
    [say("Effective rate"), "effective_rate", true],
    [say("Gap f − f*"), "gap", false],
    [say("Gradient length"), "grad_norm", false],
    [say("Learning rate"), "learning_rate", false],
  ];
  const head = makeElement("tr", {}, makeElement("td"), ...axes.map((name) => makeElement("th", { scope: "col" }, name)));
  const lines = rows.map(([heading, array, perAxis]) => {
    const cells = (perAxis ? axes : [""]).map((_, axis) => makeNumberCell(run, array, axis, writers));
    if (!perAxis) cells[0].colSpan = axes.length;
    return makeElement("tr", {}, makeElement("th", { scope: "row" }, heading), ...cells);
  });
  return makeElement("table", { className: "key-numbers" }, makeElement("tbody", {}, head, ...lines));
}

/**
 * @param {Run} run
 * @param {string} name of the array
 * @param {number} axis
 * @param {Writer[]} writers
 */
function makeNumberCell(run, name, axis, writers) {
  const text = document.createTextNode("–");
  const array = run.arrays[name];
  if (array) {
    const columns = array.shape[1];
    const column = Math.min(axis, columns - 1);
    const format = name === "learning_rate" ? formatShort : formatNumber;
    const digits = ["x", "gap"].includes(name) ? PRECISE_DIGITS : DIGITS;
    writers.push((t) => setText(text, format(array.values[t * columns + column], digits)));
  }
  return makeElement("td", {}, text);
}

/**
 * Return an element that opens and closes; its contents are made when it is first opened, and written while it is open.
 * @param {string} name in `open`
 * @param {string} title
 * @param {string} part of the page, by which a link can hide it
 * @param {Writer[]} writers
 * @param {(box: HTMLElement) => Writer} render
 */
function makeDetails(name, title, part, writers, render) {
  const box = makeElement("div", { className: `fold-${name}` });
  const summary = makeElement("summary", {}, title);
  const properties = { "data-fold": name, "data-part": part, open: open[name] };
  const fold = makeElement("details", properties, summary, box);
  /** @type {Writer | null} */
  let write = null;
  const update = (/** @type {number} */ t) => {
    if (!fold.open) return;
    write ??= render(box);
    write(t);
  };
  fold.addEventListener("toggle", () => {
    open[name] = fold.open;
    update(player.shownStep);
  });
  writers.push(update);
  return fold;
}

/**
 * Fill an element with the table of all numbers of a run.
 * @param {HTMLElement} box
 * @param {Race} race
 * @param {Run} run
 * @returns {Writer}
 */
function renderAllNumbers(box, race, run) {
  /** @type {Writer[]} */
  const writers = [];
  const lines = tableLines.filter(({ array }) => run.arrays[array]);
  const rows = lines.flatMap((line) => createRows(line, { ...race, runs: [run] }, writers));
  box.replaceChildren(makeElement("table", { className: "key-numbers" }, makeElement("tbody", {}, ...rows)));
  return (t) => writers.forEach((write) => write(t));
}
