/** Functions that the tabs of the maps' dialog share. */

const NARROW_PX = 500; // width of a plot

/**
 * Call `begin` when a tab's content is on the screen, unless another tab was chosen at once, and then `end` when its
 * dialog closes.
 * @param {HTMLElement} tab
 * @param {() => void} begin
 * @param {() => void} end
 */
export function runWhileOpen(tab, begin, end) {
  requestAnimationFrame(() => {
    if (!tab.isConnected) return;
    tab.closest("dialog")?.addEventListener("close", end);
    begin();
  });
}

/**
 * Return the text on a computation that has ended with an error.
 * @param {unknown} problem what was thrown
 * @param {string} [stopped] the text if the visitor has stopped the computation; without it the error's message is used
 * @returns {string}
 */
export function problemText(problem, stopped) {
  if (!(problem instanceof Error)) return String(problem);
  return stopped !== undefined && problem.name === "AbortError" ? stopped : problem.message;
}

/**
 * Return the layout of a Plotly figure that fills its element; a narrow one has a label at every second power of ten.
 * @param {Record<string, any>} layout
 * @param {HTMLElement} plot
 * @returns {Record<string, any>}
 */
export function fitLayout(layout, plot) {
  const isCrowded = plot.clientWidth < NARROW_PX && layout.xaxis?.type === "log";
  return { ...layout, autosize: true, xaxis: isCrowded ? { ...layout.xaxis, dtick: 2 } : layout.xaxis };
}
