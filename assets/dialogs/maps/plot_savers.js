/** Buttons that save a plot of the maps. */
import { button, make } from "fallline/core/dom.js";
import { savePlot } from "fallline/dialogs/save_plot.js";

const FORMATS = ["png", "svg"];

/**
 * Buttons that save a plot, once there is one.
 * @param {HTMLElement} plot
 * @param {string} name of the file
 * @returns {HTMLElement}
 */
export function plotSavers(plot, name) {
  const buttons = FORMATS.map((format) => {
    const save = () => {
      if ("data" in plot) savePlot(plot, format, name);
    };
    return button(format.toUpperCase(), save, { className: "button small" });
  });
  return make("span", { className: "savers" }, ...buttons);
}
