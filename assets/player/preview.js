/** The trails of another start or setting, shown while the hand is on it, until the race from there has come. */
import { unpack } from "fallline/core/arrays.js";
import * as player from "fallline/player/player.js";

/** @import { Numbers, PathsAnswer, Race } from "fallline/types.js" */

/** What a preview has replaced. @type {{ race: Race, t: number, playing: boolean, start: number[], paths: Numbers[] } | null} */
let replaced = null;

/**
 * Shows whole trails in place of those of the race.
 * @param {PathsAnswer} answer
 * @param {number[]} start
 */
export function preview({ paths }, start) {
  const race = player.shownRace();
  if (paths.length !== race.runs.length) return;
  if (!replaced || replaced.race !== race) {
    replaced = { race, t: player.t, playing: player.playing, start: race.start, paths: race.runs.map((run) => run.paths) };
  }
  race.runs.forEach((run, which) => (run.paths = unpack(paths[which])));
  race.start = start;
  race.stale = true; // trails and numbers do not belong together
  document.documentElement.dataset.previewing = "";
  player.putClock(race.steps, false);
  player.relay();
}

/**
 * Ends the preview. Where its start is asked for (`stays`), the new trails are shown until the race from there has come, or
 * has been refused: then, as where the start goes back, the old ones return.
 * @param {boolean} stays
 */
export function endPreview(stays) {
  if (!replaced || replaced.race !== player.race) return;
  player.putClock(replaced.t, replaced.playing);
  if (!stays) {
    const { race, paths, start } = replaced;
    race.runs.forEach((run, which) => (run.paths = paths[which]));
    race.start = start;
    race.stale = false;
    forget();
  }
  player.relay();
}

/** A new race has come: there is nothing to go back to. */
export function forget() {
  replaced = null;
  delete document.documentElement.dataset.previewing;
}
