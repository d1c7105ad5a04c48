/** The button of the header with the landscape of the race: picture, name and formula. */
import { getById, makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";

/** @import { LandscapeLabel } from "fallline/types.js" */

const PICTURE = { width: 40, height: 27 };

/** The formula as it was typed of the race on show, "" if its landscape is from the catalogue. */
export let typedFormula = "";

let shown = ""; // what the button shows, as JSON

/**
 * Show the landscape of a race.
 * @param {string} name
 * @param {LandscapeLabel} label
 */
export function showLandscape(name, label) {
  typedFormula = label.typed;
  const next = JSON.stringify([name, label, currentTheme()]);
  if (next === shown) return;
  shown = next;
  getById("landscape-name").textContent = name;
  const formula = makeElement("span", { className: "content" }, label.typed);
  if (label.formula) formula.innerHTML = label.formula; // safe as HTML: made from the catalogue, never from typed text
  getById("landscape-formula").replaceChildren(formula);
  getById("landscape").querySelector(".thumb")?.replaceChildren(makeThumb(label));
}

/** @param {LandscapeLabel} label */
function makeThumb({ id, typed }) {
  if (typed) return makeElement("span", { className: "typed-thumb" }, "ƒ");
  return makeElement("img", { ...PICTURE, alt: "", src: `/picture/landscape/${id}?theme=${currentTheme()}` });
}
