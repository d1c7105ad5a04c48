/** Saving a plot as Plotly draws it. */
import { shownRace } from "fallline/player/player.js";

/** @import { PlotlyFigure } from "fallline/types.js" */

const LEAST = [480, 300]; // px, width and height
const SCALE = 3;

/**
 * Saves a plot on paper of the page's colour.
 * @param {HTMLElement} plot
 * @param {string} format "png" or "svg"
 * @param {string} name of the file, without what all names have
 * @returns {Promise<unknown>}
 */
export function savePlot(plot, format, name) {
  const { data, layout } = /** @type {HTMLElement & PlotlyFigure} */ (plot);
  const figure = { data, layout: { ...layout, paper_bgcolor: shownRace().paper } };
  const { width, height } = plot.getBoundingClientRect();
  const size = { width: Math.max(width, LEAST[0]), height: Math.max(height, LEAST[1]), scale: SCALE };
  return window.Plotly.downloadImage(figure, { format, ...size, filename: `fall-line-${name}` });
}
