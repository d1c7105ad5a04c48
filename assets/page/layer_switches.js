/** The switches above the map: which arrows of a step are drawn, and whether the update rules are open. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { shownLayers, toggleLayer } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { areAllRulesOpen, setAllRulesOpen } from "fallline/page/rules.js";

/** Of each switch: its layer, its label, and its tooltip. */
const LAYERS = [
  ["gradient", say("−gradient"), say("straight downhill, as long as the slope is steep")],
  ["momentum", say("momentum"), say("the remembered gradients, drawn the way they push")],
  ["step", say("step"), say("the step taken from here")],
  ["ideal", say("ideal"), say("the step an exact line search takes along the same direction; its end is a ring")],
  ["scale", say("per axis"), say("the gradients' usual size on each axis, where the picture's axes are coordinates: where momentum leaves the box, the step is over lr")],
];

/** Update the switches with the page. */
export const install = () => player.onChange(show);

/** Add the switches to #tools-plane, unless they are there already. */
export function buildSwitches() {
  const container = document.getElementById("tools-plane");
  if (!container || container.childElementCount) return;
  container.dataset.part = "inside";
  container.setAttribute("role", "group");
  container.setAttribute("aria-label", say("Inside this step"));
  container.append(...LAYERS.map(([layer, label, title]) => makeLayerSwitch(layer, label, title)), makeRulesSwitch());
}

/**
 * @param {string} layer
 * @param {string} label
 * @param {string} title
 */
function makeLayerSwitch(layer, label, title) {
  const chip = makeElement("button", { className: "chip", title, "data-layer": layer }, label);
  chip.addEventListener("click", () => {
    toggleLayer(layer);
    player.seek(player.shownStep);
  });
  return chip;
}

function makeRulesSwitch() {
  const title = say("each rule with this step's numbers, in the column of settings");
  const chip = makeElement("button", { className: "chip", title, "data-part": "rail rules" }, say("formula"));
  chip.addEventListener("click", () => setAllRulesOpen(chip.getAttribute("aria-pressed") !== "true"));
  return chip;
}

function show() {
  for (const chip of document.querySelectorAll(".chip[data-layer]")) {
    setPressed(chip, shownLayers.includes(chip.getAttribute("data-layer") ?? ""));
  }
  const chip = document.querySelector('.chip[data-part="rail rules"]');
  if (chip) setPressed(chip, areAllRulesOpen());
}

/**
 * @param {Element} chip
 * @param {boolean} on
 */
function setPressed(chip, on) {
  if (chip.getAttribute("aria-pressed") !== String(on)) chip.setAttribute("aria-pressed", String(on));
}
