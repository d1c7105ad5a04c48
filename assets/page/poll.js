/** What a class has predicted: bars below the question, or marks on the map. */
import { make } from "fallline/core/dom.js";
import { short } from "fallline/core/numbers.js";
import { plural } from "fallline/core/text.js";
import { binsOf } from "fallline/race/bins.js";
import { clearMarks, mark } from "fallline/page/guess_marks.js";

/** @import { Guesses } from "fallline/types.js" */
/** @typedef {(form: HTMLElement, values: any[]) => HTMLElement[]} MakeBars */

const BINS = 6;

/** By the kind of answer; other kinds have options. @type {Record<string, MakeBars>} */
const MAKERS = { place: dots, number: bins };

/**
 * Shows what a class has predicted, below its question or on the map.
 * @param {HTMLElement} form the question
 * @param {Pick<Guesses, "kind" | "values">} guesses
 */
export function histogram(form, { kind, values }) {
  const bars = MAKERS[kind] ?? tallies;
  const shown = form.querySelector(".poll") ?? form.insertBefore(poll(), form.querySelector(".acts"));
  const words = plural(values.length, "{n} prediction", "{n} predictions");
  shown.replaceChildren(...bars(form, values));
  shown.setAttribute("aria-label", words);
  shown.append(make("p", { className: "fact" }, words));
}

const poll = () => make("div", { className: "poll", role: "img" });

/**
 * One bar for each option.
 * @type {MakeBars}
 */
function tallies(form, values) {
  const options = [...form.querySelectorAll(".options label")];
  const keys = options.map((option) => option.getAttribute("data-key"));
  const counts = keys.map((key) => values.filter((value) => String(value) === key).length);
  return options.map((option, i) => bar(option.textContent, counts[i], Math.max(...counts)));
}

/**
 * One bar for each bin of numbers.
 * @type {MakeBars}
 */
function bins(_, values) {
  const found = binsOf(values, BINS);
  const most = Math.max(...found.map(({ count }) => count));
  return found.map(({ low, high, count }) => {
    const words = low === high ? short(low) : `${short(low)} – ${short(high)}`;
    return bar(words, count, most);
  });
}

/**
 * A mark on the map for each place.
 * @type {MakeBars}
 */
function dots(_, values) {
  clearMarks("theirs");
  for (const place of values) mark("theirs", place);
  return [];
}

/**
 * @param {string} words
 * @param {number} count
 * @param {number} most
 */
function bar(words, count, most) {
  const meter = make("meter", { min: 0, max: Math.max(most, 1), value: count });
  const text = make("span", { className: "poll-words" }, words);
  return make("div", { className: "poll-bar" }, text, meter, make("b", {}, String(count)));
}
