/** The rules in the column of settings: each line once per axis, with the numbers of the step under the clock. */
import { make, write } from "fallline/core/dom.js";
import { slotText, slotValue } from "fallline/race/rule_numbers.js";
import * as player from "fallline/player/player.js";

/** @import { Race, Run } from "fallline/types.js" */
/** @import { Slot } from "fallline/race/rule_numbers.js" */
/** @typedef {(t: number) => void} Writer writes the number of step t */

/** What writes the numbers of a card, which is made anew with every race. @type {WeakMap<HTMLElement, Writer[]>} */
const writers = new WeakMap();

/** Keeps the numbers up to date. */
export function install() {
  player.onChange(show);
  document.addEventListener("toggle", show, true);
}

/** @returns {HTMLDetailsElement[]} */
function folds() {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const found = document.querySelectorAll("#rail details.rule");
  return [...found];
}

/**
 * Whether all rules are unfolded.
 * @returns {boolean}
 */
export const rulesOpen = () => folds().length > 0 && folds().every((fold) => fold.open);

/**
 * Unfolds or folds all rules.
 * @param {boolean} open
 */
export function openRules(open) {
  for (const fold of folds()) fold.open = open;
  if (open) folds()[0]?.closest(".run")?.scrollIntoView({ block: "start" });
  player.seek(player.t);
}

/** Cards that nobody sees, in a closed fold, are left alone; opening the fold brings them up to date. */
function show() {
  const { race, t } = player;
  if (!race) return;
  /** @type {NodeListOf<HTMLElement>} */
  const cards = document.querySelectorAll("#rail .card");
  for (const card of cards) {
    const isFolded = card.closest("details:not([open])") !== null || !card.offsetParent; // nobody sees it
    if (isFolded || Number(card.dataset.run) >= race.runs.length) continue;
    for (const writeAt of writersOf(card, race)) writeAt(t);
  }
}

/**
 * What writes a card's numbers; its formulas are made by the first call.
 * @param {HTMLElement} card
 * @param {Race} race
 */
function writersOf(card, race) {
  const found = writers.get(card) ?? race.axes.flatMap((name, axis) => madeFor(card, race, name, axis));
  writers.set(card, found);
  return found;
}

/**
 * @param {HTMLElement} card
 * @param {Race} race
 * @param {string} name of the axis
 * @param {number} axis
 * @returns {Writer[]}
 */
function madeFor(card, race, name, axis) {
  const run = race.runs[Number(card.dataset.run)];
  const part = make("div", {}, make("b", {}, name), ...rowsOf(card));
  card.append(part);
  /** @type {Slot[]} */
  const slots = JSON.parse(card.dataset.slots ?? "");
  const nodes = [...part.querySelectorAll("[data-slot]")];
  return nodes.map((node) => writer(node, slots[Number(node.getAttribute("data-slot"))], run, axis));
}

/**
 * The lines of a card's formula.
 * @param {HTMLElement} card
 */
function rowsOf(card) {
  /** @type {string[]} */
  const lines = JSON.parse(card.dataset.lines ?? "");
  // The server makes them from a rule's own formula, never from what is typed.
  return lines.map((line) => make("div", { innerHTML: line }));
}

/**
 * @param {Element} node
 * @param {Slot} slot
 * @param {Run} run
 * @param {number} axis
 * @returns {Writer}
 */
function writer(node, slot, run, axis) {
  const leads = node === node.closest("math")?.querySelector("mn, mi, mo");
  return (t) => write(node, slotText(slot, slotValue(slot, run, axis, t), leads));
}
