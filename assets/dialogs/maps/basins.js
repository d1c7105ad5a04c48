/** The tab of basin maps: every tile is a start, and its colour says what became of the run from there. */
import { whenFree } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { shown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { LEVELS, choiceOf } from "fallline/dialogs/maps/basin_controls.js";
import { keptOf, setChosen } from "fallline/dialogs/maps/basin_kept.js";
import { saveSheet } from "fallline/dialogs/maps/basin_sheet.js";
import { describe } from "fallline/dialogs/maps/basin_shares.js";
import { basinView, isDue, show } from "fallline/dialogs/maps/basin_view.js";
import { madeWords } from "fallline/dialogs/maps/basin_words.js";
import { computeMaps } from "fallline/dialogs/maps/basin_work.js";
import { onceShown, problemWords } from "fallline/dialogs/maps/part.js";

/** @import { MapFacts } from "fallline/types.js" */
/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */
/** @import { Ask } from "fallline/dialogs/maps/basin_work.js" */

/**
 * A visit of the tab: whether maps are being computed, what stops that, and how it asks the server.
 * @typedef {object} Visit
 * @property {BasinView} view
 * @property {boolean} going
 * @property {AbortController} stop
 * @property {Ask} ask
 */

/**
 * The tab, which computes as soon as it is shown.
 * @returns {HTMLElement}
 */
export function basinsPart() {
  const titles = player.shownRace().runs.map(({ title }) => title);
  const visit = visitOf(basinView(titles, keptOf(shown, titles.length)));
  const { view } = visit;
  const showView = () => show(view);
  hearControls(visit, showView);
  const begin = () => {
    window.addEventListener("resize", showView);
    compute(visit);
  };
  const end = () => {
    visit.stop.abort();
    window.removeEventListener("resize", showView);
  };
  onceShown(view.part, begin, end);
  return view.part;
}

/**
 * @param {BasinView} view
 * @returns {Visit}
 */
function visitOf(view) {
  /** @type {Visit} */
  const visit = {
    view,
    going: false,
    stop: new AbortController(),
    ask(address, words) {
      if (!view.part.isConnected) visit.stop.abort(); // another tab is shown
      return whenFree(address, words, visit.stop.signal);
    },
  };
  return visit;
}

/**
 * @param {Visit} visit
 * @param {() => void} showView
 */
function hearControls(visit, showView) {
  const { controls, pictures, legend } = visit.view;
  controls.go.addEventListener("click", () => compute(visit));
  controls.level.addEventListener("change", () => computeAgain(visit));
  for (const choice of [controls.shows, controls.level, ...controls.pair]) {
    choice.addEventListener("change", () => {
      setChosen(choiceOf(controls));
      showView();
    });
  }
  controls.save.addEventListener("click", () => saveSheet(pictures.filter(({ figure }) => !figure.hidden), legend));
}

/**
 * Computes at the level that was chosen now.
 * @param {Visit} visit
 */
async function computeAgain(visit) {
  if (visit.going) visit.stop.abort();
  while (visit.going) await new Promise(requestAnimationFrame);
  await compute(visit);
}

/**
 * Computes the maps, or stops that where they are being computed.
 * @param {Visit} visit
 */
async function compute(visit) {
  if (visit.going) {
    visit.stop.abort();
    return;
  }
  const { view, view: { controls }, ask } = visit;
  visit.going = true;
  visit.stop = new AbortController();
  controls.go.textContent = say("Cancel");
  controls.says.textContent = "";
  try {
    controls.says.textContent = await computed(visit);
  } catch (problem) {
    const stopped = say("Stopped; what is there stays, and Compute goes on from it.");
    controls.says.textContent = problemWords(problem, stopped);
  }
  visit.going = false;
  controls.go.textContent = say("Compute");
  show(view);
  if (!view.part.isConnected) return;
  visit.stop = new AbortController(); // what was computed is described, though the rest was stopped
  await describe(view, ask).catch(() => {}); // without an answer nothing is said
}

/**
 * Computes the maps; says by what they were made.
 * @param {Visit} visit
 * @returns {Promise<string>}
 */
async function computed(visit) {
  const { view, view: { kept, controls }, ask } = visit;
  const levels = LEVELS.filter((each) => each <= Number(controls.level.value));
  const facts = kept.facts ?? (await factsOf(kept.link, ask));
  kept.facts = facts;
  await computeMaps(kept, levels, ask, {
    done: (share) => (controls.bar.value = share),
    lines() {
      if (isDue(view)) show(view);
    },
    async level() {
      show(view);
      await describe(view, ask);
    },
  });
  return madeWords(controls.level.value, player.shownRace().steps, facts, kept.maps);
}

/**
 * @param {string} link
 * @param {Ask} ask
 * @returns {Promise<MapFacts>}
 */
const factsOf = (link, ask) => ask("/mapped", { link });
