/**
 * The mode "Inside the step": the arrows of the selected run's step on the map, and below the stage its rule with this
 * step's numbers, one sentence, and AdaBelief beside Adam. It is on while the link names layers of arrows.
 */
import { makeButton, makeElement, makeSelect, setText } from "fallline/core/dom.js";
import { isNarrow, onNarrowChange } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { findPair, mostDifferentAxis } from "fallline/race/belief_numbers.js";
import { setLayers, shownLayers } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";
import { makeSwatch } from "fallline/painters/swatch.js";
import { renderComparison } from "fallline/page/belief_table.js";
import { commandOf, commandTitle } from "fallline/page/keys.js";
import { makeSwitches } from "fallline/page/layer_switches.js";
import { renderRule } from "fallline/page/rules.js";
import { updateStage } from "fallline/page/stage.js";
import { explainStep } from "fallline/page/step_text.js";

/** @import { Race } from "fallline/types.js" */

const FIRST_LAYERS = ["gradient", "momentum", "step", "ideal"]; // that switching on shows
const MAX_AXES = 2; // with numbers, so that they can be large

/** Filled once, and moved between its two places. */
const body = makeElement("div", { className: "inside-body" });
/** @type {{ race: Race | null, index: number, axis: number, write: (t: number) => void }} */
let built = { race: null, index: -1, axis: -1, write: () => {} };
/** The axis of which the numbers are shown where two runs are side by side. */
let chosenAxis = 0;

/** Add the button, and the listener for its key. */
export function install() {
  const place = document.getElementById("layers");
  place?.append(Object.assign(makeToggle(), { id: "inside-toggle" }));
  window.addEventListener("keydown", (event) => {
    if (commandOf(event) === "inside" && !player.shownRace().hide.includes("inside")) toggleInside();
  });
  onNarrowChange(placeBody);
  player.onChange(show);
}

/**
 * Create a button that switches the mode.
 * @returns {HTMLButtonElement}
 */
export function makeToggle() {
  const isOn = String(shownLayers.length > 0);
  const properties = { className: "button inside-toggle", title: commandTitle("inside"), "aria-pressed": isOn, "data-part": "inside" };
  return makeButton(say("Inside the step"), toggleInside, properties);
}

/** Switch the mode on, which pauses the race, or off. */
function toggleInside() {
  setLayers(shownLayers.length ? [] : FIRST_LAYERS);
  if (shownLayers.length) chosenAxis = differingAxis();
  if (shownLayers.length) player.pause();
  else player.seek(player.shownStep);
}

/** Return the axis along which AdaBelief and Adam differ most in the step on show; the first one without these two. */
function differingAxis() {
  const race = player.shownRace();
  const pair = findPair(race, selectedRun());
  if (!pair) return 0;
  const [belief, adam] = pair.map((which) => race.runs[which]);
  return mostDifferentAxis(belief, adam, player.shownStep, Math.min(race.axes.length, MAX_AXES));
}

function show() {
  const { race, shownStep } = player;
  const isOn = shownLayers.length > 0;
  const root = document.documentElement;
  if (root.hasAttribute("data-inside") !== isOn) showMode(isOn);
  if (!race || !isOn) return;
  const [index, axis] = [selectedRun(), Math.min(chosenAxis, race.axes.length - 1)];
  if (built.race !== race || built.index !== index || built.axis !== axis) build(race, index, axis);
  built.write(shownStep);
}

/** @param {boolean} isOn */
function showMode(isOn) {
  document.documentElement.toggleAttribute("data-inside", isOn);
  for (const toggle of document.querySelectorAll(".inside-toggle")) toggle.setAttribute("aria-pressed", String(isOn));
  const section = document.getElementById("inside-step");
  if (section) section.hidden = !isOn;
  if (isOn) placeBody();
  else body.remove();
  if (player.race) updateStage(); // which has the map large inside a step
}

/** Put the contents below the stage, or on a phone into the sheet of the step. */
function placeBody() {
  if (!shownLayers.length) return;
  if (isNarrow()) document.getElementById("inspector")?.append(body);
  else document.getElementById("inside-step")?.append(body);
}

/**
 * Fill the section for a run: its rule with the numbers of both axes, or with those of one axis beside a comparison.
 * @param {Race} race
 * @param {number} index of the run
 * @param {number} axis
 */
function build(race, index, axis) {
  const run = race.runs[index];
  const axes = race.axes.slice(0, MAX_AXES);
  const step = makeElement("span");
  const title = makeElement("h2", {}, makeSwatch(run), makeElement("strong", {}, run.title), step);
  const rule = makeElement("div", { "data-part": "rules" });
  const why = makeElement("p", { className: "why", "data-part": "story" });
  const columns = makeElement("div", { className: "inside-columns" }, rule);
  const pair = findPair(race, index);
  const writers = [renderRule(rule, run, axes, pair ? [axis] : undefined)];
  if (pair) {
    const comparison = makeElement("div", { className: "comparison" });
    const [belief, adam] = pair.map((which) => race.runs[which]);
    writers.push(renderComparison(comparison, belief, adam, axis, makeAxisChoice(axes, axis)));
    columns.append(comparison);
  }
  body.replaceChildren(makeElement("div", { className: "inside-head" }, title, makeSwitches()), why, columns);
  const write = (/** @type {number} */ t) => {
    setText(step, say("Step {t}", { t }));
    setText(why, explainStep(race, run, t));
    for (const each of writers) each(t);
  };
  built = { race, index, axis, write };
}

/**
 * @param {readonly string[]} axes
 * @param {number} axis
 */
function makeAxisChoice(axes, axis) {
  const options = axes.map((name, i) => /** @type {const} */ ([i, say("along {axis}", { axis: name })]));
  const select = makeSelect(options, axis);
  select.setAttribute("aria-label", say("Axis of the numbers"));
  select.hidden = axes.length < 2;
  select.addEventListener("change", () => {
    chosenAxis = Number(select.value);
    player.seek(player.shownStep);
    body.querySelector("select")?.focus(); // of the new contents
  });
  return select;
}
