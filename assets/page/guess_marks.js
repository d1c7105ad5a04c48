/** Marks on the map for a lesson's question: the reader's guess, the guesses of a class, and the right answer. */
import { makeElement } from "fallline/core/dom.js";
import { clamp } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { mappingOf } from "fallline/painters/plane.js";

/** @typedef {"guessed" | "happened" | "theirs"} Kind the reader's guess, the right answer, guesses of others */

const HALF_LABEL_PX = 64; // half the width of the longest label, which stays within the map
/** @type {Partial<Record<Kind, string>>} */
const TITLES = { guessed: say("Your guess"), happened: say("What happened") };

/** @type {{ kind: Kind, node: HTMLElement, place: readonly number[], frame: HTMLElement }[]} */
let marks = [];

/** Keep the marks at their places when the map changes its size. */
export const install = () => player.onChange(placeMarks);

/**
 * Add a mark to the map.
 * @param {Kind} kind
 * @param {readonly number[]} place in data units
 */
export function addMark(kind, place) {
  const frame = document.querySelector(".panel.plane .frame");
  if (!(frame instanceof HTMLElement)) return;
  const node = makeElement("div", { className: `guess-mark ${kind}`, title: TITLES[kind] ?? "" });
  frame.append(node);
  marks.push({ kind, node, place, frame });
  placeMarks();
}

/**
 * Remove the marks of one kind, or all marks.
 * @param {Kind} [kind]
 */
export function clearMarks(kind) {
  for (const each of marks) if (!kind || each.kind === kind) each.node.remove();
  marks = marks.filter(({ node }) => node.isConnected);
}

/** Put the marks at their places, and the label of the higher one of two above it, so that no label covers the other. */
function placeMarks() {
  const labelled = marks.filter(({ kind }) => TITLES[kind]);
  for (const { node, place, frame } of marks) {
    const mapping = mappingOf(frame);
    node.hidden = !mapping || !document.documentElement.hasAttribute("data-lesson");
    if (!mapping) continue;
    const [x, y] = [mapping.x(place[0]), mapping.y(place[1])];
    node.style.left = `${x}px`;
    node.style.top = `${y}px`;
    node.style.setProperty("--shift", `${clamp(x, HALF_LABEL_PX, frame.clientWidth - HALF_LABEL_PX) - x}px`);
    const isHigher = labelled.some((other) => other.node !== node && other.frame === frame && other.place[1] < place[1]);
    node.classList.toggle("labelled-above", isHigher);
  }
}
