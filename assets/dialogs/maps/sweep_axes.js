/** The axes that a sweep can have: settings of its run, and upwards those of the landscape too. */
import { say } from "fallline/core/text.js";

/** @import { AxisCard } from "fallline/types.js" */
/** @import { Choice, SweepControls } from "fallline/dialogs/maps/sweep_controls.js" */

const GROUND = "landscape"; // what the path of a landscape's setting begins with

/**
 * Offers axes, and chooses those that were chosen before, where the run has them.
 * @param {SweepControls} controls
 * @param {readonly AxisCard[]} cards
 * @param {Choice} chosen
 */
export function offerAxes({ across, up }, cards, chosen) {
  const own = cards.filter(({ path }) => !path.startsWith(`${GROUND}/`));
  across.replaceChildren(...own.map(optionOf));
  up.replaceChildren(...cards.map(optionOf));
  across.value = hasPath(own, chosen.across) ? chosen.across : own[0].path;
  const [next] = cards.filter(({ path }) => path !== across.value);
  up.value = hasPath(cards, chosen.up) && chosen.up !== across.value ? chosen.up : next.path;
}

/** @param {AxisCard} card */
function optionOf({ path, help }) {
  return Object.assign(new Option(pathWords(path), path), { title: say(help) });
}

/** @param {string} path */
const pathWords = (path) => path.split("/").map(partWords).join(", ");

/** @param {string} part of a path */
const partWords = (part) => (part === GROUND ? say("Landscape") : say(part.replaceAll("_", " ")));

/**
 * @param {readonly AxisCard[]} cards
 * @param {string} sought
 */
const hasPath = (cards, sought) => cards.some(({ path }) => path === sought);
