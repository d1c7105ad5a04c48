/** What the tab of basin maps shows: a picture for each run and one of a comparison, a legend, and what a tile says. */
import { make } from "fallline/core/dom.js";
import { theme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { alike, pointAt } from "fallline/race/basin_map.js";
import { stepSpan } from "fallline/race/step_scale.js";
import { outcomeColours, versusColours } from "fallline/race/tile_colours.js";
import { tintsOf } from "fallline/race/tints.js";
import * as player from "fallline/player/player.js";
import { turn } from "fallline/player/store.js";
import { basinControls, choiceOf, isComparison } from "fallline/dialogs/maps/basin_controls.js";
import { legendKeys } from "fallline/dialogs/maps/basin_legend.js";
import { basinPicture } from "fallline/dialogs/maps/basin_picture.js";
import { comparisonWords, placeWords } from "fallline/dialogs/maps/basin_words.js";
import { paint } from "fallline/dialogs/maps/tiles.js";

/** @import { MapFacts, Place } from "fallline/types.js" */
/** @import { Tints } from "fallline/race/tints.js" */
/** @import { BasinControls } from "fallline/dialogs/maps/basin_controls.js" */
/** @import { Choice, Kept } from "fallline/dialogs/maps/basin_kept.js" */
/** @import { Picture } from "fallline/dialogs/maps/basin_picture.js" */

/**
 * `pictures` has one for each run, then that of the comparison; it is empty until there is something to see. `at` is
 * when they were painted last, and `took` for how long, ms.
 * @typedef {object} BasinView
 * @property {readonly string[]} titles
 * @property {Kept} kept
 * @property {BasinControls} controls
 * @property {HTMLElement} part
 * @property {HTMLElement} maps
 * @property {HTMLElement} legend
 * @property {HTMLElement} under
 * @property {Picture[]} pictures
 * @property {number} at
 * @property {number} took
 */

/**
 * The view, without pictures yet.
 * @param {readonly string[]} titles of the runs
 * @param {Kept} kept
 * @returns {BasinView}
 */
export function basinView(titles, kept) {
  const controls = basinControls(titles);
  const maps = make("div", { className: "maps" });
  const legend = make("p", { className: "legend" });
  const under = make("p", { className: "fact under" }, say("Point at a tile to read it; click it to start there."));
  const part = make("div", { className: "mapping" }, controls.tools, controls.says, maps, legend, under);
  return { titles, kept, controls, part, maps, legend, under, pictures: [], at: 0, took: 0 };
}

/**
 * Shows what is known.
 * @param {BasinView} view
 */
export function show(view) {
  const before = performance.now();
  draw(view);
  view.at = performance.now();
  view.took = view.at - before;
}

/**
 * Whether the view may be painted again: painting must not take longer than computing.
 * @param {BasinView} view
 * @returns {boolean}
 */
export const isDue = ({ at, took }) => performance.now() - at > 4 * took;

/** @param {BasinView} view */
function draw(view) {
  const { titles, kept: { facts, maps }, controls, part } = view;
  const known = maps.filter((map) => map !== null);
  if (!part.isConnected || !facts || !known.length) return;
  const choice = choiceOf(controls);
  controls.versus.hidden = !isComparison(choice);
  if (!view.pictures.length) addPictures(view, facts);
  const span = stepSpan(known);
  const tints = tintsOf(facts.colours, theme(), player.shownRace().paper);
  drawRuns(view, facts, choice, span, tints);
  drawComparison(view, facts, choice, tints);
  view.legend.replaceChildren(...legendKeys(choice, titles, facts.points, span, tints));
}

/**
 * @param {BasinView} view
 * @param {MapFacts} facts
 */
function addPictures({ titles, kept, part, maps, under, pictures }, facts) {
  const read = (/** @type {Place} */ place) => {
    under.textContent = placeWords(titles, kept.maps, facts, place);
  };
  const start = (/** @type {Place} */ place) => startAt(part, facts, place);
  pictures.push(...[...titles, ""].map((title) => basinPicture(title, facts.box, read, start)));
  maps.append(...pictures.map(({ figure }) => figure));
}

/**
 * @param {HTMLElement} part
 * @param {MapFacts} facts
 * @param {Place} place
 */
function startAt(part, { box }, place) {
  part.closest("dialog")?.close();
  turn("picked", { place: pointAt(box, place).map((value) => Number(value.toPrecision(6))) });
}

/**
 * @param {BasinView} view
 * @param {MapFacts} facts
 * @param {Choice} choice
 * @param {readonly [number, number]} span
 * @param {Tints} tints
 */
function drawRuns({ kept, pictures }, facts, { shows }, span, tints) {
  const { start } = player.shownRace();
  kept.maps.forEach((map, run) => {
    pictures[run].figure.hidden = !map;
    if (map) paint(pictures[run], map.across, outcomeColours(map, shows, span, tints), facts, start);
  });
}

/**
 * @param {BasinView} view
 * @param {MapFacts} facts
 * @param {Choice} choice
 * @param {Tints} tints
 */
function drawComparison({ titles, kept, pictures }, facts, choice, tints) {
  const { figure, heading, facts: words, ...canvases } = pictures[titles.length];
  const [one, other] = choice.pair;
  const [map, otherMap] = [kept.maps[one], kept.maps[other]];
  if (!isComparison(choice) || one === other || !map || !otherMap) {
    figure.hidden = true;
    return;
  }
  figure.hidden = false;
  const [first, second] = alike(map, otherMap);
  heading.textContent = say("{one} against {other}", { one: titles[one], other: titles[other] });
  paint(canvases, first.across, versusColours(first, second, tints), facts, player.shownRace().start);
  words.textContent = comparisonWords(first, second, titles[one], titles[other], facts.points);
}
