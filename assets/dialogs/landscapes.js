/** The dialog that chooses a landscape: from the catalogue, or by typing a formula. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { landscapeId } from "fallline/core/links.js";
import { currentTheme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { closeOnChoice } from "fallline/dialogs/dialog.js";
import { makeFormulaField } from "fallline/dialogs/formula_field.js";
import { openGallery } from "fallline/dialogs/gallery.js";
import { typedFormula } from "fallline/dialogs/landscape_button.js";
import { makePicture } from "fallline/dialogs/pictures.js";
import { shownLink } from "fallline/player/link.js";
import { changeControl } from "fallline/player/store.js";

/** @import { LandscapeCard } from "fallline/types.js" */
/** @import { FormulaField } from "fallline/dialogs/formula_field.js" */

const TYPED_ID = "formula"; // of the landscape that the formula field stands for
const CLASSICS = ["rosenbrock", "beale", "himmelblau", "ackley", "rastrigin", "goldstein_price", "easom", "booth"];
const FORMULA_PATTERN = /[\^*/+=]|\w\(/; // in a search that is meant as a formula; no name has it
const SURFACE_PICTURE = { width: 300, height: 200 };

/** Open the dialog of the landscapes. */
export function open() {
  return openWith(makeFormulaField(typedFormula));
}

/** Open the dialog of the landscapes with the cursor in the field for a formula. */
export function openAtFormula() {
  const field = makeFormulaField(typedFormula);
  const opening = openWith(field);
  field.focus();
  return opening;
}

/** @param {FormulaField} field */
function openWith(field) {
  const currentId = landscapeId(shownLink);
  return openGallery({
    name: "landscapes",
    title: say("Choose a landscape"),
    address: "/landscapes",
    isOffered: ({ id }) => id !== TYPED_ID,
    makeCard: (/** @type {LandscapeCard} */ card, opened) => makeChoice(card, card.id === currentId, opened),
    featured: { title: say("Classics"), ids: CLASSICS },
    beside: field.node,
    makeOffer: (text) => (FORMULA_PATTERN.test(text) ? makeFormulaOffer(text, field) : undefined),
    makeDetails,
    isDetailed: ({ id }) => id === (currentId === TYPED_ID ? CLASSICS[0] : currentId),
  });
}

/**
 * @param {string} text
 * @param {FormulaField} field
 */
const makeFormulaOffer = (text, field) =>
  makeButton(say("Race on f(x, y) = {formula}", { formula: text }), () => field.submit(text), { className: "button strong" });

/**
 * @param {LandscapeCard} card
 * @param {boolean} isCurrent
 * @param {HTMLDialogElement} opened
 */
function makeChoice(card, isCurrent, opened) {
  const choose = () => {
    closeOnChoice(opened);
    changeControl("landscape", card.id);
  };
  const properties = { className: "card-choice", "data-id": card.id, "aria-current": String(isCurrent) };
  const choice = makeButton("", choose, properties);
  choice.append(makePicture("landscape", card.id), makeElement("strong", {}, card.title));
  return choice;
}

/** @param {LandscapeCard} card */
function makeDetails(card) {
  const formula = makeElement("div", { className: "formula" });
  formula.innerHTML = card.formula; // safe as HTML: the server makes it from the catalogue, never from typed text
  const traits = card.traits.filter(Boolean).join(", ");
  const heading = makeElement("h3", {}, card.title);
  const src = `/picture/surface/${card.id}?theme=${currentTheme()}`;
  const picture = makeElement("img", { ...SURFACE_PICTURE, className: "surface", alt: "", src });
  return [picture, heading, makeElement("p", {}, card.description), formula, makeFact(card.minima), makeFact(traits)];
}

/** @param {string} text */
const makeFact = (text) => makeElement("p", { className: "fact" }, text);
