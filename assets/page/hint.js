/** Three short hints for a first visit, beside the race and not over it; put away, they stay away. */
import { byId, make } from "fallline/core/dom.js";
import { keep, kept } from "fallline/core/storage.js";
import { say } from "fallline/core/text.js";

const KEY = "fallline.hint"; // in the browser's own store
/** The title and the text of each hint. */
const STEPS = [
  [say("Start somewhere else"), say("Drag the ring on the map, or click: every run starts there.")],
  [say("Change one thing"), say("Turn a learning rate, or press “Tuned here” to give each its best.")],
  [say("Look inside a step"), say("Pause, and switch on the arrows above the map; every number is in the table.")],
];

/** Shows the hints once, if this visitor has not put them away yet. */
export function hint() {
  if (kept(KEY) || document.getElementById("hint") || document.documentElement.dataset.mode !== "lab") return;
  byId("lab").append(hints());
}

function hints() {
  const title = make("strong");
  const text = make("span");
  const next = make("button", { className: "button" });
  const close = make("button", { className: "quiet", ariaLabel: say("Put the hints away") }, "×");
  const facts = { id: "hint", "data-part": "hint", ariaLabel: say("Hints for a first visit") };
  const aside = make("aside", facts, make("p", {}, title, text), next, close);
  let step = 0;
  const show = () => {
    title.textContent = say("{n} of {all}: {title}", { n: step + 1, all: STEPS.length, title: STEPS[step][0] });
    text.textContent = STEPS[step][1];
    next.textContent = step < STEPS.length - 1 ? say("Next") : say("Done");
  };
  const end = () => {
    keep(KEY, "seen");
    aside.remove();
  };
  next.addEventListener("click", () => {
    step += 1;
    if (step < STEPS.length) show();
    else end();
  });
  close.addEventListener("click", end);
  show();
  return aside;
}
