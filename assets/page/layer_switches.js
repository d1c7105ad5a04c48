/** The switches in the map's caption: which arrows of a step are shown, and whether the rules are unfolded. */
import { make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { layers, toggleLayer } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { openRules, rulesOpen } from "fallline/page/rules.js";

/** Layer, the switch's words, what the layer means. */
const LAYERS = [
  ["gradient", say("−gradient"), say("straight downhill, as long as the slope is steep")],
  ["momentum", say("momentum"), say("the remembered gradients, drawn the way they push")],
  ["step", say("step"), say("the step taken from here")],
  ["ideal", say("ideal"), say("the step an exact line search takes along the same direction; its end is a ring")],
  ["scale", say("per axis"), say("the gradients' usual size on each axis, where the picture's axes are coordinates: where momentum leaves the box, the step is over lr")],
];

/** Keeps the switches up to date. */
export const install = () => player.onChange(show);

/** Builds the switches into #tools-plane, once. */
export function buildSwitches() {
  const place = document.getElementById("tools-plane");
  if (!place || place.childElementCount) return;
  place.dataset.part = "inside";
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", say("Inside this step"));
  place.append(...LAYERS.map(([layer, words, means]) => layerSwitch(layer, words, means)), rulesSwitch());
}

/**
 * @param {string} layer
 * @param {string} words
 * @param {string} means
 */
function layerSwitch(layer, words, means) {
  const chip = make("button", { className: "chip", title: means, "data-layer": layer }, words);
  chip.addEventListener("click", () => {
    toggleLayer(layer);
    player.seek(player.t);
  });
  return chip;
}

function rulesSwitch() {
  const title = say("each rule with this step's numbers, in the column of settings");
  const chip = make("button", { className: "chip", title, "data-part": "rail rules" }, say("formula"));
  chip.addEventListener("click", () => openRules(chip.getAttribute("aria-pressed") !== "true"));
  return chip;
}

function show() {
  for (const chip of document.querySelectorAll(".chip[data-layer]")) {
    press(chip, layers.includes(chip.getAttribute("data-layer") ?? ""));
  }
  const chip = document.querySelector('.chip[data-part="rail rules"]');
  if (chip) press(chip, rulesOpen());
}

/**
 * @param {Element} chip
 * @param {boolean} on
 */
function press(chip, on) {
  if (chip.getAttribute("aria-pressed") !== String(on)) chip.setAttribute("aria-pressed", String(on));
}
