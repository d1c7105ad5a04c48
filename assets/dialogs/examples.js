/** The dialog that chooses one of the example races. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { closeOnChoice } from "fallline/dialogs/dialog.js";
import { openGallery } from "fallline/dialogs/gallery.js";
import { makePicture } from "fallline/dialogs/pictures.js";
import { changeControl } from "fallline/player/store.js";

/** @import { ExampleCard } from "fallline/types.js" */

/** Open the dialog of the example races. */
export const open = () =>
  openGallery({ name: "gallery", title: say("Races worth seeing"), address: "/examples", makeCard: makeChoice });

/**
 * @param {ExampleCard} card
 * @param {HTMLDialogElement} opened
 */
function makeChoice(card, opened) {
  const properties = { className: "card-choice wide", href: `/?${card.link}`, "data-id": card.id };
  const description = makeElement("span", { className: "says" }, card.description);
  const text = makeElement("span", {}, makeElement("strong", {}, card.title), description);
  const choice = makeElement("a", properties, makePicture("example", card.id), text);
  choice.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab or window
    event.preventDefault();
    closeOnChoice(opened);
    changeControl("example", card.id);
  });
  return choice;
}
