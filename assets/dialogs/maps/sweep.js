/** The tab of sweeps: one setting of a run against another, a cell for each pair of values. */
import { make } from "fallline/core/dom.js";
import { titled } from "fallline/core/figures.js";
import { theme } from "fallline/core/page.js";
import { whenFree } from "fallline/core/server.js";
import { plural, say } from "fallline/core/text.js";
import { shown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { turn } from "fallline/player/store.js";
import { onceShown, problemWords } from "fallline/dialogs/maps/part.js";
import { offerAxes } from "fallline/dialogs/maps/sweep_axes.js";
import { choiceOf, chosen, setChosen, sweepControls } from "fallline/dialogs/maps/sweep_controls.js";

/** @import { AxisCard, PlotlyFigure, SweepAnswer } from "fallline/types.js" */
/** @import { Choice, SweepControls } from "fallline/dialogs/maps/sweep_controls.js" */

/**
 * A visit of the tab: `stop` ends the sweep that is being computed, `loading` is the question for axes that is not
 * answered yet, `listening` says whether the plot is heard.
 * @typedef {object} Visit
 * @property {string} link
 * @property {SweepControls} controls
 * @property {HTMLElement} part
 * @property {AbortController | null} stop
 * @property {symbol | null} loading
 * @property {boolean} listening
 */

/**
 * The tab, which computes as soon as it is shown.
 * @returns {HTMLElement}
 */
export function sweepPart() {
  const controls = sweepControls(player.shownRace().runs.map(({ title }) => title));
  const under = make("p", { className: "fact under" }, say("Point at a cell to read it; click it to run it."));
  const part = make("div", { className: "mapping" }, controls.tools, controls.says, controls.plot, under);
  /** @type {Visit} */
  const visit = { link: shown, controls, part, stop: null, loading: null, listening: false };
  const begin = () => loadAxes(visit).catch((problem) => (controls.says.textContent = problemWords(problem)));
  const end = () => visit.stop?.abort();
  for (const choice of [controls.across, controls.up, controls.count, controls.shows]) {
    choice.addEventListener("change", () => compute(visit));
  }
  controls.run.addEventListener("change", begin);
  controls.stop.addEventListener("click", end);
  onceShown(part, begin, end);
  return part;
}

/**
 * Offers the axes of the chosen run and computes; the axes of a run that was chosen before come too late.
 * @param {Visit} visit
 */
async function loadAxes(visit) {
  const { link, controls } = visit;
  const mine = (visit.loading = Symbol("axes"));
  try {
    /** @type {AxisCard[]} */
    const found = await whenFree("/axes", { link, run: controls.run.value });
    if (mine !== visit.loading) return;
    offerAxes(controls, found, chosen);
  } catch (problem) {
    if (mine !== visit.loading) return;
    visit.loading = null;
    controls.says.textContent = problemWords(problem, "");
    return;
  }
  visit.loading = null;
  await compute(visit);
}

/** @param {Visit} visit */
async function compute(visit) {
  if (visit.loading) return; // follows when the run's axes are there
  const { controls } = visit;
  visit.stop?.abort();
  const mine = (visit.stop = new AbortController());
  setChosen(choiceOf(controls));
  controls.says.textContent = "";
  controls.stop.disabled = false;
  try {
    await sweep(visit, chosen, mine.signal);
    if (mine !== visit.stop) return;
    const { steps } = player.shownRace();
    controls.says.textContent = plural(
      steps,
      "From the first start, {n} step, double precision, no noise.",
      "From the first start, {n} steps each, double precision, no noise.",
    );
  } catch (problem) {
    if (mine !== visit.stop) return;
    controls.says.textContent = problemWords(problem, say("Stopped; what is there stays."));
  }
  controls.stop.disabled = true;
}

/**
 * Computes some lines with each question to the server, and shows them.
 * @param {Visit} visit
 * @param {Choice} choice
 * @param {AbortSignal} signal
 */
async function sweep(visit, choice, signal) {
  const { link, controls: { bar, plot } } = visit;
  const words = { link, ...choice, theme: theme() };
  for (let done = 0; done < choice.count; ) {
    /** @type {SweepAnswer} */
    const told = await whenFree("/sweep", { ...words, done }, signal);
    done = told.done;
    bar.value = done / choice.count;
    const { data, layout } = titled(/** @type {PlotlyFigure} */ (told.figure));
    await window.Plotly.react(plot, data, { ...layout, autosize: true }, { displayModeBar: false });
    if (!visit.listening) listen(visit);
  }
}

/**
 * Runs a cell of the plot that is clicked.
 * @param {Visit} visit
 */
function listen(visit) {
  visit.listening = true;
  const { part, controls: { plot, run, across, up } } = visit;
  const plotly = /** @type {any} */ (plot); // which Plotly has made one of its own
  plotly.on("plotly_click", (/** @type {{ points: { x?: number, y?: number }[] }} */ { points: [point] }) => {
    if (!point || point.x === undefined) return;
    part.closest("dialog")?.close();
    const values = { [across.value]: written(point.x), [up.value]: written(point.y) };
    turn("cell", { run: Number(run.value), values });
  });
}

/** @param {number | undefined} value */
const written = (value) => String(Number(Number(value).toPrecision(4)));
