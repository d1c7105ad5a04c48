/** Buttons that save a Plotly plot as a picture. */
import { makeButton } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { shownRace } from "fallline/player/player.js";

/** @import { PlotlyFigure } from "fallline/types.js" */

const FORMATS = ["png", "svg"];
const [MIN_WIDTH_PX, MIN_HEIGHT_PX] = [480, 300];
const SCALE = 3; // pixels of a PNG per pixel of the page

/**
 * Make a button for each format that saves a plot; they do nothing before Plotly has drawn it.
 * @param {HTMLElement} plot
 * @param {() => string} name returns the name of the file, without the format
 * @returns {HTMLButtonElement[]}
 */
export const makePlotSaveButtons = (plot, name) =>
  FORMATS.map((format) => {
    const save = () => {
      if ("data" in plot) savePlot(plot, format, name());
    };
    return makeButton(format.toUpperCase(), save, { title: say("Save as {format}", { format: format.toUpperCase() }) });
  });

/**
 * Save a plot on the page's background colour.
 * @param {HTMLElement} plot
 * @param {string} format of FORMATS
 * @param {string} name
 * @returns {Promise<unknown>}
 */
function savePlot(plot, format, name) {
  const { data, layout } = /** @type {HTMLElement & PlotlyFigure} */ (plot);
  const figure = { data, layout: { ...layout, paper_bgcolor: shownRace().background } };
  const { width, height } = plot.getBoundingClientRect();
  const size = { width: Math.max(width, MIN_WIDTH_PX), height: Math.max(height, MIN_HEIGHT_PX), scale: SCALE };
  return window.Plotly.downloadImage(figure, { format, ...size, filename: name });
}
