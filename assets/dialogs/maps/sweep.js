/** The tab of sweeps: a run with every pair of values of two settings, as a plot with a cell for each pair. */
import { findElement, makeElement } from "fallline/core/dom.js";
import { translateFigure } from "fallline/core/figures.js";
import { currentTheme } from "fallline/core/page.js";
import { getWhenFree } from "fallline/core/server.js";
import { plural, say } from "fallline/core/text.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { timeLeftText } from "fallline/dialogs/duration_text.js";
import { Pace } from "fallline/dialogs/maps/pace.js";
import { fillAxes } from "fallline/dialogs/maps/sweep_axes.js";
import { lastChoice, makeSweepControls, readChoice, setLastChoice } from "fallline/dialogs/maps/sweep_controls.js";
import { showEstimates } from "fallline/dialogs/maps/sweep_controls.js";
import { fitLayout, problemText, runWhileOpen } from "fallline/dialogs/maps/tab.js";
import { makePlotSaveButtons } from "fallline/dialogs/save_plot.js";

/** @import { SweepAxisCard, PlotlyFigure, SweepAnswer } from "fallline/types.js" */
/** @import { SweepChoice, SweepControls } from "fallline/dialogs/maps/sweep_controls.js" */

/**
 * The state of the tab from its opening to its closing; `controller` stops the sweep that is being computed,
 * `axesRequest` stands for the newest request for axes until it is answered, and `drawn` is the choice whose sweep the
 * plot shows, null before the first. `pace` is that of computing cells, `fileStem` begins the names of files.
 * @typedef {object} TabState
 * @property {string} link
 * @property {SweepControls} controls
 * @property {HTMLElement} tab
 * @property {AbortController | null} controller
 * @property {symbol | null} axesRequest
 * @property {SweepChoice | null} drawn
 * @property {Pace} pace
 * @property {string} fileStem
 */

/**
 * Make the tab, which starts to compute when it is shown.
 * @returns {HTMLElement}
 */
export function makeSweepTab() {
  const controls = makeSweepControls(player.shownRace().runs.map(({ title }) => title));
  const hint = makeElement("p", { className: "hint" }, say("Point at a cell to read it; click it to run it."));
  const figure = makeElement("div", { className: "map-large" }, controls.plot, hint);
  const tab = makeElement("div", { className: "mapping" }, controls.toolbar, figure);
  /** @type {TabState} */
  const state = {
    link: shownLink, controls, tab, controller: null, axesRequest: null, drawn: null, pace: new Pace(), fileStem: "",
  };
  const savers = makePlotSaveButtons(controls.plot, () => `${state.fileStem}-sweep`);
  findElement(controls.toolbar, ".buttons").append(...savers);
  const begin = () => loadAxes(state).catch((problem) => (controls.status.textContent = problemText(problem)));
  const end = () => state.controller?.abort();
  for (const control of [controls.across, controls.up, controls.count, controls.shows]) {
    control.addEventListener("change", () => compute(state));
  }
  controls.run.addEventListener("change", begin);
  controls.cancel.addEventListener("click", end);
  runWhileOpen(tab, begin, end);
  return tab;
}

/**
 * Stop the sweep that is being computed, request the axes of the chosen run, offer them, and compute the sweep. A newer
 * call makes an older one stop.
 * @param {TabState} state
 */
async function loadAxes(state) {
  const { link, controls } = state;
  const mine = (state.axesRequest = Symbol("axes"));
  state.controller?.abort();
  state.controller = null;
  try {
    /** @type {SweepAxisCard[]} */
    const cards = await getWhenFree("/axes", { link, run: controls.run.value });
    if (mine !== state.axesRequest) return;
    fillAxes(controls, cards, lastChoice);
  } catch (problem) {
    if (mine !== state.axesRequest) return;
    state.axesRequest = null;
    controls.status.textContent = problemText(problem, "");
    return;
  }
  state.axesRequest = null;
  await compute(state);
}

/**
 * Compute the chosen sweep, and stop the one that is being computed.
 * @param {TabState} state
 */
async function compute(state) {
  if (state.axesRequest) return; // called again when the run's axes have arrived
  const { controls } = state;
  state.controller?.abort();
  const mine = (state.controller = new AbortController());
  setLastChoice(readChoice(controls));
  controls.status.textContent = say("Computing …");
  controls.cancel.disabled = false;
  try {
    await sweep(state, lastChoice, mine.signal);
    if (mine !== state.controller) return;
    const { steps } = player.shownRace();
    controls.status.textContent = plural(
      steps,
      "From the first start, {n} step, double precision, no noise.",
      "From the first start, {n} steps each, double precision, no noise.",
    );
  } catch (problem) {
    if (mine !== state.controller) return;
    controls.status.textContent = problemText(problem, say("Stopped; what is there stays."));
  }
  controls.cancel.disabled = true;
}

/**
 * Compute a sweep, some lines of cells with each request to the server, and draw them.
 * @param {TabState} state
 * @param {SweepChoice} choice
 * @param {AbortSignal} signal
 */
async function sweep(state, choice, signal) {
  const { link, controls, controls: { progress, plot, status }, pace } = state;
  const query = { link, ...choice, theme: currentTheme() };
  for (let done = 0; done < choice.count; ) {
    const before = performance.now();
    /** @type {SweepAnswer} */
    const answer = await getWhenFree("/sweep", { ...query, done }, signal);
    pace.add((answer.done - done) * choice.count, (performance.now() - before) / 1000);
    done = answer.done;
    state.fileStem = answer.fileStem;
    progress.value = done / choice.count;
    const left = pace.secondsFor((choice.count - done) * choice.count) ?? 0;
    status.textContent = `${say("{n} % done", { n: Math.floor(100 * progress.value) })}, ${timeLeftText(left)}`;
    showEstimates(controls, (cells) => pace.secondsFor(cells));
    const { data, layout } = translateFigure(/** @type {PlotlyFigure} */ (answer.figure));
    await window.Plotly.react(plot, data, fitLayout(layout, plot), { displayModeBar: false });
    if (!state.drawn) addClickListener(state);
    state.drawn = choice;
  }
}

/**
 * Make a click on a cell of the plot close the dialog and request the race with the cell's values. They belong to the
 * sweep that the plot shows, which the controls may have left already.
 * @param {TabState} state
 */
function addClickListener(state) {
  const { tab, controls: { plot } } = state;
  const plotly = /** @type {any} */ (plot); // Plotly has added its methods to the element
  plotly.on("plotly_click", (/** @type {{ points: { x?: number, y?: number }[] }} */ { points: [point] }) => {
    if (!point || point.x === undefined || !state.drawn) return;
    const { run, across, up } = state.drawn;
    tab.closest("dialog")?.close();
    changeControl("cell", { run, values: { [across]: formatValue(point.x), [up]: formatValue(point.y) } });
  });
}

/** @param {number | undefined} value */
const formatValue = (value) => String(Number(Number(value).toPrecision(4)));
