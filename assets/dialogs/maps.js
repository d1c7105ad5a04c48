/** The dialog of many runs at once: where every start leads, and which settings work. */
import { make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { basinsPart } from "fallline/dialogs/maps/basins.js";
import { ratesPart } from "fallline/dialogs/maps/rates.js";
import { sweepPart } from "fallline/dialogs/maps/sweep.js";
import { reportPart } from "fallline/dialogs/report.js";
import { tabs } from "fallline/dialogs/tabs.js";

/** @type {[string, () => HTMLElement][]} */
const PARTS = [
  [say("Basins"), basinsPart],
  [say("Sweep"), sweepPart],
  [say("Learning rates"), ratesPart],
  [say("Report"), reportPart],
];

let last = ""; // the tab that was open before

/** Opens the dialog of many runs at once. */
export function open() {
  player.pause();
  const bar = make("div", { className: "takes", role: "tablist", ariaLabel: say("Which map") });
  const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
  dialog("mapping", say("Many runs at once"), bar, place);
  tabs(bar, place, PARTS, last, (title) => (last = title));
}
