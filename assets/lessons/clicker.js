/**
 * The keys of a presenter's remote clicker in the mode "present": Page Down, Page Up, and B or a full stop for black.
 */
import { closest, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { isPageKey } from "fallline/page/keys.js";
import { advanceLesson } from "fallline/lessons/lesson.js";

/** @type {Record<string, () => void>} */
const KEYS = {
  PageDown: () => advanceLesson(1) || player.togglePlay(),
  PageUp: () => advanceLesson(-1) || player.pauseAt(0),
  b: toggleBlackout,
  ".": toggleBlackout,
};

/** Cover the page with a black screen, or remove it. */
function toggleBlackout() {
  const found = document.querySelector(".blackout");
  if (found) return found.remove();
  const ariaLabel = say("The screen is dark; press B to go on");
  return document.body.append(makeElement("div", { className: "blackout", role: "status", ariaLabel }));
}

/** Add the listeners for the keys in the mode "present" and for clicks on the black screen. */
export function install() {
  window.addEventListener("keydown", (event) => {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || document.documentElement.dataset.mode !== "present" || !isPageKey(event, "dialog")) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => closest(event, ".blackout")?.remove());
}
