/** Marks on the map for a lesson's question: the reader's guess, the guesses of a class, and the right answer. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { mappingOf } from "fallline/painters/plane.js";

/** @typedef {"guessed" | "happened" | "theirs"} Kind the reader's guess, the right answer, guesses of others */

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

function placeMarks() {
  for (const { node, place, frame } of marks) {
    const mapping = mappingOf(frame);
    node.hidden = !mapping || !document.documentElement.hasAttribute("data-lesson");
    if (!mapping) continue;
    node.style.left = `${mapping.x(place[0])}px`;
    node.style.top = `${mapping.y(place[1])}px`;
  }
}
