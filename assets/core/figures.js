/** Words in Plotly's figures. */

/** @import { PlotlyFigure } from "fallline/types.js" */

import { say } from "fallline/core/text.js";

/**
 * Translates the titles of a figure's axes and scales, and the names in its legend; returns the figure.
 * @param {PlotlyFigure} figure
 * @param {(text: string) => string} [translate]
 * @returns {PlotlyFigure}
 */
export function titled(figure, translate = say) {
  for (const trace of figure.data) if (trace.name) trace.name = translate(trace.name);
  const scales = figure.data.flatMap(({ colorbar, marker }) => [colorbar, marker?.colorbar]);
  for (const part of [...Object.values(figure.layout), ...scales]) {
    if (part?.title?.text) part.title.text = translate(part.title.text);
  }
  return figure;
}
