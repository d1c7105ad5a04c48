/** The predictions of a class: bars below the question, or marks on the map. */
import { makeElement } from "fallline/core/dom.js";
import { formatShort } from "fallline/core/numbers.js";
import { plural } from "fallline/core/text.js";
import { histogram } from "fallline/race/histogram.js";
import { addMark, clearMarks } from "fallline/page/guess_marks.js";

/** @import { Guesses } from "fallline/types.js" */
/** @typedef {(form: HTMLElement, values: any[]) => HTMLElement[]} MakeBars */

const MAX_BINS = 6;

/** By the kind of answer; the other kinds have options. @type {Record<string, MakeBars>} */
const MAKERS = { place: markPlaces, number: makeBinBars };

/**
 * Show the predictions of a class below their question or on the map, in place of the previous ones.
 * @param {HTMLElement} form of the question
 * @param {Pick<Guesses, "kind" | "values">} guesses
 */
export function showPredictions(form, { kind, values }) {
  const makeBars = MAKERS[kind] ?? makeOptionBars;
  const poll = form.querySelector(".poll") ?? form.insertBefore(makePoll(), form.querySelector(".acts"));
  const count = plural(values.length, "{n} prediction", "{n} predictions");
  poll.replaceChildren(...makeBars(form, values));
  poll.setAttribute("aria-label", count);
  poll.append(makeElement("p", { className: "fact" }, count));
}

const makePoll = () => makeElement("div", { className: "poll", role: "img" });

/**
 * Make one bar for each option of the question.
 * @type {MakeBars}
 */
function makeOptionBars(form, values) {
  const options = [...form.querySelectorAll(".options label")];
  const keys = options.map((option) => option.getAttribute("data-key"));
  const counts = keys.map((key) => values.filter((value) => String(value) === key).length);
  return options.map((option, i) => makeBar(option.textContent, counts[i], Math.max(...counts)));
}

/**
 * Make one bar for each bin of the histogram of numbers.
 * @type {MakeBars}
 */
function makeBinBars(_, values) {
  const bins = histogram(values, MAX_BINS);
  const maxCount = Math.max(...bins.map(({ count }) => count));
  return bins.map(({ low, high, count }) => {
    const label = low === high ? formatShort(low) : `${formatShort(low)} – ${formatShort(high)}`;
    return makeBar(label, count, maxCount);
  });
}

/**
 * Mark each place on the map; there are no bars.
 * @type {MakeBars}
 */
function markPlaces(_, values) {
  clearMarks("theirs");
  for (const place of values) addMark("theirs", place);
  return [];
}

/**
 * @param {string} label
 * @param {number} count
 * @param {number} maxCount of all bars
 */
function makeBar(label, count, maxCount) {
  const meter = makeElement("meter", { min: 0, max: Math.max(maxCount, 1), value: count });
  const text = makeElement("span", { className: "poll-words" }, label);
  return makeElement("div", { className: "poll-bar" }, text, meter, makeElement("b", {}, String(count)));
}
