/** AdaBelief beside Adam, number by number, with the term in which their rules differ marked. */
import { makeElement, setText } from "fallline/core/dom.js";
import { formatNumber } from "fallline/core/numbers.js";
import { comparePair, describeDifference } from "fallline/race/belief_numbers.js";
import * as player from "fallline/player/player.js";
import { makeSwatch } from "fallline/painters/swatch.js";

/** @import { Run } from "fallline/types.js" */
/** @import { Row } from "fallline/race/belief_numbers.js" */
/** @typedef {(t: number) => void} Writer writes the numbers of step t */

const DIGITS = 3;

/**
 * Fill an element with the comparison along an axis, and return the function that writes the numbers of a step into it.
 * @param {HTMLElement} container
 * @param {Run} belief
 * @param {Run} adam
 * @param {number} axis
 * @param {HTMLElement} corner what stands in the table's first cell
 * @returns {Writer}
 */
export function renderComparison(container, belief, adam, axis, corner) {
  const rows = comparePair(belief, adam, 0, axis).map(makeRow);
  const heads = [belief, adam].map((run) => makeElement("th", { scope: "col" }, makeSwatch(run), run.title));
  const head = makeElement("thead", {}, makeElement("tr", {}, makeElement("td", {}, corner), ...heads));
  const body = makeElement("tbody", {}, ...rows.map(({ row }) => row));
  const consequence = makeElement("p", { className: "consequence" });
  container.replaceChildren(makeElement("table", { className: "belief-table" }, head, body), consequence);
  return (t) => {
    comparePair(belief, adam, t, axis).forEach(({ numbers }, i) => {
      numbers.forEach((value, which) => setText(rows[i].cells[which], formatNumber(value, DIGITS)));
    });
    setText(consequence, player.playing ? "" : describeDifference(belief, adam, t, axis));
  };
}

/** @param {Row} compared */
function makeRow({ heading, differs, terms }) {
  const cells = [document.createTextNode(""), document.createTextNode("")];
  const parts = cells.map((cell, which) => {
    return makeElement("td", {}, terms && makeElement("small", {}, terms[which]), cell);
  });
  const row = makeElement("tr", { className: differs ? "differs" : "" }, makeElement("th", { scope: "row" }, heading));
  row.append(...parts);
  return { row, cells };
}
