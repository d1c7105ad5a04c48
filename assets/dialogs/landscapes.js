/** The dialog that chooses a landscape. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { landscapeId } from "fallline/core/links.js";
import { say } from "fallline/core/text.js";
import { closeOnChoice } from "fallline/dialogs/dialog.js";
import { openGallery } from "fallline/dialogs/gallery.js";
import { makePicture } from "fallline/dialogs/pictures.js";
import { shownLink } from "fallline/player/link.js";
import { changeControl } from "fallline/player/store.js";

/** @import { LandscapeCard } from "fallline/types.js" */

/** Open the dialog of the landscapes. */
export function open() {
  const currentId = landscapeId(shownLink);
  return openGallery({
    name: "landscapes",
    title: say("Choose a landscape"),
    address: "/landscapes",
    makeCard: (/** @type {LandscapeCard} */ card, opened) => makeChoice(card, card.id === currentId, opened),
    makeDetails,
  });
}

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
  return [heading, makeElement("p", {}, card.description), formula, makeFact(card.minima), makeFact(traits)];
}

/** @param {string} text */
const makeFact = (text) => makeElement("p", { className: "fact" }, text);
