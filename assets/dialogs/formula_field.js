/** The field in which a visitor types a formula to race on; it is typeset below while it is typed. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { closeOnChoice } from "fallline/dialogs/dialog.js";
import { changeControl } from "fallline/player/store.js";
import { makePreview, typeset } from "fallline/dialogs/formula_preview.js";

/** @import { TypesetFormula } from "fallline/types.js" */
/**
 * @typedef {object} FormulaField
 * @property {HTMLElement} node
 * @property {() => void} focus puts the cursor into the field, and selects what is in it
 * @property {(formula: string) => void} submit puts a formula into the field, and races on it unless it is wrong
 */

const MAX_LENGTH = 1000; // of the setting `f` on the server

/**
 * Make the field, with a formula in it.
 * @param {string} formula
 * @returns {FormulaField}
 */
export function makeFormulaField(formula) {
  const properties = { type: "text", value: formula, placeholder: "x^2 + 3*sin(y)", spellcheck: false, maxLength: MAX_LENGTH };
  const input = makeElement("input", { ...properties, id: "formula-field", autocomplete: "off", autocapitalize: "off" });
  const preview = makeElement("div", { className: "formula-preview", role: "status" });
  const update = makePreview((answer) => showPreview(preview, answer));
  const race = () => raceOn(input, preview);
  input.addEventListener("input", () => update(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else Enter also presses what gets the focus when the dialog closes
    if (!event.repeat) race();
  });
  const label = makeElement("label", { htmlFor: input.id }, "f(x, y) =");
  const button = makeButton(say("Race on it"), race, { className: "button strong" });
  const line = makeElement("div", { className: "formula-line" }, label, input, button);
  const focus = () => {
    input.focus();
    input.select();
  };
  const submit = (/** @type {string} */ typed) => {
    input.value = typed;
    input.focus();
    race();
  };
  if (formula) update(formula);
  return { node: makeElement("div", { className: "formula-entry" }, line, preview), focus, submit };
}

/**
 * Close the dialog and race on the formula in the field, unless it is wrong, which the preview says then.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} preview
 */
async function raceOn(input, preview) {
  const formula = input.value.trim();
  const dialog = input.closest("dialog");
  if (!formula || !dialog) return;
  const answer = await typeset(formula);
  if (!dialog.open || formula !== input.value.trim()) return;
  if (!answer || answer.problem) showPreview(preview, answer ?? { problem: say("The server does not answer.") });
  else {
    closeOnChoice(dialog);
    changeControl("formula", formula);
  }
}

/**
 * @param {HTMLElement} preview
 * @param {TypesetFormula} answer
 */
function showPreview(preview, { mathml, problem }) {
  preview.classList.toggle("problem", !mathml);
  if (mathml) preview.replaceChildren(readMathml(mathml));
  else preview.textContent = problem ?? "";
}

/**
 * Return MathML as an element. It is parsed as XML, so that nothing in it can become HTML.
 * @param {string} mathml
 * @returns {Node}
 */
const readMathml = (mathml) =>
  document.importNode(new DOMParser().parseFromString(mathml, "application/xml").documentElement, true);
