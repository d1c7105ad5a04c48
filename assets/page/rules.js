/** The update rules in the sidebar: each line of a rule once per axis, with the numbers of the step on the screen. */
import { makeElement, setText } from "fallline/core/dom.js";
import { formatSlot, slotValue } from "fallline/race/rule_numbers.js";
import * as player from "fallline/player/player.js";

/** @import { Race, Run } from "fallline/types.js" */
/** @import { Slot } from "fallline/race/rule_numbers.js" */
/** @typedef {(t: number) => void} Writer writes the number of step t into the formula */

/** The writers of each rule's card; every race has new cards. @type {WeakMap<HTMLElement, Writer[]>} */
const writers = new WeakMap();

/** Update the numbers with the clock, and when a rule is opened. */
export function install() {
  player.onChange(show);
  document.addEventListener("toggle", show, true);
}

/** @returns {HTMLDetailsElement[]} the elements that open and close the rules */
function findFolds() {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const found = document.querySelectorAll("#rail details.rule");
  return [...found];
}

/**
 * Return whether there are rules and all of them are open.
 * @returns {boolean}
 */
export const areAllRulesOpen = () => findFolds().length > 0 && findFolds().every((fold) => fold.open);

/**
 * Open or close all rules.
 * @param {boolean} open
 */
export function setAllRulesOpen(open) {
  for (const fold of findFolds()) fold.open = open;
  if (open) findFolds()[0]?.closest(".run")?.scrollIntoView({ block: "start" });
  player.seek(player.shownStep);
}

/** Write the numbers of the step into the visible rules; hidden ones are updated when they are opened. */
function show() {
  const { race, shownStep } = player;
  if (!race) return;
  /** @type {NodeListOf<HTMLElement>} */
  const cards = document.querySelectorAll("#rail .card");
  for (const card of cards) {
    const isHidden = card.closest("details:not([open])") !== null || !card.offsetParent;
    if (isHidden || Number(card.dataset.run) >= race.runs.length) continue;
    for (const writeAt of writersOf(card, race)) writeAt(shownStep);
  }
}

/**
 * Return the writers of a card's numbers; the first call adds the card's formulas.
 * @param {HTMLElement} card
 * @param {Race} race
 */
function writersOf(card, race) {
  const found = writers.get(card) ?? race.axes.flatMap((name, axis) => addFormulas(card, race, name, axis));
  writers.set(card, found);
  return found;
}

/**
 * Add the formulas of one axis to a card.
 * @param {HTMLElement} card
 * @param {Race} race
 * @param {string} name of the axis
 * @param {number} axis
 * @returns {Writer[]} of the numbers in them
 */
function addFormulas(card, race, name, axis) {
  const run = race.runs[Number(card.dataset.run)];
  const part = makeElement("div", {}, makeElement("b", {}, name), ...makeLines(card));
  card.append(part);
  /** @type {Slot[]} */
  const slots = JSON.parse(card.dataset.slots ?? "");
  const nodes = [...part.querySelectorAll("[data-slot]")];
  return nodes.map((node) => makeWriter(node, slots[Number(node.getAttribute("data-slot"))], run, axis));
}

/** @param {HTMLElement} card */
function makeLines(card) {
  /** @type {string[]} */
  const lines = JSON.parse(card.dataset.lines ?? "");
  // Safe as HTML: the server makes the lines from the formula in the optimizer's source, never from typed text.
  return lines.map((line) => makeElement("div", { innerHTML: line }));
}

/**
 * @param {Element} node
 * @param {Slot} slot
 * @param {Run} run
 * @param {number} axis
 * @returns {Writer}
 */
function makeWriter(node, slot, run, axis) {
  const leads = node === node.closest("math")?.querySelector("mn, mi, mo");
  return (t) => setText(node, formatSlot(slot, slotValue(slot, run, axis, t), leads));
}
