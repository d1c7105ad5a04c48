/** The help: what the page shows, how to read it, its keys, and where to learn more. */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { SHORTCUTS } from "fallline/page/keys.js";

/** @import { Shortcut } from "fallline/page/keys.js" */

/** The parts of the page, each with its name. */
const PARTS = [
  [
    say("Landscape"),
    say("At the top left stands the function that is minimized. Press its name to choose another one, or its formula to type your own."),
  ],
  [
    say("Optimizers"),
    say("Each card on the left is one optimizer: its symbol, its learning rate, its rank, and when it reached the target. Move a slider, and the race is run again."),
  ],
  [
    say("Stage"),
    say("The middle shows the runs on the map or on the 3D surface. Every run starts at the ring: drag it, or click the map. The minimum is a bullseye."),
  ],
  [
    say("Step"),
    say("The column on the right explains the step on show of the selected run: how long it is, how long the best one in its direction would be, and the update rule with its numbers."),
  ],
  [
    say("Playback"),
    say("The bar at the bottom plays and pauses. Marks on it show where runs reach the target. The charts above it show the gap to the minimum, step lengths and learning rates."),
  ],
];

/** How to read a card. */
const CARD_TEXTS = [
  say("The number is the rank at equal cost: runs within the target first, then the smaller gap."),
  say("“✓ 162” means that the run reached the target after 162 gradient evaluations; “left at 200”, that it has left it again."),
  say("“Tuned” gives each optimizer the best rate of those tried on this race, “Same” gives all the same rate, and “Default” each its own default."),
  say("“…” has the other settings, and doubles or removes the run."),
];

/** Open the help. */
export function open() {
  const parts = makeElement("dl", { className: "help-parts" }, ...PARTS.flatMap(makePart));
  const card = makeElement("ul", {}, ...CARD_TEXTS.map((text) => makeElement("li", {}, text)));
  const text = makeElement("div", {}, parts, makeElement("h3", {}, say("How to read a card")), card, makeLessonsButton());
  const keys = makeElement("div", { className: "help-keys" }, ...SHORTCUTS.map(makeGroup));
  openDialog("help-text", say("Help and keys"), makeElement("div", { className: "help" }, text, keys));
}

/** @param {readonly string[]} part its name, and what it shows */
const makePart = ([name, text]) => [makeElement("dt", {}, name), makeElement("dd", {}, text)];

function makeLessonsButton() {
  const openLessons = () => {
    document.querySelector("dialog")?.close();
    getById("lessons").click();
  };
  return makeButton(say("Learn it in short lessons"), openLessons, { className: "button strong", "data-part": "lessons" });
}

/** @param {readonly [title: string, shortcuts: readonly Shortcut[]]} group */
function makeGroup([title, shortcuts]) {
  const rows = shortcuts.map(([keys, effect]) => {
    const names = keys.map((key) => makeElement("kbd", {}, key));
    return makeElement("tr", {}, makeElement("th", { scope: "row" }, ...names), makeElement("td", {}, effect));
  });
  return makeElement("section", {}, makeElement("h3", {}, title), makeElement("table", {}, ...rows));
}
