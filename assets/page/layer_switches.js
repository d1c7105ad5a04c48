/** The legend of a step's arrows: one switch per layer, with a picture of its arrow. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { LAYER_LABELS, shownLayers, toggleLayer } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";

/** @import { ArrowStyle } from "fallline/types.js" */

/** Of each switch: its layer, and its tooltip. */
const LAYERS = [
  ["gradient", say("straight downhill, as long as the slope is steep")],
  ["momentum", say("the remembered gradients, drawn the way they push")],
  ["step", say("the step taken from here")],
  ["ideal", say("the step an exact line search takes along the same direction; its end is a ring")],
  ["scale", say("the gradients' usual size on each axis, where the picture's axes are coordinates: where momentum leaves the box, the step is over lr")],
];
/** SVG of the end of an arrow in a picture of 34 x 14. @type {Record<ArrowStyle["head"], string>} */
const HEADS = {
  open: '<path d="M24 2 32 7 24 12" fill="none"/>',
  full: '<path d="M22 1.5 33 7 22 12.5z" fill="currentColor" stroke="none"/>',
  ring: '<circle cx="28" cy="7" r="4.5" fill="none"/>',
  none: "",
};
const SHAFT_ENDS = { open: 31, full: 23, ring: 23, none: 0 };

/** Update the switches with the page. */
export const install = () => player.onChange(() => show(document));

/**
 * Create the switches.
 * @returns {HTMLElement}
 */
export function makeSwitches() {
  const properties = { className: "layer-switches", role: "group", ariaLabel: say("Arrows of the step") };
  const chips = LAYERS.map(([layer, title]) => makeSwitch(layer, LAYER_LABELS[layer], title));
  const group = makeElement("div", properties, ...chips);
  show(group);
  return group;
}

/**
 * @param {string} layer
 * @param {string} label
 * @param {string} title
 */
function makeSwitch(layer, label, title) {
  const chip = makeElement("button", { className: "layer-switch", title, "data-layer": layer });
  chip.append(makeElement("span", { className: "arrow-picture", ariaHidden: "true" }), label);
  chip.addEventListener("click", () => {
    toggleLayer(layer);
    player.seek(player.shownStep);
  });
  return chip;
}

/** @param {ParentNode} root */
function show(root) {
  const { race } = player;
  for (const chip of root.querySelectorAll(".layer-switch")) {
    const layer = chip.getAttribute("data-layer") ?? "";
    const isOn = String(shownLayers.includes(layer));
    if (chip.getAttribute("aria-pressed") !== isOn) chip.setAttribute("aria-pressed", isOn);
    if (race) showArrow(chip, race.arrowStyles[layer], race.runs[selectedRun()].colour);
  }
}

/**
 * Draw the arrow of a layer in its switch, unless it is there already.
 * @param {Element} chip
 * @param {ArrowStyle} style
 * @param {string} runColour
 */
function showArrow(chip, style, runColour) {
  const picture = chip.firstElementChild;
  const colour = style.colour || runColour;
  if (!(picture instanceof HTMLElement) || picture.dataset.colour === colour) return;
  picture.dataset.colour = colour;
  picture.style.color = colour;
  const { width, dashes, head } = style;
  const shaft =
    head === "none"
      ? '<rect x="7" y="1.5" width="20" height="11" fill="currentColor" fill-opacity="0.15"/>'
      : `<path d="M1 7H${SHAFT_ENDS[head]}" stroke-dasharray="${dashes.join(" ")}"/>`;
  picture.innerHTML =
    `<svg viewBox="0 0 34 14" width="34" height="14" fill="none" stroke="currentColor" stroke-width="${width}">` +
    `${shaft}<g stroke-width="${Math.max(width, 1.8)}">${HEADS[head]}</g></svg>`;
}
