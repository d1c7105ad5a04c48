/**
 * Keeps the scoreboard as high as it has been during a race, so that its sentences, which differ in length from step to
 * step, do not move the panels around it.
 */
import * as player from "fallline/player/player.js";

/** @import { Race } from "fallline/types.js" */

/** The race and the width for which the height is kept. @type {{ race: Race | null, width: number }} */
let kept = { race: null, width: 0 };
let height = 0; // px, the largest so far

/** Keep the height from now on. */
export function install() {
  const frame = document.querySelector(".panel.scoreboard .frame");
  if (!(frame instanceof HTMLElement)) return;
  player.onChange(() => {
    if (kept.race !== player.race) startAgain(frame);
  });
  new ResizeObserver(() => {
    if (kept.width !== frame.clientWidth) startAgain(frame);
    height = Math.max(height, frame.offsetHeight);
    frame.style.minHeight = `${height}px`;
  }).observe(frame);
}

/**
 * Let the scoreboard have its own height: there is another race, or the page has another width.
 * @param {HTMLElement} frame
 */
function startAgain(frame) {
  kept = { race: player.race, width: frame.clientWidth };
  height = 0;
  frame.style.minHeight = "";
}
