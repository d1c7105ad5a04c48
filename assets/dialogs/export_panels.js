/** The panels that are plain Plotly figures, to be saved as they are on the page: the whole run. */
import { button, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { savePlot } from "fallline/dialogs/save_plot.js";

/**
 * A list of the panels, with buttons that save each.
 * @returns {HTMLElement | undefined} undefined where the page shows none
 */
export function panelList() {
  const plots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".panel.curves .plot")]);
  if (!plots.length) return undefined;
  const heading = make("strong", {}, say("Panels as they are on the page, the whole run"));
  return make("div", { className: "plain" }, heading, ...plots.map(panelRow));
}

/** @param {HTMLElement} plot */
function panelRow(plot) {
  const panel = plot.closest(".panel");
  const name = panel instanceof HTMLElement ? panel.dataset.panel ?? "" : "";
  const buttons = ["png", "svg"].map((format) =>
    button(format.toUpperCase(), () => savePlot(plot, format, name), { className: "button small" }),
  );
  return make("div", {}, make("span", {}, panel?.getAttribute("aria-label") ?? ""), ...buttons);
}
