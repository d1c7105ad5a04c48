/** The tab of basin maps: every tile is a start, and its colour shows the outcome of the run from there. */
import { getWhenFree } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { LEVELS, readChoice } from "fallline/dialogs/maps/basin_controls.js";
import { cachedMaps, setLastChoice } from "fallline/dialogs/maps/basin_cache.js";
import { saveBasinPng } from "fallline/dialogs/maps/basin_png.js";
import { showSummaries } from "fallline/dialogs/maps/basin_summary.js";
import { drawBasinView, isRedrawDue, makeBasinView } from "fallline/dialogs/maps/basin_view.js";
import { methodText } from "fallline/dialogs/maps/basin_text.js";
import { computeMaps } from "fallline/dialogs/maps/basin_computation.js";
import { problemText, runWhileOpen } from "fallline/dialogs/maps/tab.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Get } from "fallline/dialogs/maps/basin_computation.js" */

/**
 * The state of the tab from its opening to its closing; `controller` stops the computation.
 * @typedef {object} TabState
 * @property {BasinView} view
 * @property {boolean} isComputing
 * @property {AbortController} controller
 * @property {Get} get
 */

/**
 * Make the tab, which starts to compute when it is shown.
 * @returns {HTMLElement}
 */
export function makeBasinsTab() {
  const titles = player.shownRace().runs.map(({ title }) => title);
  const state = makeState(makeBasinView(titles, cachedMaps(shownLink, titles.length)));
  const { view } = state;
  const redraw = () => drawBasinView(view);
  addListeners(state, redraw);
  const begin = () => {
    window.addEventListener("resize", redraw);
    toggleComputation(state);
  };
  const end = () => {
    state.controller.abort();
    window.removeEventListener("resize", redraw);
  };
  runWhileOpen(view.tab, begin, end);
  return view.tab;
}

/**
 * @param {BasinView} view
 * @returns {TabState}
 */
function makeState(view) {
  /** @type {TabState} */
  const state = {
    view,
    isComputing: false,
    controller: new AbortController(),
    get(address, query) {
      if (!view.tab.isConnected) state.controller.abort(); // another tab is shown
      return getWhenFree(address, query, state.controller.signal);
    },
  };
  return state;
}

/**
 * @param {TabState} state
 * @param {() => void} redraw
 */
function addListeners(state, redraw) {
  const { controls, pictures, legend } = state.view;
  controls.compute.addEventListener("click", () => toggleComputation(state));
  controls.level.addEventListener("change", () => restartComputation(state));
  for (const control of [controls.shows, controls.level, ...controls.pair]) {
    control.addEventListener("change", () => {
      setLastChoice(readChoice(controls));
      redraw();
    });
  }
  controls.save.addEventListener("click", () => saveBasinPng(pictures.filter(({ figure }) => !figure.hidden), legend));
}

/**
 * Stop a running computation, and start one at the chosen level.
 * @param {TabState} state
 */
async function restartComputation(state) {
  if (state.isComputing) state.controller.abort();
  while (state.isComputing) await new Promise(requestAnimationFrame);
  await toggleComputation(state);
}

/**
 * Compute the maps, or stop a running computation.
 * @param {TabState} state
 */
async function toggleComputation(state) {
  if (state.isComputing) {
    state.controller.abort();
    return;
  }
  const { view, view: { controls }, get } = state;
  state.isComputing = true;
  state.controller = new AbortController();
  controls.compute.textContent = say("Cancel");
  controls.status.textContent = "";
  try {
    controls.status.textContent = await compute(state);
  } catch (problem) {
    const stopped = say("Stopped; what is there stays, and Compute goes on from it.");
    controls.status.textContent = problemText(problem, stopped);
  }
  state.isComputing = false;
  controls.compute.textContent = say("Compute");
  drawBasinView(view);
  if (!view.tab.isConnected) return;
  state.controller = new AbortController(); // the summaries are requested also after the computation was stopped
  await showSummaries(view, get).catch(() => {}); // maps may lack their summaries
}

/**
 * Compute the maps, and return a text on how they were computed.
 * @param {TabState} state
 * @returns {Promise<string>}
 */
async function compute(state) {
  const { view, view: { cache, controls }, get } = state;
  const levels = LEVELS.filter((level) => level <= Number(controls.level.value));
  const facts = cache.facts ?? (await fetchFacts(cache.link, get));
  cache.facts = facts;
  await computeMaps(cache, levels, get, {
    onProgress: (fraction) => (controls.progress.value = fraction),
    onLines() {
      if (isRedrawDue(view)) drawBasinView(view);
    },
    async onLevel() {
      drawBasinView(view);
      await showSummaries(view, get);
    },
  });
  return methodText(controls.level.value, player.shownRace().steps, facts, cache.maps);
}

/**
 * @param {string} link
 * @param {Get} get
 * @returns {Promise<MapFacts>}
 */
const fetchFacts = (link, get) => get("/mapped", { link });
