/** The tab of basin maps: every tile is a start, and its colour shows the outcome of the run from there. */
import { getWhenFree } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { timeLeftText } from "fallline/dialogs/duration_text.js";
import { LEVELS, showEstimates } from "fallline/dialogs/maps/basin_controls.js";
import { cachedMaps, completeMaps, setLastChoice } from "fallline/dialogs/maps/basin_cache.js";
import { saveBasinPng } from "fallline/dialogs/maps/basin_png.js";
import { showSummaries } from "fallline/dialogs/maps/basin_summary.js";
import { choiceOf, drawBasinView, isRedrawDue, makeBasinView } from "fallline/dialogs/maps/basin_view.js";
import { methodText } from "fallline/dialogs/maps/basin_text.js";
import { computeMaps, missingTiles } from "fallline/dialogs/maps/basin_computation.js";
import { problemText, runWhileOpen } from "fallline/dialogs/maps/tab.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Get } from "fallline/dialogs/maps/basin_computation.js" */

/**
 * The state of the tab from its opening to its closing; `controller` stops the newest computation, and is null once
 * that has ended.
 * @typedef {{ view: BasinView, controller: AbortController | null }} TabState
 */

/**
 * Make the tab, which starts to compute when it is shown.
 * @returns {HTMLElement}
 */
export function makeBasinsTab() {
  const titles = player.shownRace().runs.map(({ title }) => title);
  const redraw = () => {
    setLastChoice(choiceOf(view));
    drawBasinView(view);
  };
  const view = makeBasinView(titles, cachedMaps(shownLink, titles.length), redraw);
  /** @type {TabState} */
  const state = { view, controller: null };
  addListeners(state, redraw);
  const begin = () => {
    window.addEventListener("resize", redraw);
    startComputation(state);
  };
  const end = () => {
    state.controller?.abort();
    window.removeEventListener("resize", redraw);
  };
  runWhileOpen(view.tab, begin, end);
  return view.tab;
}

/**
 * Return the function that sends the requests of one computation; they fail once it is stopped or its tab is gone.
 * @param {BasinView} view
 * @param {AbortController} controller
 * @returns {Get}
 */
function makeGet({ tab }, controller) {
  return async (address, query) => {
    if (!tab.isConnected) controller.abort(); // another tab is shown
    const answer = await getWhenFree(address, query, controller.signal);
    controller.signal.throwIfAborted();
    return answer;
  };
}

/**
 * @param {TabState} state
 * @param {() => void} redraw
 */
function addListeners(state, redraw) {
  const { view, view: { controls } } = state;
  controls.compute.addEventListener("click", () => {
    if (state.controller) state.controller.abort();
    else startComputation(state);
  });
  for (const control of [controls.shows, controls.level, ...controls.pair]) control.addEventListener("change", redraw);
  controls.level.addEventListener("change", () => startComputation(state));
  controls.save.addEventListener("click", () => saveBasinPng(view));
}

/**
 * Compute the maps at the chosen level, and stop the computation that is running, which then changes nothing any more.
 * @param {TabState} state
 */
async function startComputation(state) {
  const { view, view: { controls } } = state;
  state.controller?.abort();
  const mine = (state.controller = new AbortController());
  const level = choiceOf(view).level;
  controls.compute.textContent = say("Cancel");
  controls.status.textContent = say("Computing …");
  controls.progress.value = 0;
  const ended = await compute(view, level, makeGet(view, mine)).catch((problem) =>
    problemText(problem, say("Stopped; what is there stays, and Compute goes on from it.")),
  );
  if (mine !== state.controller) return; // a newer computation has taken over
  state.controller = null;
  controls.status.textContent = ended;
  controls.compute.textContent = say("Compute");
  estimate(view);
  drawBasinView(view);
  if (!view.tab.isConnected) return;
  // The facts are requested also after the computation was stopped; without an answer, maps lack theirs.
  await showSummaries(view, makeGet(view, new AbortController())).catch(() => {});
}

/**
 * Compute the maps, and return a text on how they were computed.
 * @param {BasinView} view
 * @param {number} level the number of tiles along each side
 * @param {Get} get
 * @returns {Promise<string>}
 */
async function compute(view, level, get) {
  const { cache, controls } = view;
  const levels = LEVELS.filter((each) => each <= level);
  const facts = cache.facts ?? (await fetchFacts(cache.link, get));
  cache.facts = facts;
  await computeMaps(cache, levels, get, {
    onLines(fraction) {
      controls.progress.value = fraction;
      const left = cache.pace.secondsFor(missingTiles(cache, levels));
      const done = say("{n} % done", { n: Math.floor(100 * fraction) });
      controls.status.textContent = left === null ? done : `${done}, ${timeLeftText(left)}`;
      if (isRedrawDue(view)) drawBasinView(view);
    },
    async onLevel() {
      estimate(view);
      drawBasinView(view);
      await showSummaries(view, get);
    },
  });
  controls.progress.value = 1;
  return methodText(level, player.shownRace().steps, facts, completeMaps(cache, level));
}

/** @param {BasinView} view */
function estimate({ cache, controls }) {
  const secondsFor = (/** @type {readonly number[]} */ levels) => cache.pace.secondsFor(missingTiles(cache, levels));
  showEstimates(controls, cache.facts?.box.length ?? 2, secondsFor);
}

/**
 * @param {string} link
 * @param {Get} get
 * @returns {Promise<MapFacts>}
 */
const fetchFacts = (link, get) => get("/mapped", { link });
