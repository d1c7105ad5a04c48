/** The tab of the learning rates with which each optimizer reaches the target: a figure and a table. */
import { makeElement } from "fallline/core/dom.js";
import { translateFigure } from "fallline/core/figures.js";
import { currentTheme } from "fallline/core/page.js";
import { getWhenFree } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { shownLink } from "fallline/player/link.js";
import { fitLayout, problemText, runWhileOpen } from "fallline/dialogs/maps/tab.js";
import { makePlotSaveButtons } from "fallline/dialogs/save_plot.js";

/** @import { PlotlyFigure, RatesAnswer } from "fallline/types.js" */

/**
 * Make the tab, and request its figure and table.
 * @returns {HTMLElement}
 */
export function makeRatesTab() {
  const plot = makeElement("div", { className: "sweep" });
  const table = makeElement("table", { className: "rates" });
  const properties = { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("The learning rates in numbers") };
  const status = makeElement("p", { className: "fact", role: "status" }, say("Computing …"));
  let fileStem = "";
  const fill = async () => (fileStem = await fillTab(plot, table, status));
  const savers = makePlotSaveButtons(plot, () => `${fileStem}-rates`);
  const buttons = makeElement("div", { className: "buttons" }, status, ...savers);
  const tab = makeElement("div", { className: "mapping stacked" }, plot, makeElement("div", properties, table), buttons);
  const begin = () => {
    fill().catch((problem) => (status.textContent = problemText(problem)));
  };
  runWhileOpen(tab, begin, () => {});
  return tab;
}

/**
 * Request the learning rates from the server, show them, and return the beginning of the names of files.
 * @param {HTMLElement} plot
 * @param {HTMLElement} table
 * @param {HTMLElement} status
 */
async function fillTab(plot, table, status) {
  /** @type {RatesAnswer} */
  const { fileStem, figure, columns, rows, note } = await getWhenFree("/rates", { link: shownLink, theme: currentTheme() });
  const makeCell = (/** @type {any} */ cell) => makeElement("td", {}, String(cell));
  const makeRow = (/** @type {any[]} */ row) => makeElement("tr", {}, ...row.map(makeCell));
  const headings = columns.map((column) => makeElement("th", { scope: "col" }, column));
  const head = makeElement("thead", {}, makeElement("tr", {}, ...headings));
  table.append(head, makeElement("tbody", {}, ...rows.map(makeRow)));
  status.textContent = note;
  const { data, layout } = translateFigure(/** @type {PlotlyFigure} */ (figure));
  await window.Plotly.newPlot(plot, data, fitLayout(layout, plot), { displayModeBar: false, responsive: true });
  return fileStem;
}
