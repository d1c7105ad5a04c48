/** The tab of the learning rates that work for every optimizer: a figure and a table. */
import { make } from "fallline/core/dom.js";
import { titled } from "fallline/core/figures.js";
import { theme } from "fallline/core/page.js";
import { whenFree } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { shown } from "fallline/player/link.js";
import { problemWords } from "fallline/dialogs/maps/part.js";
import { plotSavers } from "fallline/dialogs/maps/plot_savers.js";

/** @import { PlotlyFigure, RatesAnswer } from "fallline/types.js" */

/**
 * The tab, which computes at once.
 * @returns {HTMLElement}
 */
export function ratesPart() {
  const plot = make("div", { className: "sweep" });
  const table = make("table", { className: "rates" });
  const facts = { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("The learning rates in numbers") };
  const says = make("p", { className: "fact", role: "status" }, say("Computing …"));
  const tools = make("div", { className: "tools" }, plotSavers(plot, "rates"));
  compute(plot, table, says).catch((problem) => (says.textContent = problemWords(problem)));
  return make("div", { className: "mapping" }, tools, plot, make("div", facts, table), says);
}

/**
 * @param {HTMLElement} plot
 * @param {HTMLElement} table
 * @param {HTMLElement} says
 */
async function compute(plot, table, says) {
  /** @type {RatesAnswer} */
  const { figure, columns, rows, note } = await whenFree("/rates", { link: shown, theme: theme() });
  const line = (/** @type {any[]} */ row) => make("tr", {}, ...row.map((cell) => make("td", {}, String(cell))));
  const heads = columns.map((words) => make("th", { scope: "col" }, words));
  table.append(make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows.map(line)));
  says.textContent = note;
  const { data, layout } = titled(/** @type {PlotlyFigure} */ (figure));
  await window.Plotly.newPlot(plot, data, layout, { displayModeBar: false });
}
