/**
 * A description of the race for screen readers, updated when the clock starts or stops, and at intervals while it runs.
 */
import { describeRace } from "fallline/race/description.js";
import * as player from "fallline/player/player.js";

/** @import { Race } from "fallline/types.js" */

const INTERVAL_MS = 6000; // between two descriptions while the race plays
let describedAt = 0; // ms
/** The state at the previous call. @type {{ race: Race, playing: boolean, t: number } | null} */
let previous = null;

/** Update the description with the clock. */
export const install = () => player.onChange(update);

function update() {
  const { race, playing, shownStep: t } = player;
  const container = document.getElementById("spoken");
  if (!container || !race) return;
  const hasChanged =
    !previous || previous.race !== race || previous.playing !== playing || (!playing && previous.t !== t);
  previous = { race, playing, t };
  if (!hasChanged && performance.now() - describedAt < INTERVAL_MS) return;
  describedAt = performance.now();
  container.textContent = describeRace(race, t);
}
