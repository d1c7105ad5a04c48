/** The layers that are shown: arrows of a step ("inside this step"), chosen by the link and by the visitor. */
import { say } from "fallline/core/text.js";

/** The layers in words. @type {Record<string, string>} */
export const LAYER_LABELS = {
  gradient: say("−gradient"),
  momentum: say("momentum"),
  step: say("step"),
  ideal: say("ideal"),
  scale: say("per axis"),
};

/** The names of the layers that are shown, as a link spells them. */
export let shownLayers = /** @type {readonly string[]} */ ([]);

/**
 * Show the layers with the given names and no others.
 * @param {readonly string[]} names
 */
export function setLayers(names) {
  shownLayers = [...names];
}

/**
 * Show a layer, or hide it if it is shown.
 * @param {string} name
 */
export function toggleLayer(name) {
  shownLayers = shownLayers.includes(name) ? shownLayers.filter((each) => each !== name) : [...shownLayers, name];
}
