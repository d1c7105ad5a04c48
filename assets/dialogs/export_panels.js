/** The list of the page's panels of curves, each with buttons that save its Plotly figure with the whole run. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { makePlotSaveButtons } from "fallline/dialogs/save_plot.js";

/**
 * Make the list of the panels.
 * @param {string} fileStem begins the names of the files
 * @returns {HTMLElement | undefined} undefined if the page shows none
 */
export function makePanelList(fileStem) {
  const plots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".panel.curves .plot")]);
  if (!plots.length) return undefined;
  const heading = makeElement("strong", {}, say("Panels as they are on the page, the whole run"));
  return makeElement("div", { className: "plain" }, heading, ...plots.map((plot) => makePanelRow(plot, fileStem)));
}

/**
 * @param {HTMLElement} plot
 * @param {string} fileStem
 */
function makePanelRow(plot, fileStem) {
  const panel = plot.closest(".panel");
  const name = panel instanceof HTMLElement ? panel.dataset.panel ?? "" : "";
  const label = makeElement("span", {}, panel?.getAttribute("aria-label") ?? "");
  return makeElement("div", {}, label, ...makePlotSaveButtons(plot, () => `${fileStem}-${name.replaceAll("_", "-")}`));
}
