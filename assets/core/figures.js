/** Translation of the texts in Plotly figures. */

/** @import { PlotlyFigure } from "fallline/types.js" */

import { say } from "fallline/core/text.js";

/**
 * Translate the axis titles, colour bar titles, legend names and annotations of a figure in place, and return the
 * figure.
 * @param {PlotlyFigure} figure
 * @param {(text: string) => string} [translate]
 * @returns {PlotlyFigure}
 */
export function translateFigure(figure, translate = say) {
  for (const trace of figure.data) if (trace.name) trace.name = translate(trace.name);
  const colourBars = figure.data.flatMap(({ colorbar, marker }) => [colorbar, marker?.colorbar]);
  for (const part of [...Object.values(figure.layout), ...colourBars]) {
    if (part?.title?.text) part.title.text = translate(part.title.text);
  }
  for (const note of figure.layout.annotations ?? []) if (note.text) note.text = translate(note.text);
  return figure;
}
