/** The painter of the scoreboard: the runs in order at equal cost, with what each did in a step and how each ended. */
import { findElement, makeElement, setText } from "fallline/core/dom.js";
import { formatCount, formatNumber } from "fallline/core/numbers.js";
import { plural, say } from "fallline/core/text.js";
import { formatReached, rankRuns, targetCosts } from "fallline/race/standings.js";
import { endSentence } from "fallline/race/end_sentence.js";
import { stepSentence } from "fallline/race/step_sentence.js";
import { makeSwatch } from "fallline/painters/swatch.js";

/** @import { Painter, Race, Run } from "fallline/types.js" */
/** @import { Standing } from "fallline/race/standings.js" */
/** @typedef {Record<string, HTMLTableCellElement>} Cells of a row, by column */

/** The columns: CSS class, heading, and the heading's explanation. */
const COLUMNS = [
  ["place", "#", say("at the same number of gradient evaluations")],
  ["name", "", ""],
  ["gap", "f − f*", say("how far above the minimum, the median of all starts")],
  ["reached", say("target reached after"), say("gradient evaluations; of many starts, how many are within the target")],
  ["last", say("final gap"), say("at the end of the race")],
  ["story", "", ""],
];

/**
 * Create the painter of the scoreboard, and the table in its panel.
 * @param {HTMLElement} panel
 * @param {unknown} _painterData unused
 * @param {Race} race
 * @returns {Painter}
 */
export function createScoreboardPainter(panel, _painterData, race) {
  const headings = createHeadings();
  const cells = race.runs.map(createCells);
  const rows = cells.map((each) => makeElement("tr", {}, ...Object.values(each)));
  const body = makeElement("tbody", {}, ...rows);
  const head = makeElement("thead", {}, makeElement("tr", {}, ...Object.values(headings)));
  const board = makeElement("table", { className: "board" }, head, body);
  findElement(panel, ".frame").replaceChildren(board);
  let order = "";
  return {
    layOut() {},
    draw(t) {
      const { cost, standings } = rankRuns(race, t);
      board.classList.toggle("over", t === race.steps); // shows the end of each run in full, however long the text is
      updateHeadings(headings, race, cost, t);
      standings.forEach((standing, i) => updateRow(cells[standing.runIndex], race, standing, i + 1, t));
      const newOrder = standings.map(({ runIndex }) => runIndex).join();
      if (newOrder !== order) body.append(...standings.map(({ runIndex }) => rows[runIndex]));
      order = newOrder;
    },
  };
}

/** @returns {Cells} */
function createHeadings() {
  const headings = COLUMNS.map(([name, heading, title]) => {
    return [name, makeElement("th", { title, className: name, scope: "col", "data-part": partOf(name) }, heading)];
  });
  return Object.fromEntries(headings);
}

/**
 * @param {Run} run
 * @returns {Cells}
 */
function createCells(run) {
  const cells = COLUMNS.map(([name]) => [name, name === "name" ? createNameCell(run) : createCell(name)]);
  return Object.fromEntries(cells);
}

/** @param {string} name */
const createCell = (name) => makeElement("td", { className: name, "data-part": partOf(name) });

/** @param {Run} run */
function createNameCell(run) {
  const cell = makeElement("th", { className: "name", scope: "row" }, makeSwatch(run), run.title);
  cell.style.setProperty("--run", run.colour);
  return cell;
}

/**
 * Return the name by which a link can hide a column; undefined if it cannot.
 * @param {string} name
 */
const partOf = (name) => (name === "story" ? "story" : undefined);

/**
 * @param {Cells} headings
 * @param {Race} race
 * @param {number} cost gradient evaluations
 * @param {number} t
 */
function updateHeadings(headings, race, cost, t) {
  const n = formatCount(cost);
  setText(headings.name, plural(cost, "after {n} gradient evaluation", "after {n} gradient evaluations", { n }));
  setText(headings.story, t === race.steps ? say("how it ended") : say("what happened in step {t}", { t }));
}

/**
 * @param {Cells} cells
 * @param {Race} race
 * @param {Standing} standing
 * @param {number} rank from 1
 * @param {number} t
 */
function updateRow(cells, race, standing, rank, t) {
  const { runIndex, gap, finalGap } = standing;
  const run = race.runs[runIndex];
  const atEnd = t === race.steps;
  setText(cells.place, String(rank));
  setText(cells.gap, formatNumber(gap, 3));
  const before = ghostReached(race, runIndex);
  const beforeText = before ? ` ${say("(before: {n})", { n: before })}` : "";
  setText(cells.reached, (formatReached(standing, race.starts) || "–") + beforeText);
  setText(cells.last, atEnd ? formatNumber(finalGap, 3) : "–");
  const story = atEnd ? endSentence(run, race.starts) : stepSentence(run, t);
  setText(cells.story, story);
  cells.story.title = story; // shows a sentence that is longer than its line
}

/**
 * Return how the same run stood to the target in the race that is drawn faintly; "" if there is no such run.
 * @param {Race} race
 * @param {number} index index of the run
 * @returns {string}
 */
export function ghostReached({ runs, ghosts }, index) {
  if (!ghosts.length) return "";
  const { title } = runs[index];
  const ghost = ghosts.length === runs.length ? ghosts[index] : ghosts.find((each) => each.title === title);
  if (!ghost) return "";
  const standing = { ...targetCosts(ghost), divergedAt: ghost.mostDivergedAt };
  return formatReached(standing, ghost.reachCosts.length) || say("never");
}
