/** Update rules with the numbers of a step: each line in letters, and below it once per axis with numbers. */
import { makeElement, setText } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { formatSlot, slotValue } from "fallline/race/rule_numbers.js";

/** @import { RuleSlot, Run } from "fallline/types.js" */
/** @typedef {(t: number) => void} Writer writes the numbers of step t */

const BREAKING_OPERATORS = new Set(["=", "+", "-", "−"]); // before which a long line may continue on the next one

/**
 * Fill an element with the update rule of a run, and return the function that writes the numbers of a step into it.
 * @param {HTMLElement} container
 * @param {Run} run
 * @param {readonly string[]} axes names of the axes
 * @param {readonly number[]} [shown] the axes with numbers, from 0
 * @returns {Writer}
 */
export function renderRule(container, run, axes, shown = axes.map((_, axis) => axis)) {
  const { letters, lines, missing } = run.rule;
  /** @type {Writer[]} */
  const writers = [];
  const rows = lines.flatMap((line, i) => [
    makeElement("div", { className: "letters" }, ...makeFormula(letters[i])),
    ...shown.map((axis) => makeNumbers(line, run, axes[axis], axis, writers)),
  ]);
  const note = missing.length
    ? say("Written for the usual settings; not in it: {names}.", { names: missing.join(", ") })
    : lines.length
      ? ""
      : say("This rule has no formula with numbers.");
  container.replaceChildren(...rows, makeElement("p", { className: "fact", hidden: !note }, note));
  container.classList.add("rule-numbers");
  return (t) => writers.forEach((write) => write(t));
}

/**
 * Return a line of a rule with numbers for one axis; the writers of its numbers are added to `writers`.
 * @param {string} line
 * @param {Run} run
 * @param {string} name of the axis
 * @param {number} axis
 * @param {Writer[]} writers
 */
function makeNumbers(line, run, name, axis, writers) {
  const formula = makeElement("span", {}, ...makeFormula(line));
  for (const node of formula.querySelectorAll("[data-slot]")) {
    writers.push(makeWriter(node, run.rule.slots[Number(node.getAttribute("data-slot"))], run, axis));
  }
  return makeElement("div", { className: "numbers-line" }, makeElement("b", {}, name), formula);
}

/**
 * @param {Element} node
 * @param {RuleSlot} slot
 * @param {Run} run
 * @param {number} axis
 * @returns {Writer}
 */
function makeWriter(node, slot, run, axis) {
  const leads = node === node.closest("math")?.querySelector("mn, mi, mo");
  return (t) => setText(node, formatSlot(slot, slotValue(slot, run, axis, t), leads));
}

/**
 * Return a formula as parts between which a line can break, since browsers break no line in a formula.
 * @param {string} mathml
 * @returns {(Element | string)[]}
 */
function makeFormula(mathml) {
  // Safe as HTML: the server makes the lines from the formula in the optimizer's source, never from typed text.
  const whole = makeElement("div", { innerHTML: mathml }).firstElementChild;
  const row = whole?.firstElementChild;
  if (!whole || !row) return [];
  return splitRow([...row.children]).flatMap((part) => {
    const math = /** @type {Element} */ (whole.cloneNode());
    math.append(...part);
    return [math, "\u200b"];
  });
}

/**
 * Split the parts of a formula before the operators that are in no parentheses.
 * @param {readonly Element[]} elements
 * @returns {Element[][]}
 */
function splitRow(elements) {
  /** @type {Element[][]} */
  const parts = [[]];
  let depth = 0;
  let followsOperator = true; // a sign is no operator
  for (const element of elements) {
    const text = element.localName === "mo" ? (element.textContent ?? "") : "";
    if (depth === 0 && !followsOperator && BREAKING_OPERATORS.has(text)) parts.push([]);
    parts[parts.length - 1].push(element);
    depth += countOf(element, "(") - countOf(element, ")"); // also of one that has a power
    followsOperator = BREAKING_OPERATORS.has(text);
  }
  return parts;
}

/**
 * @param {Element} element
 * @param {string} sign
 */
const countOf = (element, sign) => (element.textContent ?? "").split(sign).length - 1;
