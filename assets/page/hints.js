/** Three short hints beside the race for a first visit. Once they are closed, this browser shows them no more. */
import { getById, makeElement } from "fallline/core/dom.js";
import { readStored, writeStored } from "fallline/core/storage.js";
import { say } from "fallline/core/text.js";

const KEY = "fallline.hint"; // of localStorage
/** The title and the text of each hint. */
const HINTS = [
  [say("Start somewhere else"), say("Drag the ring on the map, or click: every run starts there.")],
  [say("Change one thing"), say("Turn a learning rate, or press “Tuned here” to give each its best.")],
  [say("Look inside a step"), say("Pause, and switch on the arrows above the map; every number is in the table.")],
];

/** Show the hints in the lab, unless this browser's visitor has closed them before or they are on the page already. */
export function showHints() {
  if (readStored(KEY) || document.getElementById("hint") || document.documentElement.dataset.mode !== "lab") return;
  getById("lab").append(makeHints());
}

function makeHints() {
  const title = makeElement("strong");
  const text = makeElement("span");
  const next = makeElement("button", { className: "button" });
  const close = makeElement("button", { className: "quiet", ariaLabel: say("Put the hints away") }, "×");
  const properties = { id: "hint", "data-part": "hint", ariaLabel: say("Hints for a first visit") };
  const aside = makeElement("aside", properties, makeElement("p", {}, title, text), next, close);
  let index = 0;
  const show = () => {
    title.textContent = say("{n} of {all}: {title}", { n: index + 1, all: HINTS.length, title: HINTS[index][0] });
    text.textContent = HINTS[index][1];
    next.textContent = index < HINTS.length - 1 ? say("Next") : say("Done");
  };
  const end = () => {
    writeStored(KEY, "seen");
    aside.remove();
  };
  next.addEventListener("click", () => {
    index += 1;
    if (index < HINTS.length) show();
    else end();
  });
  close.addEventListener("click", end);
  show();
  return aside;
}
