/** The painter of the scoreboard: the runs in order at equal cost, what each did in this step, why each ended so. */
import { find, make, write } from "fallline/core/dom.js";
import { digits } from "fallline/core/numbers.js";
import { plural, say, told } from "fallline/core/text.js";
import { arrival, costsUpTo, standings } from "fallline/race/standings.js";
import { stepSentence } from "fallline/race/step_sentence.js";
import { swatch } from "fallline/painters/swatch.js";

/** @import { Painter, Race, Run } from "fallline/types.js" */
/** @import { Standing } from "fallline/race/standings.js" */
/** @typedef {Record<string, HTMLTableCellElement>} Cells of a row, by column */

/** Columns: class, head, and what the head means. */
const COLUMNS = [
  ["place", "#", say("at the same number of gradient evaluations")],
  ["name", "", ""],
  ["gap", "f − f*", say("how far above the minimum, the median of all starts")],
  ["arrived", say("arrived after"), say("gradient evaluations; of many starts, how many have arrived")],
  ["last", say("final gap"), say("at the end of the race")],
  ["story", "", ""],
];

/**
 * Makes the painter of the scoreboard, and the board in its panel.
 * @param {HTMLElement} panel
 * @param {unknown} _needs
 * @param {Race} race
 * @returns {Painter}
 */
export function scoreboard(panel, _needs, race) {
  const head = headCells();
  const cells = race.runs.map(cellsOf);
  const rows = cells.map((each) => make("tr", {}, ...Object.values(each)));
  const body = make("tbody", {}, ...rows);
  const top = make("thead", {}, make("tr", {}, ...Object.values(head)));
  const board = make("table", { className: "board" }, top, body);
  find(panel, ".frame").replaceChildren(board);
  let order = "";
  return {
    lay() {},
    draw(t) {
      const { spent, places } = standings(race, t);
      board.classList.toggle("over", t === race.steps); // how a run ended is shown in full, however long it is
      writeHead(head, race, spent, t);
      places.forEach((place, i) => writeRun(cells[place.which], race, place, i + 1, t));
      const now = places.map(({ which }) => which).join();
      if (now !== order) body.append(...places.map(({ which }) => rows[which]));
      order = now;
    },
  };
}

/** @returns {Cells} */
function headCells() {
  const heads = COLUMNS.map(([name, words, means]) => {
    return [name, make("th", { title: means, className: name, scope: "col", "data-part": partOf(name) }, words)];
  });
  return Object.fromEntries(heads);
}

/**
 * @param {Run} run
 * @returns {Cells}
 */
function cellsOf(run) {
  const cells = COLUMNS.map(([name]) => [name, name === "name" ? nameCell(run) : cellOf(name)]);
  return Object.fromEntries(cells);
}

/** @param {string} name */
const cellOf = (name) => make("td", { className: name, "data-part": partOf(name) });

/** @param {Run} run */
function nameCell(run) {
  const cell = make("th", { className: "name", scope: "row" }, swatch(run), run.title);
  cell.style.setProperty("--run", run.colour);
  return cell;
}

/**
 * The part of the page that a column is, which a link can hide.
 * @param {string} name
 */
const partOf = (name) => (name === "story" ? "story" : undefined);

/**
 * @param {Cells} head
 * @param {Race} race
 * @param {number} spent
 * @param {number} t
 */
function writeHead(head, race, spent, t) {
  const n = spent.toLocaleString("en");
  write(head.name, plural(spent, "after {n} gradient evaluation", "after {n} gradient evaluations", { n }));
  write(head.story, t === race.steps ? say("how it ended") : say("what happened in step {t}", { t }));
}

/**
 * @param {Cells} cells
 * @param {Race} race
 * @param {Standing} standing
 * @param {number} place from 1
 * @param {number} t
 */
function writeRun(cells, race, { which, gap, arrived, last }, place, t) {
  const run = race.runs[which];
  const over = t === race.steps;
  write(cells.place, String(place));
  write(cells.gap, digits(gap, 3));
  write(cells.arrived, (arrival(arrived, race.starts) || "–") + arrivalBefore(race, which));
  write(cells.last, over ? digits(last, 3) : "–");
  const story = over ? ending(run, race.starts) : stepSentence(run, t);
  write(cells.story, story);
  cells.story.title = story; // a sentence that is longer than its line is read by pointing at it
}

/**
 * What the same run needed before one thing was changed.
 * @param {Race} race
 * @param {number} which
 */
function arrivalBefore({ runs, before }, which) {
  if (!before.length) return "";
  const same = before.length === runs.length ? before[which] : before.find(({ title }) => title === runs[which].title);
  if (!same) return "";
  const when = arrival(costsUpTo(same.arrivals), same.arrivals.length) || say("never");
  return ` ${say("(before: {n})", { n: when })}`;
}

/**
 * @param {Run} run
 * @param {number} starts
 */
function ending(run, starts) {
  const first = starts > 1 ? `${say("first start")}: ` : "";
  return first + told(run.outcome) + (run.why ? `: ${told(run.why)}` : "");
}
