/** The dialog of many runs at once: basin maps, sweeps of settings, learning rates, and the report. */
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { makeBasinsTab } from "fallline/dialogs/maps/basins.js";
import { makeRatesTab } from "fallline/dialogs/maps/rates.js";
import { makeSweepTab } from "fallline/dialogs/maps/sweep.js";
import { makeReportTab } from "fallline/dialogs/report.js";
import { installTabs, openTabbedDialog } from "fallline/dialogs/tabs.js";

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
  const elements = openTabbedDialog("mapping", say("Many runs at once"), say("Which map"));
  installTabs(elements, TABS, lastTitle, (title) => (lastTitle = title));
}
