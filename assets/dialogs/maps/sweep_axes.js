/** The axes of a sweep: settings of its run, and for the vertical axis also those of the landscape. */
import { say } from "fallline/core/text.js";

/** @import { SweepAxisCard } from "fallline/types.js" */
/** @import { SweepChoice, SweepControls } from "fallline/dialogs/maps/sweep_controls.js" */

const LANDSCAPE = "landscape"; // the first part of the path of a landscape's setting

/**
 * Offer axes in the two controls, and select those of the last choice if there are such axes.
 * @param {SweepControls} controls
 * @param {readonly SweepAxisCard[]} cards the settings that can be swept
 * @param {SweepChoice} lastChoice
 */
export function fillAxes({ across, up }, cards, lastChoice) {
  const ofRun = cards.filter(({ path }) => !path.startsWith(`${LANDSCAPE}/`));
  across.replaceChildren(...ofRun.map(makeOption));
  up.replaceChildren(...cards.map(makeOption));
  across.value = hasPath(ofRun, lastChoice.across) ? lastChoice.across : ofRun[0].path;
  const [other] = cards.filter(({ path }) => path !== across.value);
  up.value = hasPath(cards, lastChoice.up) && lastChoice.up !== across.value ? lastChoice.up : other.path;
}

/** @param {SweepAxisCard} card */
function makeOption({ path, label, help }) {
  const around = path.split("/").slice(0, -1).map(partText);
  return Object.assign(new Option([...around, label].join(", "), path), { title: say(help) });
}

/** @param {string} part of a path */
const partText = (part) => (part === LANDSCAPE ? say("Landscape") : say(part.replaceAll("_", " ")));

/**
 * @param {readonly SweepAxisCard[]} cards
 * @param {string} wanted
 */
const hasPath = (cards, wanted) => cards.some(({ path }) => path === wanted);
