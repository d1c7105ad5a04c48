/**
 * The view of the tab of basin maps: a picture for each run and one of a comparison, a legend, and a text on a tile.
 */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { NO_VALUE, pointAt } from "fallline/race/basin_map.js";
import { stepRange } from "fallline/race/step_scale.js";
import { comparisonColours, outcomeColours } from "fallline/race/tile_colours.js";
import { createPalette } from "fallline/race/map_palette.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { completeMaps, finestMaps } from "fallline/dialogs/maps/basin_cache.js";
import { isComparison, makeBasinControls, readChoice } from "fallline/dialogs/maps/basin_controls.js";
import { makeLegendKeys } from "fallline/dialogs/maps/basin_legend.js";
import { makeMapElements } from "fallline/dialogs/maps/basin_picture.js";
import { comparisonText, positionText } from "fallline/dialogs/maps/basin_text.js";
import { drawBasinMap } from "fallline/dialogs/maps/tiles.js";

/** @import { MapFacts, PlanePoint } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { MapPalette } from "fallline/race/map_palette.js" */
/** @import { BasinControls } from "fallline/dialogs/maps/basin_controls.js" */
/** @import { BasinChoice, MapCache } from "fallline/dialogs/maps/basin_cache.js" */
/** @import { Picture } from "fallline/dialogs/maps/basin_picture.js" */

/**
 * `pictures` has one for each run, then that of the comparison; it is empty until a line of a map is computed.
 * `tileLine` shows the outcome at the pointer. `drawnAt` is when the view was drawn last, and `drawingMs` how long that
 * took, ms.
 * @typedef {object} BasinView
 * @property {readonly string[]} titles
 * @property {MapCache} cache
 * @property {BasinControls} controls
 * @property {HTMLElement} tab
 * @property {HTMLElement} maps
 * @property {HTMLElement} legend
 * @property {HTMLElement} tileLine
 * @property {Picture[]} pictures
 * @property {number} drawnAt
 * @property {number} drawingMs
 */

/**
 * Make the view, without pictures.
 * @param {readonly string[]} titles of the runs
 * @param {MapCache} cache
 * @returns {BasinView}
 */
export function makeBasinView(titles, cache) {
  const controls = makeBasinControls(titles, player.shownRace().axes.length);
  const maps = makeElement("div", { className: "maps" });
  const legend = makeElement("p", { className: "legend" });
  const hint = say("Point at a tile to read it; click it to start there.");
  const tileLine = makeElement("p", { className: "fact under" }, hint);
  const tab = makeElement("div", { className: "mapping" }, controls.toolbar, controls.status, maps, legend, tileLine);
  return { titles, cache, controls, tab, maps, legend, tileLine, pictures: [], drawnAt: 0, drawingMs: 0 };
}

/**
 * Draw the maps as far as they are computed, with their legend.
 * @param {BasinView} view
 */
export function drawBasinView(view) {
  const before = performance.now();
  draw(view);
  view.drawnAt = performance.now();
  view.drawingMs = view.drawnAt - before;
}

/**
 * Return whether the view should be drawn again during a computation, so that drawing takes at most a fifth of the
 * time.
 * @param {BasinView} view
 * @returns {boolean}
 */
export const isRedrawDue = ({ drawnAt, drawingMs }) => performance.now() - drawnAt > 4 * drawingMs;

/** @param {BasinView} view */
function draw(view) {
  const { titles, cache, cache: { facts }, controls, tab } = view;
  const choice = readChoice(controls);
  const maps = finestMaps(cache, choice.level);
  const known = maps.filter((map) => map !== null);
  if (!tab.isConnected || !facts || !known.length) return;
  controls.pairChoice.hidden = !isComparison(choice);
  if (!view.pictures.length) addPictures(view, facts);
  const range = stepRange(known);
  const palette = createPalette(facts.colours, currentTheme(), player.shownRace().background);
  drawRuns(view, maps, facts, choice, range, palette);
  drawComparison(view, facts, choice, palette);
  const hasHoles = known.some(({ outcomes }) => outcomes.includes(NO_VALUE));
  view.legend.replaceChildren(...makeLegendKeys(choice, titles, facts.minimaLabels, range, palette, hasHoles));
}

/**
 * @param {BasinView} view
 * @param {MapFacts} facts
 */
function addPictures({ titles, cache, controls, tab, maps, tileLine, pictures }, facts) {
  const showOutcomes = (/** @type {PlanePoint} */ position) => {
    const shown = finestMaps(cache, readChoice(controls).level);
    tileLine.textContent = positionText(titles, shown, facts, position);
  };
  const start = (/** @type {PlanePoint} */ position) => startAt(tab, facts, position);
  pictures.push(...[...titles, ""].map((title) => makeMapElements(title, facts.box, showOutcomes, start)));
  maps.append(...pictures.map(({ figure }) => figure));
}

/**
 * Close the dialog, and request the race that starts at a position.
 * @param {HTMLElement} tab
 * @param {MapFacts} facts
 * @param {PlanePoint} position fractions of the sides, from the lower left
 */
function startAt(tab, { box }, position) {
  tab.closest("dialog")?.close();
  const [u, v = 0] = pointAt(box, position).map((value) => Number(value.toPrecision(6)));
  changeControl("picked", { place: [u, v] });
}

/**
 * @param {BasinView} view
 * @param {readonly (BasinMap | null)[]} maps by run
 * @param {MapFacts} facts
 * @param {BasinChoice} choice
 * @param {readonly [number, number]} range
 * @param {MapPalette} palette
 */
function drawRuns({ pictures }, maps, facts, { shows }, range, palette) {
  const { start } = player.shownRace();
  maps.forEach((map, run) => {
    pictures[run].figure.hidden = !map;
    if (map) drawBasinMap(pictures[run], map, outcomeColours(map, shows, range, palette), facts, start);
  });
}

/**
 * Draw the comparison of two runs, on the finest level on which both are complete.
 * @param {BasinView} view
 * @param {MapFacts} facts
 * @param {BasinChoice} choice
 * @param {MapPalette} palette
 */
function drawComparison({ titles, cache, pictures }, facts, choice, palette) {
  const { figure, heading, facts: factsLine, ...canvases } = pictures[titles.length];
  const [one, other] = choice.pair;
  const [first, second] = completeMaps(cache, choice.level, choice.pair);
  figure.hidden = !isComparison(choice) || one === other || !first;
  if (figure.hidden) return;
  heading.textContent = say("{one} against {other}", { one: titles[one], other: titles[other] });
  drawBasinMap(canvases, first, comparisonColours(first, second, palette), facts, player.shownRace().start);
  factsLine.textContent = comparisonText(first, second, titles[one], titles[other], facts.minimaLabels);
}
