/**
 * The view of the tab of basin maps: a list of small maps, of each run and of a comparison, and the chosen one large,
 * with axes, a legend and the outcomes at the pointer.
 */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { NO_VALUE, pointAt } from "fallline/race/basin_map.js";
import { createPalette, parseColour } from "fallline/race/map_palette.js";
import { stepRange } from "fallline/race/step_scale.js";
import { comparisonColours, outcomeColours } from "fallline/race/tile_colours.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { drawAxes } from "fallline/dialogs/maps/axis_ticks.js";
import { completeMaps, finestMaps, lastChoice } from "fallline/dialogs/maps/basin_cache.js";
import { makeBasinControls, readChoice } from "fallline/dialogs/maps/basin_controls.js";
import { makeComparisonKeys, makeOutcomeKeys } from "fallline/dialogs/maps/basin_legend.js";
import { makeBasinList, markChosen } from "fallline/dialogs/maps/basin_list.js";
import { makePicture, showPicture } from "fallline/dialogs/maps/basin_picture.js";
import { comparisonText, positionText } from "fallline/dialogs/maps/basin_text.js";
import { drawMarks, drawTiles, makeTileImage } from "fallline/dialogs/maps/tiles.js";

/** @import { MapFacts, PlanePoint } from "fallline/types.js" */
/** @import { BasinMap } from "fallline/race/basin_map.js" */
/** @import { MapPalette } from "fallline/race/map_palette.js" */
/** @import { BasinControls } from "fallline/dialogs/maps/basin_controls.js" */
/** @import { BasinChoice, MapCache } from "fallline/dialogs/maps/basin_cache.js" */
/** @import { Entry } from "fallline/dialogs/maps/basin_list.js" */
/** @import { Picture } from "fallline/dialogs/maps/basin_picture.js" */

/**
 * `entries` has one for each run, then that of the comparison; `large` is the index of the one whose map is `picture`.
 * `position` is under the pointer, null while the pointer is elsewhere. `drawnAt` is when the view was drawn last, and
 * `drawingMs` how long that took, ms.
 * @typedef {object} BasinView
 * @property {readonly string[]} titles
 * @property {MapCache} cache
 * @property {BasinControls} controls
 * @property {HTMLElement} tab
 * @property {Entry[]} entries
 * @property {Picture} picture
 * @property {number} large
 * @property {PlanePoint | null} position
 * @property {number} drawnAt
 * @property {number} drawingMs
 */

/**
 * Make the view, without maps.
 * @param {readonly string[]} titles of the runs
 * @param {MapCache} cache
 * @param {() => void} onChoice called when another map is enlarged
 * @returns {BasinView}
 */
export function makeBasinView(titles, cache, onChoice) {
  const controls = makeBasinControls(titles, player.shownRace().axes.length);
  const { list, entries } = makeBasinList(titles, controls.pairChoice, (index) => {
    view.large = index;
    onChoice();
  });
  const picture = makePicture({
    onMove(position) {
      view.position = position;
      showPosition(view);
    },
    onClick: (position) => startAt(view, position),
  });
  const about = makeElement("div", { className: "about" }, list);
  const tab = makeElement("div", { className: "mapping" }, controls.toolbar, picture.figure, about);
  const large = Math.min(lastChoice.large, entries.length - 1);
  /** @type {BasinView} */
  const view = {
    titles, cache, controls, tab, entries, picture, large, position: null, drawnAt: 0, drawingMs: 0,
  };
  return view;
}

/**
 * Return the values of a view's controls.
 * @param {BasinView} view
 * @returns {BasinChoice}
 */
