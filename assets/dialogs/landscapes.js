/** The dialog that chooses a landscape. */
import { button, make } from "fallline/core/dom.js";
import { landscapeOf } from "fallline/core/links.js";
import { say } from "fallline/core/text.js";
import { gallery } from "fallline/dialogs/gallery.js";
import { picture } from "fallline/dialogs/pictures.js";
import { shown } from "fallline/player/link.js";
import { turn } from "fallline/player/store.js";

/** @import { LandscapeCard } from "fallline/types.js" */

/** Opens the dialog of the landscapes. */
export function open() {
  const on = landscapeOf(shown);
  return gallery({
    name: "landscapes",
    title: say("Choose a landscape"),
    address: "/landscapes",
    show: (/** @type {LandscapeCard} */ card, opened) => choiceOf(card, card.id === on, opened),
    aside: moreAbout,
  });
}

/**
 * @param {LandscapeCard} card
 * @param {boolean} isCurrent
 * @param {HTMLDialogElement} opened
 */
function choiceOf(card, isCurrent, opened) {
  const choose = () => {
    opened.close();
    turn("landscape", card.id);
  };
  const facts = { className: "card-choice", "data-id": card.id, "aria-current": String(isCurrent) };
  const choice = button("", choose, facts);
  choice.append(picture("landscape", card.id), make("strong", {}, card.title));
  return choice;
}

/** @param {LandscapeCard} card */
function moreAbout(card) {
  const formula = make("div", { className: "formula" });
  formula.innerHTML = card.formula; // made by the server from the catalogue, never from what is typed
  const traits = card.traits.filter(Boolean).join(", ");
  return [make("h3", {}, card.title), make("p", {}, card.says), formula, fact(card.minima), fact(traits)];
}

/** @param {string} text */
const fact = (text) => make("p", { className: "fact" }, text);
