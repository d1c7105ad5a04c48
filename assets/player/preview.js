/** The preview: trails of another start or setting, shown during a drag and until the race with it has arrived. */
import { unpackArray } from "fallline/core/arrays.js";
import * as player from "fallline/player/player.js";

/** @import { NdArray, PathsAnswer, Race } from "fallline/types.js" */

/**
 * What the preview has replaced, to restore it.
 * @type {{ race: Race, t: number, playing: boolean, start: number[], paths: NdArray[] } | null}
 */
let replaced = null;

/**
 * Show whole trails in place of those of the race; ignored if they are not those of as many runs.
 * @param {PathsAnswer} answer
 * @param {number[]} start coordinates of the plot plane
 */
export function showPreview({ paths: newPaths }, start) {
  const race = player.shownRace();
  if (newPaths.length !== race.runs.length) return;
  if (!replaced || replaced.race !== race) {
    const paths = race.runs.map((run) => run.paths);
    replaced = { race, t: player.shownStep, playing: player.playing, start: race.start, paths };
  }
  race.runs.forEach((run, index) => (run.paths = unpackArray(newPaths[index])));
  race.start = start;
  race.stale = true; // the trails are not those of the race's numbers
  document.documentElement.dataset.previewing = "";
  player.setClock(race.steps, false);
  player.requestLayout();
}

/**
 * End the preview and restore the step on show. If `keepTrails`, the previewed trails stay until their race arrives or
 * is refused; else the race's own trails return at once.
 * @param {boolean} keepTrails
 */
export function endPreview(keepTrails) {
  if (!replaced || replaced.race !== player.race) return;
  player.setClock(replaced.t, replaced.playing);
  if (!keepTrails) {
    const { race, paths, start } = replaced;
    race.runs.forEach((run, index) => (run.paths = paths[index]));
    race.start = start;
    race.stale = false;
    clearPreview();
  }
  player.requestLayout();
}

/** Discard what the preview has replaced: a new race is on show. */
export function clearPreview() {
  replaced = null;
  delete document.documentElement.dataset.previewing;
}