export const choiceOf = ({ controls, large }) => readChoice(controls, large);

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
  const { cache: { facts }, entries, picture, tab } = view;
  const choice = choiceOf(view);
  const maps = finestMaps(view.cache, choice.level);
  const known = maps.filter((map) => map !== null);
  if (!tab.isConnected || !facts || !known.length) return;
  showPicture(picture, facts.box);
  markChosen(entries, view.large);
  const palette = createPalette(facts.colours, currentTheme(), player.shownRace().background);
  const range = stepRange(known);
  const isComparison = view.large === view.titles.length;
  const hasHoles = known.some(({ outcomes }) => outcomes.includes(NO_VALUE));
  drawRuns(view, maps, choice, range, palette);
  if (entries.length > view.titles.length) drawComparison(view, facts, choice, palette);
  const keys = isComparison
    ? makeComparisonKeys(choice.pair.map((run) => view.titles[run]), sideColours(choice), palette, hasHoles)
    : makeOutcomeKeys(choice.shows, facts.minimaLabels, range, palette, hasHoles);
  picture.legend.replaceChildren(...keys);
  drawAxes(picture.axes, picture.tiles, facts);
  drawMarks(picture.marks, facts, player.shownRace());
  showPosition(view);
}

/**
 * @param {BasinView} view
 * @param {readonly (BasinMap | null)[]} maps by run
 * @param {BasinChoice} choice
 * @param {readonly [number, number]} range
 * @param {MapPalette} palette
 */
function drawRuns(view, maps, { shows }, range, palette) {
  maps.forEach((map, run) => {
    if (map) showImage(view, run, view.titles[run], makeTileImage(map, outcomeColours(map, shows, range, palette)));
  });
}

/**
 * Draw the comparison of two runs, on the finest level on which both are complete.
 * @param {BasinView} view
 * @param {MapFacts} facts
 * @param {BasinChoice} choice
 * @param {MapPalette} palette
 */
function drawComparison(view, facts, choice, palette) {
  const { titles, cache, entries } = view;
  const [one, other] = choice.pair;
  const [first, second] = completeMaps(cache, choice.level, choice.pair);
  const entry = entries[titles.length];
  entry.button.disabled = one === other || !first;
  if (!first) return;
  const title = say("{one} against {other}", { one: titles[one], other: titles[other] });
  entry.title.textContent = title;
  entry.facts.textContent = comparisonText(first, second, titles[one], titles[other], facts.minimaLabels);
  showImage(view, titles.length, title, makeTileImage(first, comparisonColours(first, second, sideColours(choice), palette)));
}

/**
 * Show the tiles of a map in its entry, and large if its entry is chosen.
 * @param {BasinView} view
 * @param {number} index of the entry
 * @param {string} title
 * @param {HTMLCanvasElement} image
 */
function showImage({ entries, picture, large }, index, title, image) {
  drawTiles(entries[index].tiles, image);
  if (index !== large) return;
  picture.heading.textContent = title;
  picture.marks.ariaLabel = title;
  drawTiles(picture.tiles, image);
}

/**
 * Return the colours of the two sides of a comparison, which are those of its runs.
 * @param {BasinChoice} choice
 */
const sideColours = ({ pair }) => pair.map((run) => parseColour(player.shownRace().runs[run].colour));

/**
 * Show the outcomes at the pointer, or at the race's start.
 * @param {BasinView} view
 */
function showPosition({ titles, cache, controls, picture, position }) {
  const { facts } = cache;
  if (!facts) return;
  const start = player.shownRace().start;
  const here = facts.box.map(([low, high], axis) => (start[axis] - low) / (high - low));
  const at = position ?? /** @type {PlanePoint} */ ([here[0], here[1] ?? 0]);
  if (!at.every((share) => share >= 0 && share <= 1)) picture.position.textContent = "";
  else picture.position.textContent = positionText(titles, finestMaps(cache, Number(controls.level.value)), facts, at);
}

/**
 * Close the dialog, and request the race that starts at a position.
 * @param {BasinView} view
 * @param {PlanePoint} position fractions of the sides, from the lower left
 */
function startAt({ tab, cache }, position) {
  if (!cache.facts) return;
  tab.closest("dialog")?.close();
  const [u, v = 0] = pointAt(cache.facts.box, position).map((value) => Number(value.toPrecision(6)));
  changeControl("picked", { place: [u, v] });
}
