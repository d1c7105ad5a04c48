/** The list of basin maps beside the large one: a small map of each run and of the comparison; a click enlarges it. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * `facts` says from how much of the plot plane the run reaches the target, or how two runs differ.
 * @typedef {object} Entry
 * @property {HTMLButtonElement} button
 * @property {HTMLCanvasElement} tiles
 * @property {HTMLElement} title
 * @property {HTMLElement} facts
 */

/**
 * Make the list: an entry for each run, and one for the comparison if there are two runs or more.
 * @param {readonly string[]} titles of the runs
 * @param {HTMLElement} pairChoice the choice of the two runs, below the comparison
 * @param {(index: number) => void} onChoose called with the index of a chosen entry
 * @returns {{ list: HTMLElement, entries: Entry[] }}
 */
export function makeBasinList(titles, pairChoice, onChoose) {
  const all = titles.length > 1 ? [...titles, say("difference of two")] : titles;
  const entries = all.map((title, index) => makeEntry(title, () => onChoose(index)));
  const items = entries.map(({ button }) => makeElement("li", {}, button));
  if (titles.length > 1) items[titles.length].append(pairChoice);
  return { list: makeElement("ul", { className: "map-list", ariaLabel: say("Which map") }, ...items), entries };
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @returns {Entry}
 */
function makeEntry(text, onClick) {
  const tiles = makeElement("canvas", { ariaHidden: "true" });
  const [title, facts] = [makeElement("strong", {}, text), makeElement("span", { className: "fact" })];
  const button = makeButton("", onClick, { className: "map-choice" });
  button.append(tiles, makeElement("span", {}, title, facts));
  return { button, tiles, title, facts };
}

/**
 * Mark the entry whose map is the large one.
 * @param {readonly Entry[]} entries
 * @param {number} chosen its index
 */
export function markChosen(entries, chosen) {
  entries.forEach(({ button }, index) => button.setAttribute("aria-pressed", String(index === chosen)));
}
