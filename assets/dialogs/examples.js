/** The dialog that chooses a race worth seeing. */
import { make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { gallery } from "fallline/dialogs/gallery.js";
import { picture } from "fallline/dialogs/pictures.js";
import { turn } from "fallline/player/store.js";

/** @import { ExampleCard } from "fallline/types.js" */

/** Opens the dialog of races worth seeing. */
export const open = () =>
  gallery({ name: "gallery", title: say("Races worth seeing"), address: "/examples", show: choiceOf });

/**
 * @param {ExampleCard} card
 * @param {HTMLDialogElement} opened
 */
function choiceOf(card, opened) {
  const facts = { className: "card-choice wide", href: `/?${card.link}`, "data-id": card.id };
  const words = make("span", {}, make("strong", {}, card.title), make("span", { className: "says" }, card.says));
  const choice = make("a", facts, picture("example", card.id), words);
  choice.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a tab of its own
    event.preventDefault();
    opened.close();
    turn("example", card.id);
  });
  return choice;
}
