/** The remote clicker of a presenter, which sends Page Down and Page Up, B or a full stop. */
import { closest, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { isForPage } from "fallline/page/keys.js";
import { turnLesson } from "fallline/lessons/lesson.js";

/** @type {Record<string, () => void>} */
const KEYS = {
  PageDown: () => turnLesson(1) || player.toggle(),
  PageUp: () => turnLesson(-1) || player.jump(0),
  b: blackout,
  ".": blackout,
};

/** Makes the screen black, so that the class looks at the teacher, or brings the picture back. */
function blackout() {
  const found = document.querySelector(".blackout");
  if (found) return found.remove();
  const ariaLabel = say("The screen is dark; press B to go on");
  return document.body.append(make("div", { className: "blackout", role: "status", ariaLabel }));
}

/** Hears the keys on a projector, and clicks on a black screen. */
export function install() {
  window.addEventListener("keydown", (event) => {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || document.documentElement.dataset.mode !== "present" || !isForPage(event, "dialog")) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => closest(event, ".blackout")?.remove());
}
