/** The dialog of many runs at once: basin maps, sweeps of settings, learning rates, and the report. */
import { makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { makeBasinsTab } from "fallline/dialogs/maps/basins.js";
import { makeRatesTab } from "fallline/dialogs/maps/rates.js";
import { makeSweepTab } from "fallline/dialogs/maps/sweep.js";
import { makeReportTab } from "fallline/dialogs/report.js";
import { installTabs } from "fallline/dialogs/tabs.js";

/** @type {[string, () => HTMLElement][]} */
const TABS = [
  [say("Basins"), makeBasinsTab],
  [say("Sweep"), makeSweepTab],
  [say("Learning rates"), makeRatesTab],
  [say("Report"), makeReportTab],
];

let lastTitle = ""; // of the tab that was open last

/** Open the dialog of many runs at once. */
export function open() {
  player.pause();
  const bar = makeElement("div", { className: "takes", role: "tablist", ariaLabel: say("Which map") });
  const panel = makeElement("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
  openDialog("mapping", say("Many runs at once"), bar, panel);
  installTabs(bar, panel, TABS, lastTitle, (title) => (lastTitle = title));
}
