/** Marks of guesses on the map: the reader's own, a class's, and what happened. */
import { make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { mapOf } from "fallline/painters/plane.js";

/** @typedef {"guessed" | "happened" | "theirs"} Kind `theirs` are others' guesses */

/** @type {Partial<Record<Kind, string>>} */
const TITLES = { guessed: say("Your guess"), happened: say("What happened") };

/** @type {{ kind: Kind, node: HTMLElement, place: readonly number[], frame: HTMLElement }[]} */
let marks = [];

/** Keeps the marks at their places, whatever the size of the map. */
export const install = () => player.onChange(put);

/**
 * Marks a place of the map.
 * @param {Kind} kind
 * @param {readonly number[]} place
 */
export function mark(kind, place) {
  const frame = document.querySelector(".panel.plane .frame");
  if (!(frame instanceof HTMLElement)) return;
  const node = make("div", { className: `guess-mark ${kind}`, title: TITLES[kind] ?? "" });
  frame.append(node);
  marks.push({ kind, node, place, frame });
  put();
}

/**
 * Takes away the marks of one kind, or all.
 * @param {Kind} [kind]
 */
export function clearMarks(kind) {
  for (const each of marks) if (!kind || each.kind === kind) each.node.remove();
  marks = marks.filter(({ node }) => node.isConnected);
}

function put() {
  for (const { node, place, frame } of marks) {
    const map = mapOf(frame);
    node.hidden = !map || !document.documentElement.hasAttribute("data-lesson");
    if (!map) continue;
    node.style.left = `${map.x(place[0])}px`;
    node.style.top = `${map.y(place[1])}px`;
  }
}
