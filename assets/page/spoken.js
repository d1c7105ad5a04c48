/** The race in words, for those who do not see it: said when the clock stops or starts, and now and then on the way. */
import { description } from "fallline/race/description.js";
import * as player from "fallline/player/player.js";

/** @import { Race } from "fallline/types.js" */

const EVERY = 6000; // ms between two descriptions while the race plays
let last = 0; // when the race was described last, ms
/** What the last call saw. @type {{ race: Race, playing: boolean, t: number } | null} */
let was = null;

/** Describes the race as its clock goes. */
export const install = () => player.onChange(speak);

function speak() {
  const { race, playing, t } = player;
  const place = document.getElementById("spoken");
  if (!place || !race) return;
  const turned = !was || was.race !== race || was.playing !== playing || (!playing && was.t !== t);
  was = { race, playing, t };
  if (!turned && performance.now() - last < EVERY) return;
  last = performance.now();
  place.textContent = description(race, t);
}
