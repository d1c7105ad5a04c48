/** The buttons and keys that undo and redo changes of the race. */
import { closest, getById } from "fallline/core/dom.js";
import * as player from "fallline/player/player.js";
import { canRedo, canUndo, redo, undo } from "fallline/page/address.js";
import { historyKey } from "fallline/page/keys.js";

/** Add the listeners for the buttons and the keys. */
export function install() {
  document.addEventListener("click", (event) => {
    if (closest(event, "#undo")) undo();
    else if (closest(event, "#redo")) redo();
  });
  window.addEventListener("keydown", (event) => {
    const wanted = historyKey(event);
    if (!wanted || !player.race || player.race.hide.includes("undo")) return;
    event.preventDefault();
    (wanted === "undo" ? undo : redo)();
  });
  updateButtons();
}

/** Show on the buttons whether there is anything to undo or to redo. They can keep the focus in any case. */
export function updateButtons() {
  getById("undo").setAttribute("aria-disabled", String(!canUndo()));
  getById("redo").setAttribute("aria-disabled", String(!canRedo()));
}
