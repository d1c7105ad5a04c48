/** Words in Plotly's figures. */

/** @import { PlotlyFigure } from "fallline/types.js" */

import { say } from "fallline/core/text.js";

/**
 * Says the titles of a figure's axes and scales, and the names in its legend; returns the figure.
 * @param {PlotlyFigure} figure
 * @returns {PlotlyFigure}
 */
export function titled(figure) {
  for (const trace of figure.data) if (trace.name) trace.name = say(trace.name);
  const scales = figure.data.flatMap(({ colorbar, marker }) => [colorbar, marker?.colorbar]);
  for (const part of [...Object.values(figure.layout), ...scales]) {
    if (part?.title?.text) part.title.text = say(part.title.text);
  }
  return figure;
}
